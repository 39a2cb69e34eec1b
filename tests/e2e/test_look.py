"""Both themes at both sizes: the window shows its parts, and pictures are kept to be looked at."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Sit
from tests.e2e.seat import Seat, until

pytestmark = pytest.mark.e2e

PARTS = ("Latent plane", "Picture decoded from z", "z 1", "Held-out images", "Image x: draw here",
         "Resample ε", "Position", "Explanation", "Model")  # fmt: skip


def test_themes_and_sizes(window: Seat) -> None:
    grounds = set()
    for key, theme in (("l", "light"), ("d", "dark")):
        window.press("ctrl+t", key)
        until(lambda theme=theme: window.facts["theme"] == theme, f"the theme is {theme}")
        grounds.add(window.facts["ground"])
        for size in ((1280, 800), (1920, 1080)):
            window.ask("resize", width=size[0], height=size[1])
            until(lambda size=size: window.facts["size"] == list(size), "the window has its size")
            window.settle().shot(f"{theme}-{size[0]}x{size[1]}")
            for part in PARTS:
                inside(window.where(part), size, part)
    assert len(grounds) == 2


def inside(place: tuple[int, int, int, int], size: tuple[int, int], part: str) -> None:
    """Raise if a part reaches out of the window."""
    x, y, width, height = place
    assert x >= 0 and y >= 0, part
    assert x + width <= size[0] and y + height <= size[1], part
    assert width > 10 and height > 10, part


@pytest.mark.parametrize("model", ["digits-vae-2d", "fashion-vae-16"])
def test_the_other_models(sit: Sit, model: str) -> None:
    window = sit()
    before = window.picture()
    window.ask("focus", name="Model")

    def chosen() -> bool:
        if window.state["model"] != model:
            window.press("Up")
        return bool(window.state["model"] == model)

    until(chosen, f"{model} is shown")
    assert window.settle().picture() != before
    assert window.facts["messages"] == []
    window.shot(model)
