"""Denoising diffusion: the 2-D lab and the Images stage."""

from playground.ui.tabs.diffusion.tab import DiffusionTab

TAB = DiffusionTab

__all__ = ["TAB"]
