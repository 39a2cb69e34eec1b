"""The texts of the tabs with two stages fit their states: a section for each panel, and legal lessons."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from playground.core.folders import assets
from playground.core.recipe import Recipe, change
from playground.gaussian import grids, samplers
from playground.gaussian.paths import Linear, Path, VariancePreserving
from playground.gaussian.schedules import schedule
from playground.ui.explain import content
from playground.ui.explain.staged import Binding
from playground.ui.sampling.interpolations import WAYS
from playground.ui.tabs.consistency import state as consistency
from playground.ui.tabs.consistency.explain import ConsistencyBinding
from playground.ui.tabs.consistency.spec import SPEC as CONSISTENCY
from playground.ui.tabs.diffusion import state as diffusion
from playground.ui.tabs.diffusion.explain import DiffusionBinding
from playground.ui.tabs.diffusion.spec import SPEC as DIFFUSION
from playground.ui.tabs.flow import state as flow
from playground.ui.tabs.flow.explain import FlowBinding
from playground.ui.tabs.flow.spec import SPEC as FLOW

STATES: dict[str, Recipe] = {
    "diffusion": diffusion.DiffusionState(),
    "flow": flow.FlowState(),
    "consistency": consistency.ConsistencyState(),
}
LESSONS = [(tab, lesson) for tab in STATES for lesson in content.load_lessons(tab)]
MODELS = {
    "fashion-ddpm",
    "fashion-flow",
    "fashion-reflow",
    "fashion-consistency",
    "fashion-dit",
    "digits-flow",
    "exact-flow-fashion-mnist",
}
CLASSES = 10

lessons = pytest.mark.parametrize(
    ("tab", "lesson"), LESSONS, ids=[f"{tab}-{lesson.id}" for tab, lesson in LESSONS]
)


@pytest.mark.parametrize("tab", STATES)
def test_every_panel_and_the_lab_have_a_section_with_help(tab: str) -> None:
    explanation = content.load_explanation(tab)
    for name in ("lab", *SPECS[tab].images.lists):
        section = explanation.section(name)
        assert section.text and section.help and section.intro.endswith(".")


BINDINGS: dict[str, Binding] = {
    "diffusion": DiffusionBinding(),
    "flow": FlowBinding(),
    "consistency": ConsistencyBinding(),
}

SPECS = {spec.name: spec for spec in (DIFFUSION, FLOW, CONSISTENCY)}


def written(name: str) -> dict[str, str]:
    """What an equation writes for each of its terms."""
    source = tomllib.loads((assets() / "equations" / f"{name}.toml").read_text(encoding="utf-8"))
    terms: dict[str, str] = {}
    for piece in source["piece"]:
        if "term" in piece:
            terms[piece["term"]] = f"{terms.get(piece['term'], '')} {piece['latex']}"
    return terms


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("tab", STATES)
def test_between_two_seeds_the_equation_speaks_as_its_tab_does(tab: str, way: str) -> None:
    state = STATES[tab]
    images = state.images.with_values(panel="interpolate", path=way)  # type: ignore[attr-defined]
    store = SimpleNamespace(state=change(state, stage="images", images=images))
    window: Any = SimpleNamespace(store=store, spec=SPECS[tab], context=SimpleNamespace(cards=()))
    name, *_ = BINDINGS[tab].shown(window)
    assert name in BINDINGS[tab].equations
    terms = written(name)
    assert {"start", "position", "seed_a", "seed_b"} <= terms.keys()
    # Flow matching lets x₀ be the noise and x₁ the data; the other papers have the noise at the time T.
    noise, other = ("x_0", "x_T") if tab == "flow" else ("x_T", "x_0")
    assert all(noise in terms[term] for term in ("start", "seed_a", "seed_b"))
    assert other not in " ".join(terms.values())
    # α is how much of the data is left, and t the time.
    assert "\\lambda" in terms["position"]
    assert "\\alpha" not in " ".join(terms.values())
    assert "α" not in content.load_equation(name).words


@pytest.mark.parametrize("tab", STATES)
def test_there_are_lessons_for_both_stages(tab: str) -> None:
    stages = [lesson.preset["stage"] for lesson in content.load_lessons(tab)]
    assert stages.count("lab") >= 2 and stages.count("images") >= 2
    assert set(stages) == {"lab", "images"}


@lessons
def test_a_lesson_sets_what_it_says_and_leaves_the_rest(tab: str, lesson: content.Lesson) -> None:
    start: Any = STATES[tab]
    applied = content.apply_preset(lesson, start)
    said = lesson.preset.get("images", {})
    found = {name: msgspec.to_builtins(applied.images.value(name)) for name in said}
    assert dict(_leaves(found)) == dict(_leaves(said))
    assert applied.images.changed_from(start.images) <= said.keys()
    after = msgspec.to_builtins(change(applied, images=start.images))
    said = dict(_leaves({name: value for name, value in lesson.preset.items() if name != "images"}))
    kept = dict(_leaves(msgspec.to_builtins(start)))
    # A second training is put beside where there was none.
    kept = {
        name: value for name, value in kept.items() if not any(each.startswith(f"{name}.") for each in said)
    }
    # A training begins untrained where the lesson names none to begin with.
    untrained = {"lab.run.start": ""} if "run" in lesson.preset.get("lab", {}) else {}
    assert dict(_leaves(after)) == kept | untrained | said


@lessons
def test_what_a_lesson_shows_is_legal(tab: str, lesson: content.Lesson) -> None:
    state: Any = content.apply_preset(lesson, STATES[tab])
    part = state.lab.run if state.stage == "lab" else state.images.samples
    path: Path = Linear()
    if state.stage == "lab" and part.path != "linear":
        path = VariancePreserving(schedule(part.path.removeprefix("vp-"), 1000))
    if state.stage == "images":
        assert part.model in MODELS and part.label < CLASSES
        path = VariancePreserving() if part.model == "fashion-ddpm" else Linear()
    distilled = state.stage == "images" and tab == "consistency"
    chosen, options = samplers.sampler(part.sampler), samplers.Options(variance=part.variance)
    kind: samplers.NetworkKind = "consistency" if distilled else "denoiser"
    assert samplers.refusal(chosen, path, kind, options=options) is None
    assert grids.refusal(part.spacing, path, part.steps) is None


@lessons
def test_a_lesson_trains_from_the_start_that_it_describes(tab: str, lesson: content.Lesson) -> None:
    if lesson.preset["stage"] == "lab":
        run = lesson.preset["lab"]["run"]
        assert {"data", "path", "seed", "training"} <= run.keys()
        assert run["training"]


def _leaves(values: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", tuple(value) if isinstance(value, list) else value
