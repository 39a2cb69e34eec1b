"""Samplers, spacings and paths of a lab, and which of them do not go together."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

import msgspec

from playground.core.fields import Field
from playground.gaussian import grids, samplers
from playground.gaussian.samplers import Options
from playground.paradigms.lab.beside import first_of, second_of
from playground.paradigms.plane.recipes import Lab
from playground.paradigms.plane.setting import path_of, prediction_of
from playground.ui.lab.scene import TrainingScene
from playground.ui.sampling.lab.state import PlaneState
from playground.ui.sampling.listed import ListedEditor, Listing, of_spacings
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.form import EditorFactory

L = TypeVar("L", bound=Lab)


def sampler_refusal(recipe: Lab, name: str) -> str | None:
    """Why a sampler cannot be used in a lab; ``None`` where it can."""
    chosen = samplers.sampler(name)
    options = Options(variance=recipe.variance)
    return samplers.refusal(chosen, path_of(recipe), "denoiser", prediction_of(recipe), options)


def spacing_refusal(recipe: Lab, name: str) -> str | None:
    """Why a spacing does not exist on a lab's path; ``None`` where it does."""
    return grids.refusal(name, path_of(recipe), recipe.steps)


def editors(scene: TrainingScene[PlaneState, L]) -> dict[str, EditorFactory]:
    """Samplers, spacings and paths are listed with what is said of each."""
    listings = {
        "sampler": Listing(
            lambda name: sampler_refusal(scene.told_of.recipe, name),
            lambda name: samplers.sampler(name).paper,
        ),
        "spacing": of_spacings(lambda name: spacing_refusal(scene.told_of.recipe, name)),
        "path": Listing(),
    }
    return {name: partial(_listed, scene, listing) for name, listing in listings.items()}


def _listed(scene: TrainingScene[PlaneState, L], listing: Listing, field: Field) -> Editor:
    editor = ListedEditor(msgspec.structs.replace(field, group=""), listing)

    def follow(old: Lab, new: Lab) -> None:
        # While time plays the recipe changes with every picture, and paths are not made for nothing.
        if _decisive(old) != _decisive(new):
            editor.explain()

    scene.run.changed.connect(follow)
    scene.aimed.connect(editor.explain)
    return editor


def _decisive(recipe: Lab) -> tuple[object, ...]:
    """What the reasons depend on, of two trainings side by side those of both."""
    both = (first_of(recipe), second_of(recipe))
    return tuple((each.path, prediction_of(each), each.variance, each.steps) for each in both)
