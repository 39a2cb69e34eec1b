"""Explanations, equations and lessons, which ship, and may be damaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from playground.core.claims import load_claims
from playground.core.folders import assets
from playground.ui.explain.content import apply_preset, load_equation, load_explanation, load_lessons
from playground.ui.explain.courses import load_courses
from playground.ui.start.thumbs import load_thumbs
from playground.ui.tabs.vae.state import VaeState
from tests.fuzz.mutate.plain import mutate_text
from tests.fuzz.mutate.tree import json_mutation, toml_mutation
from tests.fuzz.reader import Reader

_EQUATION = "elbo"


def _explanations(_: Path) -> Sequence[bytes]:
    return [path.read_bytes() for path in sorted((assets() / "explanations").glob("*.md"))]


def _lessons(_: Path) -> Sequence[bytes]:
    return [(assets() / "lessons" / "vae.toml").read_bytes()]


def _equations(folder: Path) -> Sequence[bytes]:
    """The list of all, with the pieces of one beside it."""
    root = assets() / "equations"
    (folder / _EQUATION).mkdir(exist_ok=True)
    for piece in (root / _EQUATION).iterdir():
        (folder / _EQUATION / piece.name).write_bytes(piece.read_bytes())
    return [(root / "index.json").read_bytes()]


def _shipped(*names: str) -> Callable[[Path], Sequence[bytes]]:
    return lambda _: [assets().joinpath(*names).read_bytes()]


def _claims(_: Path) -> Sequence[bytes]:
    return [(assets() / "claims" / "compare.toml").read_bytes()]


def _loaded(path: Path) -> None:
    """Every claim is shown, as texts do."""
    for claim in load_claims(path.parent).values():
        claim.shown  # noqa: B018


def _shown(path: Path) -> None:
    """Every lesson is applied, as its button does."""
    for lesson in load_lessons(path.stem, path.parent):
        apply_preset(lesson, VaeState())


READERS = (
    Reader(
        name="explanation", seeds=_explanations, read=lambda path: load_explanation(path.stem, path.parent),
        mutate=mutate_text, file="some.md", inputs=30,
        opens=("playground.core.toml.read_text", "playground.ui.explain.content.load_explanation"),
    ),
    Reader(
        name="lessons", seeds=_lessons, read=_shown, mutate=toml_mutation, file="some.toml",
        opens=("playground.core.toml.read_text", "playground.ui.explain.content.load_lessons",
        "playground.core.toml.decode"),
        inputs=40,
    ),
    Reader(
        name="courses", seeds=_shipped("courses.toml"), read=load_courses, mutate=toml_mutation,
        opens=("playground.core.toml.read_text", "playground.ui.explain.courses.load_courses",
        "playground.core.toml.decode"),
        inputs=20,
    ),
    Reader(
        name="thumbs", seeds=_shipped("start", "thumbs.toml"), read=lambda path: load_thumbs(path.parent),
        mutate=toml_mutation, file="thumbs.toml",
        opens=("playground.core.toml.read_text", "playground.ui.start.thumbs.load_thumbs",
        "playground.core.toml.decode"),
        inputs=20,
    ),
    Reader(
        name="claims", seeds=_claims, read=_loaded, mutate=toml_mutation, file="some.toml", inputs=20,
        opens=("playground.core.toml.read_text", "playground.core.claims._texts",
        "playground.core.claims._parsed", "playground.core.toml.decode"),
    ),
    Reader(
        name="equations", seeds=_equations, read=lambda path: load_equation(_EQUATION, path.parent),
        mutate=json_mutation, file="index.json", inputs=15,
        opens=(
            "playground.core.toml.read_text",
            "playground.ui.explain.content.load_equation",
            "playground.ui.explain.content.load_index",
        ),
    ),
)  # fmt: skip
