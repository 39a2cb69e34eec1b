"""Flow matching: the 2-D lab and the Images stage."""

from functools import partial

from playground.ui.stage.tab import StagedTab
from playground.ui.tabs.flow.spec import SPEC

TAB = partial(StagedTab, SPEC)
