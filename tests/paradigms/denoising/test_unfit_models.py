"""Models whose cards are valid but do not fit what is asked of them: each is refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from playground.core.cards import EXACT, Network, labelled
from playground.core.errors import RecipeError, SessionError
from playground.core.recipe import Recipe
from playground.gaussian.card import Denoising
from playground.paradigms import consistency, diffusion, flow, run
from playground.paradigms.denoising.lines import Paths
from playground.paradigms.denoising.refusals import refusal_of
from tests.support.gaussian_denoiser import DDPM, FLOW, GaussianWorld
from tests.support.tiny_denoiser import SHAPE, TinyWorld

STUDENT = replace(FLOW, kind="consistency", teacher="teacher")


def refused(recipe: Recipe, world: GaussianWorld, words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        list(run(recipe, world))


@pytest.mark.parametrize("recipe", [flow.Likelihood(model="flow"), diffusion.Bound(model="ddpm")])
def test_bits_are_of_grey_levels_from_minus_one_to_one(recipe: Any) -> None:
    world = GaussianWorld(2, flow=FLOW, ddpm=DDPM)
    assert refusal_of(recipe, world.card(recipe.model)) is None
    world.alter(recipe.model, image=replace(world.card(recipe.model).image, low=0.0))
    assert "black as 0 and white as 1" in (refusal_of(recipe, world.card(recipe.model)) or "")
    refused(recipe, world, "black as 0")


def test_a_model_of_single_pictures_has_no_density() -> None:
    world = GaussianWorld(2, flow=FLOW)
    world.alter("flow", network=Network(name=EXACT))
    refused(flow.Likelihood(model="flow"), world, "single points have no density")


@pytest.mark.parametrize(
    "recipe",
    [
        Paths(model="flow", count=64, steps=1000),
        diffusion.Fan(model="ddpm", etas=(0.0,) * 8, branches=16, steps=1000, guidance=1.0),
    ],
)
def test_trajectories_that_would_fill_the_memory_are_refused(recipe: Any) -> None:
    world = GaussianWorld(2, flow=FLOW, ddpm=replace(DDPM, schedule_steps=1000))
    for name in ("flow", "ddpm"):
        card = world.card(name)
        image = replace(card.image, channels=3, height=28, width=28)
        world.alter(name, tables=(replace(Denoising.of(card), shape=(3, 28, 28)),), image=image)
    refused(recipe, world, "choose fewer of them or fewer steps")


def test_models_of_other_classes_are_not_compared() -> None:
    world = GaussianWorld(2, flow=FLOW, reflow=replace(FLOW, condition=labelled(1)))
    refused(flow.Compare(model="flow", reflow="reflow"), world, "different classes")


@pytest.mark.parametrize(
    "teacher", [DDPM, replace(FLOW, prediction="noise"), replace(FLOW, kind="consistency")]
)
@pytest.mark.parametrize("recipe", [consistency.Rows(model="student"), consistency.Jumps(model="student")])
def test_a_teacher_has_a_flow_on_the_students_path(recipe: Recipe, teacher: Any) -> None:
    refused(recipe, GaussianWorld(2, student=STUDENT, teacher=teacher), "cannot have taught")


@pytest.mark.torch
@pytest.mark.parametrize("runtime", ["onnx", "torch"])
def test_a_label_beyond_the_networks_is_said(models: Path, runtime: str) -> None:
    session = TinyWorld(models, runtime).session("tiny-flow", "denoiser")
    inputs = {
        "x": np.zeros((1, *SHAPE), np.float32),
        "time": np.zeros(1, np.float32),
        "label": np.array([99]),
    }
    with pytest.raises(SessionError):
        session.run(inputs)
