"""Both themes at both sizes: the window shows its parts, and pictures are kept to be looked at."""

from __future__ import annotations

import pytest

from playground.core import folders
from playground.gaussian.card import Denoising
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue
from tests.e2e import deeds
from tests.e2e.conftest import Begin
from tests.e2e.looks import THEMES, inside, looks, resize, set_theme
from tests.e2e.seat import Seat, until

pytestmark = pytest.mark.e2e

PARTS = ("Latent plane", "Picture decoded from z", "z 1", "Held-out images", "Image x: draw here",
         "Resample ε", "Explanation", "Model")  # fmt: skip


def test_themes_and_sizes(window: Seat) -> None:
    grounds = set()
    for theme in THEMES:
        set_theme(window, theme)
        grounds.add(window.facts["ground"])
        for size in ((1280, 800), (1920, 1080)):
            resize(window, size)
            window.settle().shot(f"{theme}-{size[0]}x{size[1]}")
            for part in PARTS:
                inside(window.where(part), size, part)
    assert len(grounds) == 2


@pytest.mark.parametrize("model", ["digits-vae-2d", "fashion-vae-16"])
def test_the_other_models(window: Seat, model: str) -> None:
    before = window.picture()
    window.ask("focus", name="Model")

    def chosen() -> bool:
        if window.images["model"] != model:
            window.press("Up")
        return bool(window.images["model"] == model)

    until(chosen, f"{model} is shown")
    assert window.settle().picture() != before
    assert window.facts["messages"] == []
    window.shot(model)


STAGED = {"diffusion": "ctrl+3", "flow": "ctrl+4", "consistency": "ctrl+5"}


def test_stages_in_both_themes_at_both_sizes(begin: Begin) -> None:
    window = begin("diffusion", stage="lab")
    for tab, key in STAGED.items():
        window.press(key)
        until(lambda tab=tab: window.facts["tab"] == tab, "the tab is open")
        for stage, title in (("lab", "2-D lab"), ("images", "Images")):
            window.click(title)
            until(lambda stage=stage: window.state["stage"] == stage, "the stage is open")
            if stage == "lab":
                until(lambda: "sliced_wasserstein" in window.ask("lab")["numbers"], "the lab has shown all")
            for look, size in looks(window):
                window.settle().shot(f"{tab}-{stage}-{look}")
                for part in ("Stage", "Explanation", *(("Position",) if stage == "lab" else ())):
                    inside(window.where(part), size, part)
                assert window.ask("empty_pictures") == []
    assert window.facts["messages"] == []


def shipped() -> list[tuple[str, str]]:
    """Paradigm and name of every shipped model that denoises."""
    found = catalogue(folders.model_folders(()), rules())
    return [(entry.card.paradigm, entry.card.name) for entry in found.entries if Denoising.of(entry.card)]


@pytest.mark.parametrize(("tab", "model"), [each for each in shipped() if each[0] != "words"])
def test_every_shipped_model_draws_samples(begin: Begin, tab: str, model: str) -> None:
    images = {"kind": f"{tab}-images", "model": model, "panel": "denoise", "steps": 2, "count": 4}
    window = begin(tab, stage="images", images=images)
    shown = until(lambda: deeds.whole(window), "the samples are there")
    assert shown["steps"] == [0, 1, 2] and shown["recipe"]["model"] == model
    assert window.facts["messages"] == []
    window.shot(model)


@pytest.mark.parametrize("model", [name for tab, name in shipped() if tab == "words"])
def test_every_shipped_model_that_is_told_words_draws_what_they_say(begin: Begin, model: str) -> None:
    how = {"sampler": "euler", "steps": 2, "guidance": 1.0}
    images = {"kind": "words-images", "model": model, "panel": "prompt", "count": 4, **how}
    window = begin("words", stage="images", images=images)

    def drawn() -> bool:
        found = window.ask("feed", name="samples")
        return found is not None and found["final"] and not found["stale"]

    until(drawn, "the pictures are there")
    recipe = window.ask("feed", name="samples")["recipe"]
    assert (recipe["model"], recipe["steps"]) == (model, 2)
    assert window.facts["messages"] == []
    window.shot(model)
