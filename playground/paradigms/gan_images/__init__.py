"""Trained generators and discriminators of pictures."""
