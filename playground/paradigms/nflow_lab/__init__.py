"""The 2-D lab of normalizing flows."""
