"""What the pages say is so: their code runs, what they name is there, and the reference is whole."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from playground import paradigms
from playground.core.card_faults import tables_of
from playground.core.card_toml import file_type
from playground.core.fields import fields
from playground.core.recipe import kind_of
from playground.paradigms.cards import rules

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs").rglob("*.md"))
_CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INCLUDED = re.compile(r'^--8<-- "(.+)"$', re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)(?:\[([\w-]+)\])?`")
HELD = [ROOT / "SECURITY.md", ROOT / "docs/add/model.md"]
"""Pages that say which test holds what they say."""
_PLACE = re.compile(r"`((?:playground|assets|tests|docs|models)/[\w./-]+)`")


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs/reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def named(page: Path) -> str:
    return str(page.relative_to(ROOT / "docs"))


@pytest.mark.qt
@pytest.mark.parametrize("page", [page for page in PAGES if _CODE.search(page.read_text())], ids=named)
def test_the_code_of_a_page_runs_from_top_to_bottom(page: Path) -> None:
    names: dict[str, object] = {}
    for code in _CODE.findall(page.read_text(encoding="utf-8")):
        exec(compile(code, named(page), "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [
        name for name in (*_PLACE.findall(text), *_INCLUDED.findall(text)) if not (ROOT / name).exists()
    ]
    assert missing == []


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [named(page) for page in PAGES if f"- {named(page)}\n" not in menu] == []


def test_the_reference_has_every_field_of_every_recipe(reference: ModuleType) -> None:
    sections = reference.recipes().split("\n### ")[1:]
    told = {section.partition(" ")[0]: section for section in sections}
    assert told.keys() == {kind_of(kind) for kind in paradigms.recipe_types()}
    for kind in paradigms.recipe_types():
        missing = [each.name for each in fields(kind) if f"\n| `{each.name}` | " not in told[kind_of(kind)]]
        assert missing == [], kind_of(kind)


def test_the_reference_has_every_table_of_a_card(reference: ModuleType) -> None:
    text = reference.cards()
    for table in reference._tables(file_type(tables_of(rules()))):
        section = text.split(f"\n## {table.__name__} ")[1].split("\n## ")[0]
        assert all(f"\n| `{info.encode_name}` | " in section for info in msgspec.structs.fields(table))
    assert set(re.findall(r"\]\(#(\w+)\)", text)) <= set(re.findall(r"\{#(\w+)\}", text))


@pytest.mark.parametrize("page", HELD, ids=lambda page: page.name)
def test_tests_that_a_page_names_are_there(page: Path) -> None:
    named_tests = _TEST.findall(page.read_text(encoding="utf-8"))
    assert len(named_tests) > 20
    for file, test, case in named_tests:
        source = (ROOT / file).read_text(encoding="utf-8")
        found = {each.name: each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.FunctionDef)}
        assert test in found, f"{file}::{test}"
        assert found[test].decorator_list or not case, f"{test} has no cases"
        assert f'"{case}"' in source or not case, f"{test}[{case}]"


@pytest.mark.parametrize("page", HELD, ids=lambda page: page.name)
def test_every_statement_names_its_test_or_says_that_there_is_none(page: Path) -> None:
    said, _, table = page.read_text(encoding="utf-8").partition("## Which test holds what\n")
    rows = [line.split("|")[1:-1] for line in table.splitlines() if line.startswith("| ")]
    headings = [left.strip() for left, _ in rows if left.strip().startswith("**")]
    for at, (left, right) in enumerate(rows):
        held = _TEST.search(right) or right.strip().startswith("no test: ")
        below = at + 1 < len(rows) and not rows[at + 1][0].strip().startswith("**")
        assert held or (not right.strip() and left.strip() in headings and below), left
    leads = re.findall(r"^(?:- )?(\*\*[^*]+?\.?\*\*)", said, re.MULTILINE)
    assert [lead.replace(".**", "**") for lead in leads if page.name == "SECURITY.md"] == (
        headings if page.name == "SECURITY.md" else []
    )
