"""Variational autoencoders: the 2-D lab and Images."""

from playground.ui.tabs.vae.tab import VaeTab

TAB = VaeTab

__all__ = ["TAB"]
