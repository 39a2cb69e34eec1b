"""Features in which pictures of a data set of the user's own are compared: learned from its training part."""
