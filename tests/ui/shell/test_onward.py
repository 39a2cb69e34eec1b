"""A picture of one tab is taken as it is by others, by models whose pictures have its shape."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.inprocess import final
from playground.paradigms.cards import read_card, rules
from playground.runtimes.resources import open_resources
from playground.ui.shell.onward import onward
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.menus import picture_menu

CARDS = [read_card(path.parent) for path in sorted(folders.shipped_models().glob("*/card.toml"))]
GREY = np.random.default_rng(3).integers(0, 256, (1, 28, 28), dtype=np.uint8)


def offered(picture: np.ndarray, tab: str, model: str) -> dict[str, Recipe]:
    """The recipe behind each entry."""
    applied: list[Recipe] = []
    found = {}
    for title, go in onward(picture, tab, model, CARDS, applied.append):
        go()
        found[title] = applied[-1]
    return found


@pytest.mark.parametrize(
    ("tab", "own"),
    [("flow", ""), ("vae", "VAE"), ("nflow", "flow"), ("diffusion", "noise"), ("gan", "discriminator")],
)
def test_all_tabs_but_its_own_take_it(tab: str, own: str) -> None:
    found = offered(GREY, tab, "fashion-flow")
    assert len(found) == (3 if own else 4) and not any(own and own in title for title in found)
    assert {each.model.partition("-")[0] for each in found.values()} == {"fashion"}  # type: ignore[attr-defined]


def test_models_of_the_same_data_come_first() -> None:
    found = offered(GREY, "flow", "digits-flow")
    assert found["Send it through a VAE"].model == "digits-vae-2d"  # type: ignore[attr-defined]


def test_what_no_model_takes_is_not_offered() -> None:
    assert offered(np.zeros((3, 17, 17), np.uint8), "flow", "") == {}


@pytest.mark.parametrize(
    ("title", "array"),
    [
        ("Send it through a VAE", ""),
        ("Take it apart by a normalizing flow", "original"),
        ("Drown it in noise", "image"),
        ("Ask a discriminator about it", ""),
    ],
)
def test_it_is_the_very_picture_that_is_taken(title: str, array: str) -> None:
    def fail(sentence: str) -> None:
        raise AssertionError(sentence)

    resources = open_resources((folders.shipped_models(),), rules(), Placement(), fail)
    recipe = offered(GREY, "flow", "fashion-flow")[title]
    arrays = final(recipe, resources).arrays
    assert recipe.source.pixels == GREY.tobytes()  # type: ignore[attr-defined]
    assert not array or np.array_equal(arrays[array].reshape(GREY.shape), GREY)


@pytest.mark.qt
def test_the_menu_of_a_picture_asks_the_window_around_it(qtbot: QtBot) -> None:
    class Around(ImageView):
        went = ""

        def onward(self, picture: np.ndarray) -> list[tuple[str, object]]:
            assert picture is GREY
            return [("Elsewhere", lambda: setattr(self, "went", "there"))]

    around, inside = Around("Around"), ImageView("Inside")
    qtbot.addWidget(around)
    inside.setParent(around)
    menu = picture_menu(GREY, inside)
    next(each for each in menu.actions() if each.text() == "Elsewhere").trigger()
    assert around.went == "there"
