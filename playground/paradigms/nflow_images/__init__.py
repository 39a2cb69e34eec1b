"""Normalizing flows of pictures."""
