"""What ``make size`` counts, on programs of a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.size.__main__ import rows
from tests.size.classes import depths
from tests.size.families import is_shared, named
from tests.size.imports import circles, graph_of
from tests.size.lines import code_lines
from tests.size.sources import Source, sources
from tests.size.untyped import untyped

ALL = ("loaded", "late", "types")


@pytest.fixture
def program(tmp_path: Path):
    """The modules of a package ``it``, whose files are given by their places, or by name at its top."""

    def made(places: Mapping[str, str] = {}, **tops: str) -> list[Source]:
        for place, text in {**places, **tops}.items():
            path = tmp_path / "it" / f"{place}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        for folder in {tmp_path / "it", *(path.parent for path in tmp_path.rglob("*.py"))}:
            (folder / "__init__.py").touch()
        return sources(tmp_path / "it")

    return made


def test_what_is_no_code_counts_for_nothing() -> None:
    text = '''"""A module.

Of two paragraphs.
"""

import os
from typing import (  # of which one is used
    TYPE_CHECKING,
)

if TYPE_CHECKING:
    import sys

LIMIT = 3
"""How many there may be."""


def made(count: int) -> str:
    """Text."""
    # In two lines.
    return f"""one

    {count}""" + os.sep
'''
    assert code_lines(text) == len(["LIMIT", "def", "return", "{count}"])


@pytest.mark.parametrize(
    ("back", "kind"),
    [
        ("from it.one import x", "loaded"),
        ("from it import one", "loaded"),
        ("from .one import x", "loaded"),
        ("from . import one", "loaded"),
        ("import it.one", "loaded"),
        ("def late():\n    from it.one import x", "late"),
        ("HOME = 'it.one:main'", "late"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from it.one import x", "types"),
    ],
)
def test_a_circle_is_found_whatever_hides_it(program, back, kind) -> None:
    graph = graph_of(program(one="from it.two import y", two="from it.three import z", three=back, other=""))
    assert circles(graph, ALL) == [["it.one", "it.three", "it.two"]]
    assert circles(graph, ["loaded"]) == circles(graph, [kind, "loaded"])[: kind == "loaded"]


def test_what_only_leads_to_a_circle_or_from_it_is_not_in_it(program) -> None:
    modules = program(before="import it.one", one="import it.two", two="import it.one, it.after", after="")
    assert circles(graph_of(modules), ALL) == [["it.one", "it.two"]]


def test_a_module_brings_its_packages(program) -> None:
    brought = program({"part/__init__": "import it.one", "part/two": ""}, one="import it.part.two")
    assert circles(graph_of(brought), ALL) == [["it.one", "it.part"]]


def test_discovery_imports_what_is_there_to_be_discovered(program) -> None:
    found = program(
        {"part/__init__": "load(__name__)", "part/two": "from it.part import load", "part/three": ""}
    )
    assert circles(graph_of(found), ALL) == [["it.part", "it.part.two"]]


def test_depth_is_counted_through_own_classes_from_qt_down(program) -> None:
    modules = program(
        base="from PySide6 import QtWidgets\nclass Base(QtWidgets.QWidget): ...\nclass Plain: ...",
        again="from it.base import Base as Shown",
        deep="from it import again\nclass Mixed(list, again.Shown): ...\nclass Deep(Mixed[int]): ...",
    )
    assert depths(modules) == {"it.base.Base": 1, "it.deep.Mixed": 2, "it.deep.Deep": 3}


def test_types_that_are_given_up_are_counted_where_they_are_written() -> None:
    found = untyped(
        "from typing import Any, cast\n"
        "def one(what: Any, *rest: object) -> dict[str, object]:\n"
        "    found: Any = object()\n"
        "    return cast(Any, found)  # type: ignore[x]\n"
    )
    assert found == {"Any": 3, "cast(": 1, "object": 2, "type: ignore": 1}


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("GanStage()", {"gan"}),
        ("from it.nflow_images import x", {"nflow"}),
        ("kind = 'vae-sample'", {"vae"}),
        ("began = organ(flows=2)", set()),
        ("probability_flow('the probability flow')", set()),
        ("'''A GAN.'''\nx = 1  # of a VAE", set()),
    ],
)
def test_a_family_is_named_by_names_and_strings_not_by_what_is_said(program, text, families) -> None:
    (module,) = (one for one in program(one=text) if one.text)
    assert named(module) == families


def test_a_file_on_whose_way_a_family_stands_is_the_family_s(program) -> None:
    modules = program(
        dict.fromkeys(("ui/tabs/vae/tab", "evaluate/gan_scores", "ui/stage", "live/organ"), "x")
    )
    shared = {module.place.as_posix() for module in modules if module.text and is_shared(module)}
    assert shared == {"ui/stage.py", "live/organ.py"}


def test_a_models_training_recipe_is_the_models_own(program) -> None:
    modules = program(dict.fromkeys(("zoo/recipes/clothes", "zoo/recipes/__init__", "zoo/clothes"), "x"))
    shared = {module.place.as_posix() for module in modules if module.text and is_shared(module)}
    assert shared == {"zoo/recipes/__init__.py", "zoo/clothes.py"}


def test_what_knows_only_paths_calls_the_flow_of_an_ode_a_flow(program) -> None:
    modules = program(dict.fromkeys(("gaussian/solver", "paradigms/solver"), "flow, gan = 1, 2"))
    found = {module.part: named(module) for module in modules if module.text}
    assert found == {"gaussian": {"gan"}, "paradigms": {"flow", "gan"}}


def test_the_table_tells_of_the_window_first_and_names_what_is_behind_a_number(program) -> None:
    table = list(rows(program({"core/one": "x = 1", "ui/two": "import it.core.one\ny = 'gan'"}, top="z = 1")))
    assert [(row.title, row.count) for row in table[:4]] == [
        ("code lines, ui/", 1), ("files, ui/", 2), ("code lines, top level", 1), ("files, top level", 2),
    ]  # fmt: skip
    assert table[-2] == ("shared files that name a family", 1, ["ui/two.py: gan"])
