"""Every page of a tab, one after the other: its stages, and the panels in each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.e2e.seat import Seat, until

TABS = ("vae", "gan", "diffusion", "flow", "consistency", "nflow", "words", "compare")


def pages(window: Seat) -> Iterator[tuple[str, str]]:
    """Open each page of the tab by its keys, once; gives its stage and, where there are some, its panel."""
    first_stage = stage = window.state["stage"]
    while True:
        first_panel = panel = _panel(window, stage)
        while True:
            yield stage, panel
            if not panel:
                break
            window.press("ctrl+Next")
            until(lambda stage=stage, panel=panel: _panel(window, stage) != panel, "another panel is open")
            panel = _panel(window, stage)
            if panel == first_panel:
                break
        if sum(isinstance(each, dict) for each in window.state.values()) == 1:
            return
        window.press("ctrl+Tab")
        until(lambda stage=stage: window.state["stage"] != stage, "another stage is open")
        stage = window.state["stage"]
        if stage == first_stage:
            return


def open_tab(window: Seat, tab: str, tabs: Sequence[str] = TABS) -> None:
    """Open a tab by its key, of those that there are."""
    window.press(f"ctrl+{tabs.index(tab) + 1}")
    until(lambda: window.facts["tab"] == tab, "the tab is open")


def _panel(window: Seat, stage: str) -> str:
    return str(window.state[stage].get("panel", ""))
