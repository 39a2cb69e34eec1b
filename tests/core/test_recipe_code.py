"""What a recipe is written as gives that recipe again, in Python and on the command line."""

from __future__ import annotations

import argparse
import json
import shlex

import pytest

from playground import paradigms
from playground.commands import flags
from playground.core.recipe import decode, kind_of
from playground.core.recipe_code import Setting, as_command, as_python
from playground.core.resources import Placement
from playground.gaussian import planar
from playground.paradigms.diffusion import Sample
from playground.paradigms.flow import Compare
from playground.paradigms.plane.recipes import FlowLab
from playground.paradigms.race.recipes import Race
from playground.paradigms.sources import Drawing, HeldOut
from playground.paradigms.vae_images.recipes import Decode, Interpolate, Latent

RECIPES = [
    Sample(model="it’s a name", steps=7, seed=3, guidance=1.5, label=-1, output="trajectory"),
    Sample(model="m"),
    Interpolate(model="m", a=HeldOut(4), b=HeldOut(5)),
    Interpolate(model="m", a=Drawing(bytes(range(9))), b=HeldOut(5)),
    Decode(model="m", latent=(-0.5, 1e-9)),
    Interpolate(model="m", a=Latent((-0.5, 2.0)), b=HeldOut(1)),
    Compare(model="m", reflow="n", steps=(1, 3)),
    Race(lanes=(Sample(model="m", steps=3), Sample(model="n")), count=2),
    FlowLab(data=planar.discover()[0].name, training=False, drawing=bytes(8)),
    FlowLab(beside={"steps": 3, "eta": 0.5}),
    FlowLab(beside={}),
]


def run_python(text: str) -> tuple[object, dict[str, object]]:
    """The recipe that a program makes and what it runs it with, without running it."""
    told: dict[str, object] = {}

    class Module:
        load = staticmethod(lambda name, **options: ("model", name, options))

        @staticmethod
        def recipe(kind, **values):
            return decode(json.dumps({"kind": kind, **values}).encode(), paradigms.recipe_types())

        @staticmethod
        def run(recipe, model=None, **options):
            told.update(recipe=recipe, model=model, **options)
            return type("Result", (), {"save": lambda self, path: told.update(path=path)})()

    exec(text.replace("import playground as pg", ""), {"pg": Module})
    return told.pop("recipe"), told


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: kind_of(recipe))
def test_a_program_says_the_recipe(recipe) -> None:
    found, told = run_python(as_python(recipe, Setting()))
    assert found == recipe
    assert told == {"model": None, "path": f"{kind_of(recipe)}.png"}


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: kind_of(recipe))
def test_a_command_says_the_recipe(recipe, tmp_path) -> None:
    command = as_command(recipe, Setting())
    first, _, second = command.partition(" && ")
    if second:
        words = shlex.split(first)
        assert words[:2] == ["printf", "%s"] and words[3:] == [">", f"{kind_of(recipe)}.json"]
        assert decode(words[2].encode(), paradigms.recipe_types()) == recipe
        assert f"--recipe={words[4]}" in shlex.split(second)
        return
    words = shlex.split(command)
    assert words[:2] == ["playground", "generate"] and words[-1] == f"--out={kind_of(recipe)}.png"
    assert words[2] == f"--kind={kind_of(recipe)}"
    parser = argparse.ArgumentParser(allow_abbrev=False)
    flags.add_flags(parser, type(recipe))
    assert flags.build(type(recipe), None, parser.parse_args(words[3:-1])) == recipe


def test_where_it_runs_and_when_it_ends_are_said_where_they_are_not_usual() -> None:
    setting = Setting(
        models=("/my models",), placement=Placement("torch", "cuda"), train_steps=7, pictures=False
    )
    _, told = run_python(as_python(RECIPES[1], setting))
    options = {"runtime": "torch", "device": "cuda", "models": ["/my models"]}
    assert told == {"model": ("model", "m", options), "train_steps": 7, "path": "diffusion-sample.npz"}
    words = shlex.split(as_command(RECIPES[1], setting))
    assert words[-5:] == [
        "--models=/my models", "--runtime=torch", "--device=cuda", "--train-steps=7",
        "--out=diffusion-sample.npz",
    ]  # fmt: skip
