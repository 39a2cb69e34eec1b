"""The pictures of the models that ship are what these models draw."""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

import numpy as np
import pytest
from PIL import Image

from playground.core import folders
from playground.evaluate.sweep.choices import drawable
from playground.paradigms.cards import read_card

PICTURES = folders.assets() / "pictures"


@pytest.fixture(scope="module")
def build() -> Any:
    """The script that draws them."""
    spec = importlib.util.spec_from_file_location("build_pictures", PICTURES / "build.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_model_that_draws_has_one(build: Any) -> None:
    cards = [read_card(path.parent) for path in folders.shipped_models().glob("*/card.toml")]
    names = {card.name for card in drawable(cards)}
    assert set(build.load_pictures()) == {path.stem for path in PICTURES.glob("*.png")} == names


@pytest.mark.parametrize("name", ["fashion-gan", "fashion-vae-2d", "faces-vae"])
def test_it_is_drawn_by_the_model(build: Any, name: str) -> None:
    with Image.open(PICTURES / f"{name}.png") as image:
        shipped = np.asarray(image).astype(int)
    drawn = build.draw(name, build.load_pictures()[name]).astype(int)
    assert shipped.shape == drawn.shape and np.abs(shipped - drawn).max() <= 1
