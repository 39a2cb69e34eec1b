"""What a stage shows, as data: which of its fields is which field of the recipes that it asks for."""
