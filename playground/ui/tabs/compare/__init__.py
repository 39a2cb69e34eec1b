"""Compare: quality against cost, the table of paradigms, the 2-D league, and the race."""

from functools import partial

from playground.ui.stage.tab import StagedTab
from playground.ui.tabs.compare.spec import SPEC

TAB = partial(StagedTab, SPEC)

__all__ = ["TAB"]
