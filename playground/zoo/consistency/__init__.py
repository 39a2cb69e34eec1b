"""Training a consistency model."""
