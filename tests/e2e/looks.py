"""Both themes at both sizes, in which a window must be whole."""

from __future__ import annotations

from collections.abc import Iterator

from tests.e2e.seat import Seat, until

SIZES = {"usual": (1280, 800), "least": (1000, 680)}
THEMES = ("light", "dark")


def looks(window: Seat) -> Iterator[tuple[str, tuple[int, int]]]:
    """Give the window one look after the other; each by a name like “dark-least”, and its size."""
    for theme in THEMES:
        set_theme(window, theme)
        for name, size in SIZES.items():
            resize(window, size)
            yield f"{theme}-{name}", size


def set_theme(window: Seat, theme: str) -> None:
    """Choose a theme by its keys."""
    window.press("ctrl+t", theme[0])
    until(lambda: window.facts["theme"] == theme, f"the theme is {theme}")


def resize(window: Seat, size: tuple[int, int]) -> None:
    """Give the window this width and height."""
    window.ask("resize", width=size[0], height=size[1])
    until(lambda: window.facts["size"] == list(size), "the window has its size")


def inside(place: tuple[int, int, int, int], size: tuple[int, int], part: str) -> None:
    """Raise if a part reaches out of the window."""
    x, y, width, height = place
    assert x >= 0 and y >= 0, part
    assert x + width <= size[0] and y + height <= size[1], part
    assert width > 10 and height > 10, part
