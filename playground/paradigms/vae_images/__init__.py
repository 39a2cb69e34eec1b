"""Variational autoencoders of pictures."""
