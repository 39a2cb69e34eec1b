"""Presets of the lab are what lessons measure, so that what is said of them has been measured."""

from __future__ import annotations

import pytest

from playground.core.recipe import change, from_json, to_json
from playground.paradigms import recipe_types
from playground.paradigms.lab.recipe import Preset
from playground.paradigms.nflow_lab.presets import PRESETS
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.ui.explain.content import load_lessons

MEASURED_BY = {
    "healthy": "lab-waterfall",
    "one layer": "lab-one-layer",
    "scaling": "lab-scale-or-bend",
    "stretched": "lab-undo",
}
SEEN = {"direction", "layer", "points", "probe", "held"}
"""Fields of what is looked at, which a preset leaves as they are."""


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_trained_as_in_the_lesson_that_measures_it(preset: Preset[NflowLab]) -> None:
    lessons = {lesson.id: lesson for lesson in load_lessons("nflow")}
    told = lessons[MEASURED_BY[preset.name]].preset["lab"]["run"]
    assert {name: getattr(preset.recipe, name) for name in told if name not in SEEN} == {
        name: value for name, value in told.items() if name not in SEEN
    }


def test_presets_are_recipes_with_words() -> None:
    assert change(PRESETS[0].recipe, start="") == NflowLab()
    assert {preset.name for preset in PRESETS} == MEASURED_BY.keys()
    for preset in PRESETS:
        assert from_json(to_json(preset.recipe), recipe_types())[0] == preset.recipe
        assert preset.title and preset.help.endswith(".")
