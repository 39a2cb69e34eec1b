"""Texts of the explaining panel, read from ``assets/`` and checked; nothing here knows Qt."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import msgspec

from playground.core import toml
from playground.core.claims import fill
from playground.core.errors import PlaygroundError
from playground.core.folders import assets
from playground.core.guard import guarded
from playground.core.recipe import Recipe, Written
from playground.core.toml import ContentError as ContentError
from playground.core.toml import Strict, read_text
from playground.paradigms.lab.recipe import Reviewable
from playground.ui.state.controls import Controlled

Place: TypeAlias = tuple[str, str]
"""A stage and a panel of it; the panel is empty where the stage has no several."""

PieceKind = Literal["term", "relation", "operator", "product", "punctuation", "open", "close"]

_HELP = re.compile(r"^### Here you can\s*$", re.MULTILINE)
_MORE = re.compile(r"^<!-- more -->\s*$", re.MULTILINE)
_INTRO = re.compile(r"\A\s*> (?P<intro>.+)\n")
_SECTION = re.compile(r"^## (?P<title>.+?) \{#(?P<id>[a-z0-9-]+)\}\s*$", re.MULTILINE)
_TITLE = re.compile(r"\A# (?P<title>.+)\n")


class Piece(Strict, frozen=True, kw_only=True):
    """One piece of an equation, drawn on the common baseline; lengths in em.

    ``before`` and ``after`` are the empty space at its sides. Pieces of the same ``term`` light up together;
    its current value stands under the first that has ``value``.
    """

    file: str
    kind: PieceKind
    term: str
    words: str
    value: bool
    before: float
    after: float
    width: float
    ascent: float
    descent: float
    svg: str = ""


class Equation(Strict, frozen=True, kw_only=True):
    """A typeset equation: pieces from left to right, and what it says in words."""

    name: str = ""
    title: str
    words: str
    pieces: tuple[Piece, ...]
    ink: str = ""
    """The colour in the pieces' SVG that stands for the text colour."""

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the terms, each once, from left to right."""
        return tuple(dict.fromkeys(piece.term for piece in self.pieces if piece.term))


class Section(Strict, frozen=True, kw_only=True):
    """What one panel shows (``text``), what else is worth knowing (``more``) and what one can do (``help``),
    all in Markdown; ``intro`` is a sentence for one who has just come."""

    id: str
    title: str
    intro: str = ""
    text: str
    more: str = ""
    help: str = ""


class Explanation(Strict, frozen=True, kw_only=True):
    """What one is looking at, a section for each panel of a tab."""

    title: str
    text: str
    more: str = ""
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """The section of that id; raises :class:`ContentError`."""
        for section in self.sections:
            if section.id == name:
                return section
        raise ContentError(f"The explanation “{self.title}” has no section “{name}”; please reinstall.")


class Lesson(Strict, frozen=True, kw_only=True):
    """Something to try: ``preset`` holds the fields of the tab's state that it sets.

    ``before`` says what there is to try, while nothing is set up for it; ``text`` speaks of what is set up.
    ``more`` is what else is worth knowing beside the ``answer``.
    """

    id: str
    title: str
    before: str = ""
    text: str
    question: str
    look_for: str
    answer: str
    more: str = ""
    preset: Written
    tab: str = ""
    """The tab whose lesson it is; the file's name says it."""

    @property
    def name(self) -> str:
        """What it is called among the lessons of all tabs."""
        return f"{self.tab}/{self.id}"

    @property
    def model(self) -> str:
        """The model that it sets; empty where it sets none."""
        images = self.preset.get("images", {})
        return str(images.get("model", "")) if isinstance(images, dict) else ""

    @property
    def place(self) -> Place:
        """The stage and panel that it opens."""
        stage = str(self.preset.get("stage", ""))
        part = self.preset.get(stage, {})
        return stage, str(part.get("panel", "")) if isinstance(part, dict) else ""


class Index(Strict, frozen=True, kw_only=True):
    """All equations of a folder by name, without their pieces' SVG."""

    ink: str
    equations: dict[str, Equation]


class _Lessons(Strict, frozen=True, kw_only=True):
    lesson: tuple[Lesson, ...]


S = TypeVar("S", bound=msgspec.Struct)


def load_index(root: Path) -> Index:
    """Read the list of a folder's equations; raises :class:`ContentError`."""
    path = root / "index.json"
    with guarded(ContentError, f"Please reinstall: the list of equations {path} is damaged"):
        return msgspec.json.decode(read_text(path), type=Index)


def load_equation(
    name: str, folder: Path | None = None, indexed: Callable[[Path], Index] = load_index
) -> Equation:
    """Read an equation of ``assets/equations`` with its SVG pieces; raises :class:`ContentError`.

    ``indexed`` gives a folder's list, which is long.
    """
    root = folder or assets() / "equations"
    index = indexed(root)
    if name not in index.equations:
        raise ContentError(
            f"The equation “{name}” is not among those of {root / 'index.json'}; please reinstall, or "
            "typeset it with assets/equations/build.py, if it is new."
        )
    equation = index.equations[name]
    pieces = tuple(
        msgspec.structs.replace(piece, svg=read_text(root / piece.file)) for piece in equation.pieces
    )
    return msgspec.structs.replace(equation, name=name, ink=index.ink, pieces=pieces)


def load_explanation(name: str, folder: Path | None = None) -> Explanation:
    """Read ``assets/explanations/<name>.md``; raises :class:`ContentError`."""
    path = (folder or assets() / "explanations") / f"{name}.md"
    return parse_explanation(fill(read_text(path)), str(path))


def parse_explanation(markdown: str, source: str) -> Explanation:
    """Split Markdown of the form ``# Title``, text, then ``## Section {#id}``, each with its sentence in a
    quotation, text, and ``### Here you can``. What follows ``<!-- more -->`` in a text is its ``more``."""
    title = _TITLE.match(markdown)
    if title is None:
        raise ContentError(f"The explanation {source} does not begin with a title; please reinstall.")
    head, *parts = _SECTION.split(markdown[title.end() :])
    above, above_more = _folded(head, source)
    sections = []
    for heading, name, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        first = _INTRO.match(body)
        text, *help_texts = _HELP.split(body[first.end() :] if first else body)
        text, more = _folded(text, source)
        if not text or len(help_texts) > 1:
            raise ContentError(f"Section “{name}” of the explanation {source} is damaged; please reinstall.")
        help_text = help_texts[0].strip() if help_texts else ""
        said = first["intro"].strip() if first else ""
        sections.append(Section(id=name, title=heading, intro=said, text=text, more=more, help=help_text))
    if len({section.id for section in sections}) != len(sections):
        raise ContentError(f"The explanation {source} uses a section’s id twice; please reinstall.")
    return Explanation(title=title["title"].strip(), text=above, more=above_more, sections=tuple(sections))


def _folded(markdown: str, source: str) -> tuple[str, str]:
    """A text up to the mark ``<!-- more -->``, and what follows it; raises :class:`ContentError` for two."""
    text, *more = _MORE.split(markdown)
    if len(more) > 1:
        raise ContentError(f"The explanation {source} marks twice what is folded away; please reinstall.")
    return text.strip(), "".join(more).strip()


def load_lessons(name: str, folder: Path | None = None) -> tuple[Lesson, ...]:
    """Read ``assets/lessons/<name>.toml``; raises :class:`ContentError`."""
    path = (folder or assets() / "lessons") / f"{name}.toml"
    with guarded(ContentError, f"Please reinstall: the lessons {path} are damaged"):
        lessons = msgspec.convert(toml.decode(read_text(path)), _Lessons).lesson
    if len({lesson.id for lesson in lessons}) != len(lessons):
        raise ContentError(f"The lessons {path} use an id twice; please reinstall.")
    return tuple(_told(lesson, name) for lesson in lessons)


def _told(lesson: Lesson, tab: str) -> Lesson:
    """The lesson of a tab with the numbers of its claims."""
    names = ("before", "text", "question", "look_for", "answer", "more")
    return msgspec.structs.replace(lesson, tab=tab, **{name: fill(getattr(lesson, name)) for name in names})


def apply_preset(lesson: Lesson, state: S) -> S:
    """The state with the lesson's fields set; raises :class:`ContentError` where they do not fit it.

    A field that the lesson does not name keeps its value, also in the states of stages inside the state; but
    a training begins untrained where the lesson does not name what it begins with.
    """
    try:
        return msgspec.convert(_merged(lesson, state, lesson.preset), type(state))
    except ContentError:
        raise
    except (msgspec.ValidationError, PlaygroundError) as error:
        raise ContentError(
            f"The lesson “{lesson.title}” cannot be shown: {str(error).rstrip('.')}."
        ) from error


def _merged(lesson: Lesson, state: msgspec.Struct, preset: Written) -> Written:
    values: Written = msgspec.to_builtins(state)
    if isinstance(state, Controlled):
        preset = state.named(preset)
    elif isinstance(state, Recipe):
        preset = state.upgraded(preset)
    if isinstance(state, Reviewable):
        preset = {"start": "", **preset}
    unknown = sorted(preset.keys() - values.keys())
    if unknown:
        raise ContentError(f"The lesson “{lesson.title}” sets “{unknown[0]}”, which is not a control here.")
    for name, value in preset.items():
        # Only states are merged: another kind of image source, say, replaces the one that was there.
        part = getattr(state, name, None)
        if isinstance(part, Recipe) and isinstance(value, dict):
            values[name] = _merged(lesson, part, value)
        else:
            values[name] = value
    return values
