"""Normalizing flows: the 2-D lab and the Images stage."""

from playground.ui.tabs.nflow.tab import NflowTab

TAB = NflowTab

__all__ = ["TAB"]
