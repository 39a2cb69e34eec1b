"""Generative adversarial networks: the 2-D lab and Images."""

from playground.ui.tabs.gan.tab import GanTab

TAB = GanTab

__all__ = ["TAB"]
