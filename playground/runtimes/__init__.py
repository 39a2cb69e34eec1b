"""Sessions that run a model's parts with named arrays in and out. Importing this loads no runtime."""
