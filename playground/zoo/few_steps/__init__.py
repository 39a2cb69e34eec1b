"""Distilling a network that is told words to few steps."""
