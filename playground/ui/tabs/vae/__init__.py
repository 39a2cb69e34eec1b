"""Variational autoencoders: the Images stage."""

from playground.ui.tabs.vae.tab import VaeTab

TAB = VaeTab

__all__ = ["TAB"]
