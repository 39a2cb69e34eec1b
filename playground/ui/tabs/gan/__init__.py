"""Generative adversarial networks: the 2-D lab and Images."""

from functools import partial

from playground.ui.stage.tab import StagedTab
from playground.ui.tabs.gan.spec import SPEC

TAB = partial(StagedTab, SPEC)
