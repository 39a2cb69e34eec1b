"""Variational autoencoders: the 2-D lab and Images."""

from functools import partial

from playground.ui.stage.family_tab import FamilyTab
from playground.ui.tabs.vae.spec import SPEC

TAB = partial(FamilyTab, SPEC)

__all__ = ["TAB"]
