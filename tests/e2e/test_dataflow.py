"""The dataflow over each stage: every part is pressed with the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from playground.core.dotted import load
from playground.ui.stage.diagram import Diagram
from playground.ui.stage.spec import IMAGES, LAB, TabSpec
from tests.e2e import deeds
from tests.e2e.conftest import Sit
from tests.e2e.pages import open_tab
from tests.e2e.seat import Seat, seat, until
from tests.ui.stage.test_specs import SPECS

pytestmark = pytest.mark.e2e


def open_stage(window: Seat, spec: TabSpec, stage: str) -> Diagram:
    """Show a stage; gives its diagram."""
    if window.state["stage"] != stage:
        window.press("ctrl+Tab")
        until(lambda: window.state["stage"] == stage, f"the {stage} is open")
    assert spec.images is not None
    found: Diagram | None = spec.images.dataflow if stage == IMAGES else load(spec.lab).diagram
    assert found is not None
    # The models that tabs begin with can be told a class, but for faces, and generators take noise itself.
    classes = set() if stage == IMAGES and spec.opens_on else {"classes"}
    return found.fitted({*classes, "no mapping"})


def parts(window: Seat) -> dict[str, dict[str, Any]]:
    """What is seen of the dataflow."""
    found: dict[str, dict[str, Any]] = window.ask("dataflow")
    return found


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One program for all tabs."""
    folder = tmp_path_factory.mktemp("dataflow") / "first"
    deeds.begin_at(folder, "vae")
    with seat(folder) as sitting:
        yield sitting.settle()


@SPECS
def test_every_part_leads_to_what_explains_it(program: Seat, spec: TabSpec) -> None:
    window = program
    open_tab(window, spec.name)
    for stage in (IMAGES, LAB) if spec.lab else (IMAGES,):
        nodes = open_stage(window, spec, stage).nodes.values()
        until(lambda nodes=nodes: parts(window).keys() == {node.title for node in nodes}, "all are seen")
        until(lambda: any(part["pictured"] for part in parts(window).values()), "some have a picture")
        assert all(part["inside"] for part in parts(window).values())
        lit = set()
        for node in nodes:
            window.drag([tuple(parts(window)[node.title]["middle"])])
            if stage == IMAGES:
                until(
                    lambda node=node: window.images["panel"] == node.panel, f"{node.title} opens {node.panel}"
                )
                until(lambda node=node: parts(window)[node.title]["explained"], f"{node.title} is marked")
            else:
                until(lambda: window.ask("spotlights"), f"it is shown where {node.title} is")
            lit |= set(node.terms.split()) & set(window.ask("lit"))
        assert lit, "equations say which of their terms a part is"
        window.shot(f"dataflow-{spec.name}-{stage}")


def test_it_is_folded_by_its_key_and_stays_so_in_the_next_session(sit: Sit) -> None:
    first = sit()
    assert parts(first)
    first.press("ctrl+backslash")
    until(lambda: not parts(first), "it is folded away")
    assert first.close() == 0
    second = sit()
    assert not parts(second)
    second.click("Dataflow")
    until(lambda: parts(second), "it is there again")
