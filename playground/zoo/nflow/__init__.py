"""Training a normalizing flow."""
