"""Variational autoencoders of pictures: ``IMAGE_RUNS`` are the runs of their recipes."""

from playground.paradigms.vae_images.runs import IMAGE_RUNS

__all__ = ["IMAGE_RUNS"]
