"""Text to image: words become a picture, and every part between them can be looked at."""

from functools import partial

from playground.ui.stage.tab import StagedTab
from playground.ui.tabs.words.spec import SPEC

TAB = partial(StagedTab, SPEC)
