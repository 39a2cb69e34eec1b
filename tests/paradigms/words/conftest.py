"""One folder of a tiny model that is told words, and what runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from playground import paradigms
from playground.core import folders
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.core.resources import Placement, Resources, RuntimeName
from playground.paradigms.cards import rules
from playground.runtimes.resources import open_resources
from tests.support.tiny_words import write_model

Draw = Callable[[Recipe], list[Frame]]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "tiny-words")
    return folder


def world_of(models: Path, runtime: RuntimeName = "onnx") -> Resources:
    return open_resources((models,), rules(), Placement(runtime), lambda _: None)


@pytest.fixture(scope="session")
def world(models: Path) -> Resources:
    return world_of(models)


@pytest.fixture
def draw(world: Resources) -> Draw:
    """All frames of a recipe."""
    return lambda recipe: list(paradigms.run(recipe, world))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    """A small model whose pictures are as large as real ones, beside the models that ship."""
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "large-words", side=32)
    places = (folder, folders.shipped_models())
    return open_resources(places, rules(), Placement(), lambda _: None)
