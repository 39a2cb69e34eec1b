"""Trained generators and discriminators of pictures: ``IMAGE_RUNS`` are the runs of their recipes."""

from playground.paradigms.gan_images.runs import IMAGE_RUNS

__all__ = ["IMAGE_RUNS"]
