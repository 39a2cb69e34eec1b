"""Flow matching: the 2-D lab and the Images stage."""

from playground.ui.tabs.flow.tab import FlowTab

TAB = FlowTab

__all__ = ["TAB"]
