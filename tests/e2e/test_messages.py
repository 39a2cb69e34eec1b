"""Messages float: nothing moves when one comes or goes, and each is seen with its own tab."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.core.recipe import to_json
from playground.paradigms.gan_images import recipes
from tests.e2e.conftest import Begin
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, until

pytestmark = pytest.mark.e2e


@pytest.fixture
def gan(begin: Begin) -> Seat:
    """The GAN's pictures."""
    return begin("gan", stage="images").settle()


def layout_at_rest(window: Seat) -> list[list[int]]:
    """The layout once many looks found the same: what the explanation says comes after the pictures."""
    looked: list[list[list[int]]] = []

    def rests() -> bool:
        looked.append(window.ask("layout"))
        return len(looked) >= 20 and all(look == looked[-1] for look in looked[-20:])

    until(rests, "nothing moves")
    return looked[-1]


def drop_recipe(window: Seat, path: Path, model: str) -> None:
    """Drop a recipe of a model that is not there, and wait until it is offered.

    It is read beside the window; till then what was dropped before may be offered still.
    """
    path.write_text(to_json(recipes.Sample(model=model)), encoding="utf-8")
    window.ask("drop", path=str(path))
    until(lambda: f"{path.name} is a recipe" in window.sentences(), "this recipe is offered")


def test_nothing_moves_and_a_message_stays_with_its_tab(gan: Seat, tmp_path: Path) -> None:
    drop_recipe(gan, tmp_path / "first.json", "gone")
    gan.click("Apply")
    until(lambda: "“gone”, which was not found" in gan.sentences(), "it is said that there is no such model")
    # Its settings are shown now, and once more change nothing.
    layout = layout_at_rest(gan)
    drop_recipe(gan, tmp_path / "a.json", "gone")
    assert gan.ask("layout") == layout
    gan.click("Apply")
    until(lambda: "“gone”, which was not found" in gan.sentences(), "it is said that there is no such model")
    assert gan.ask("layout") == layout
    until(lambda: gan.ask("message_places"), "the message is there")
    for look, size in looks(gan):
        (place,) = gan.ask("message_places")
        inside(place, size, look)
        gan.shot(f"message-{look}")
    gan.press("ctrl+1")
    until(lambda: gan.facts["tab"] == "vae", "another tab is shown")
    assert gan.sentences() == "" and gan.ask("message_places") == []
    gan.press("ctrl+2")
    until(lambda: "gone" in gan.sentences(), "the message is there again with its tab")
    gan.click("Dismiss this message")
    until(lambda: gan.sentences() == "", "the message is closed")
    gan.press("ctrl+1", "ctrl+2")
    until(lambda: gan.facts["tab"] == "gan", "the tab is shown again")
    assert gan.sentences() == ""


def test_what_one_is_about_to_click_is_neither_moved_nor_covered(gan: Seat, tmp_path: Path) -> None:
    drop_recipe(gan, tmp_path / "a.json", "first")
    (usual,) = gan.ask("message_places")
    gan.click("Apply")
    until(lambda: "first" in gan.sentences(), "the message is there")
    gan.press("ctrl+shift+d")
    until(lambda: gan.sentences() == "", "it is closed")
    x, y, width, height = usual
    gan.point(x + width // 2, y + height // 2)
    drop_recipe(gan, tmp_path / "b.json", "second")
    (other,) = gan.ask("message_places")
    assert not (
        other[0] < x + width // 2 < other[0] + other[2] and other[1] < y + height // 2 < other[1] + other[3]
    )
    for number in range(5):
        before = gan.ask("message_places")
        drop_recipe(gan, tmp_path / f"{number}.json", f"model-{number}")
        gan.click("Apply")
        until(lambda number=number: f"model-{number}" in gan.sentences(), "one more is there")
        after = gan.ask("message_places")
        assert len(after) <= 3 and len([place for place in after if place not in before]) <= 1
    gan.shot("messages-stacked")
