"""Consistency models: the 2-D lab and the Images stage."""

from playground.ui.tabs.consistency.tab import ConsistencyTab

TAB = ConsistencyTab

__all__ = ["TAB"]
