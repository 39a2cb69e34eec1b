"""Training of a model that tells how well words and a picture agree."""
