"""Text to Image in a real window: type and see pictures follow, drag a word up, take it back, export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.e2e import deeds
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, seat, until
from tests.support.tiny_words import RECIPE, write_model
from tests.support.trusted import allow

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

FRESH: dict[str, Any] = {
    "model": RECIPE.name, "panel": "prompt", "prompt": "red heart", "steps": 6, "quick": 2, "count": 2,
    "seed": 3,
}  # fmt: skip
TEXT, BAR = "Prompt text", "Words of the prompt and their weights"


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Seat]:
    models = tmp_path / "models"
    write_model(models / RECIPE.name)
    folder = tmp_path / "first"
    deeds.begin_at(folder, "words", stage="images", images={"kind": "words-images", **FRESH})
    allow(models, folder / "settings")
    with seat(folder, "--models", str(models)) as sitting:
        sitting.ask("resize", width=1280, height=800)
        yield sitting.settle()


def drawn(window: Seat, prompt: str) -> dict[str, Any]:
    """The pictures of a prompt in all steps, once they are there."""

    def there() -> dict[str, Any] | None:
        found = deeds.ended(window, "samples")
        return found if found and found["recipe"]["prompt"] == prompt else None

    found: dict[str, Any] = until(there, f"the pictures of “{prompt}” are there")
    return found


def test_one_types_weighs_undoes_and_exports(window: Seat, tmp_path: Path) -> None:
    first = drawn(window, "red heart")
    window.click(TEXT)
    window.press("ctrl+End")
    window.type(" blue")
    typed = drawn(window, "red heart blue")
    assert typed["hash"] != first["hash"] and window.images["prompt"] == "red heart blue"
    weigh_the_first_word(window)
    window.press("ctrl+z")
    until(lambda: window.images["prompt"] == "red heart blue", "the weight is taken back in one step")
    assert drawn(window, "red heart blue")["hash"] == typed["hash"]
    path = tmp_path / "words.npz"
    deeds.export(window, path)
    with np.load(path) as arrays:
        assert arrays["images"].shape == (2, 3, 8, 8)
        assert json.loads(str(arrays["recipe"]))["recipe"]["prompt"] == "red heart blue"
    for look, size in looks(window):
        for part in (TEXT, BAR, "Pictures by line and noise"):
            inside(window.where(part), size, part)
        window.settle().shot(f"words-{look}")
    assert window.close() == 0


def weigh_the_first_word(window: Seat) -> None:
    """Drag it up, and wait for its pictures."""
    x, y, _, height = window.where(BAR)
    place = (x + 16, y + height // 2)
    window.drag([(place[0], place[1] - up) for up in (0, 20, 40, 60)])
    until(lambda: window.images["prompt"] == "(red:2) heart blue", "the word weighs twice as much")
    drawn(window, "(red:2) heart blue")


def test_the_list_of_words_takes_its_keys_and_no_click_beside_it(window: Seat) -> None:
    drawn(window, "red heart")
    window.click(TEXT)
    window.press("ctrl+End")
    window.type(" ci")
    drawn(window, "red heart ci")
    window.settle().shot("words-completed")
    window.press("Tab")
    until(lambda: window.images["prompt"] == "red heart circle", "Tab completes")
    window.type(" bl")
    window.press("Escape")
    window.press("Tab")
    drawn(window, "red heart circle bl")
    window.click(TEXT)
    window.press("ctrl+End")
    window.type("u")
    drawn(window, "red heart circle blu")
    window.click("Next seed")
    until(lambda: window.images["seed"] != FRESH["seed"], "the click reaches the button")
    assert window.images["prompt"] == "red heart circle blu"
    assert window.close() == 0
