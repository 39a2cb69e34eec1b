"""A desktop laboratory for generative models."""

__version__ = "0.1.0"
__all__ = ["__version__"]
