"""Denoising diffusion: the 2-D lab and the Images stage."""

from functools import partial

from playground.ui.stage.family_tab import FamilyTab
from playground.ui.tabs.diffusion.spec import SPEC

TAB = partial(FamilyTab, SPEC)

__all__ = ["TAB"]
