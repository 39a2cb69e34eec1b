"""Compare: quality against cost, the table of paradigms, the 2-D league, and the race."""

from playground.ui.tabs.compare.tab import CompareTab

TAB = CompareTab

__all__ = ["TAB"]
