"""Recipes: JSON in and out, versions, bounds, and nonsense."""

from __future__ import annotations

import hashlib
import json
import math
import re
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import PlaygroundError, RecipeError
from playground.core.fields import about, bounds, fields
from playground.core.recipe import (
    FORMAT,
    MAX_BYTES,
    VERSION,
    Recipe,
    change,
    decode,
    from_json,
    identity,
    kind_of,
    to_json,
)


class Point(msgspec.Struct, frozen=True, tag="point", tag_field="from"):
    """A nested value."""

    values: tuple[float, ...] = ()


class Demo(Recipe, frozen=True, kw_only=True, tag="demo"):
    """A recipe with a field of every kind."""

    count: Annotated[int, bounds(1, 64, "Count", "How many.", scale="log", group="Main")] = 4
    heat: Annotated[float, bounds(0.0, 2.0, "Heat", "How hot.", unit="K", step=0.1, folded=True)] = 1.0
    free: Annotated[float, bounds(None, None, "Free", "Any number.")] = 0.0
    loud: Annotated[bool, about("Loud", "Whether loud.")] = False
    way: Annotated[Literal["straight", "round"], about("Way", "Which way.")] = "straight"
    label: Annotated[str, about("Label", "A name.", length=10)] = ""
    code: Annotated[tuple[float, ...], about("Code", "A vector.", length=3, widget="code")] = ()
    start: Annotated[Point, about("Start", "Where it starts.")] = Point()


class Other(Recipe, frozen=True, kw_only=True, tag="other"):
    """A second kind."""


TYPES = (Demo, Other)
numbers = st.floats(allow_nan=False, allow_infinity=False)
demos = st.builds(
    Demo,
    count=st.integers(1, 64),
    heat=st.floats(0, 2),
    free=numbers,
    loud=st.booleans(),
    way=st.sampled_from(["straight", "round"]),
    label=st.text(st.characters(codec="utf-8"), max_size=10),
    code=st.lists(numbers, max_size=3).map(tuple),
    start=st.builds(Point, st.lists(numbers, max_size=3).map(tuple)),
)
facts = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=8),
    st.integers(-(2**60), 2**60)
    | st.booleans()
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | numbers,
    max_size=3,
)


@given(demos, facts)
def test_what_is_written_is_read_back(recipe: Demo, known: dict[str, str | int | float | bool]) -> None:
    assert from_json(to_json(recipe, known), TYPES) == (recipe, known)
    assert from_json(to_json(recipe).encode(), TYPES) == (recipe, {})


def test_the_document_says_what_it_is() -> None:
    document = json.loads(to_json(Demo(count=9), {"device": "cpu"}))
    assert document["format"] == FORMAT == "playground-recipe"
    assert document["version"] == VERSION
    assert document["recipe"]["kind"] == "demo"
    assert document["recipe"]["count"] == 9
    assert document["facts"] == {"device": "cpu"}


def document(**changes: object) -> str:
    whole = {"format": FORMAT, "version": VERSION, "recipe": {"kind": "demo"}, "facts": {}}
    return json.dumps({**whole, **changes})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (document(version=VERSION + 1), "update the program"),
        (document(format="someone-elses"), "format is “someone-elses”"),
        (document(recipe={"kind": "no-such"}), "no-such"),
        (document(recipe={}), "kind"),
        (document(recipe={"kind": "demo", "cuont": 3}), "cuont"),
        (document(recipe={"kind": "demo", "count": 65}), "count"),
        (document(recipe={"kind": "demo", "count": 2.5}), "count"),
        (document(recipe={"kind": "demo", "count": "3"}), "count"),
        (document(recipe={"kind": "demo", "heat": -0.1}), "heat"),
        (document(recipe={"kind": "demo", "way": "zigzag"}), "zigzag"),
        (document(recipe={"kind": "demo", "label": "x" * 11}), "label"),
        (document(recipe={"kind": "demo", "code": [0, 0, 0, 0]}), "code"),
        (document(recipe={"kind": "demo", "start": {"from": "nowhere"}}), "start"),
        (document(recipe=[]), "cannot be read"),
        ("{}", "not a playground recipe"),
        ('{"format": 1, "recipe": {}}', "its format is 1, not “playground-recipe”"),
        ("", "not a playground recipe"),
        ("null", "not a playground recipe"),
        (b"\xff\xfe\x00", "not a playground recipe"),
        ("[" * 100_000, "not a playground recipe"),
        (document(facts={"a": "x" * MAX_BYTES}), "larger than"),
    ],
)
def test_nonsense_gets_one_sentence(text: str | bytes, words: str) -> None:
    with pytest.raises(RecipeError, match=words) as caught:
        from_json(text, TYPES)
    assert "\n" not in caught.value.sentence
    assert len(caught.value.sentence) < 300


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_bytes_are_an_error_of_ours(data: bytes | str) -> None:
    with pytest.raises(PlaygroundError):
        from_json(data, TYPES)


WRITTEN = to_json(Demo(code=(1.0, 2.0), label="abc"), {"device": "cpu"}).encode()


@given(st.integers(0, len(WRITTEN) - 1), st.integers(0, 255))
def test_a_changed_byte_is_read_as_a_legal_recipe_or_is_an_error_of_ours(place: int, value: int) -> None:
    changed = bytearray(WRITTEN)
    changed[place] = value
    try:
        recipe, _ = from_json(bytes(changed), TYPES)
    except PlaygroundError:
        return
    assert from_json(to_json(recipe), TYPES)[0] == recipe


@given(st.integers() | st.floats())
def test_a_number_is_legal_exactly_within_its_bounds(value: float) -> None:
    if math.isfinite(value) and 0 <= value <= 2:
        assert Demo(heat=value).heat == value
    else:
        with pytest.raises(RecipeError, match=r"“Heat” must lie between 0 and 2"):
            Demo(heat=value)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"count": 0}, "Count"),
        ({"count": 10**400}, "Count.*far beyond"),
        ({"count": -(10**400)}, "Count.*far beyond"),
        ({"free": math.nan}, "Free"),
        ({"free": math.inf}, "Free"),
        ({"way": "zigzag"}, r"“Way” must be one of straight, round; it is “zigzag”"),
        ({"code": (1.0, math.nan)}, "Code"),
    ],
)
def test_an_illegal_recipe_cannot_exist(values: dict[str, object], words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        Demo(**values)
    with pytest.raises(RecipeError, match=words):
        change(Demo(), **values)


def test_change_leaves_the_original_alone() -> None:
    recipe = Demo()
    assert change(recipe, count=7) == Demo(count=7)
    assert recipe == Demo(count=4)
    with pytest.raises(AttributeError):
        recipe.count = 5


def test_kinds() -> None:
    assert kind_of(Demo) == kind_of(Demo()) == "demo"
    assert decode(b'{"kind":"other"}', TYPES) == Other()
    with pytest.raises(RecipeError, match="cannot be read"):
        decode(b'{"kind":"demo"}', (Other,))


def test_fields_are_read_from_the_annotations() -> None:
    spec = {field.name: field for field in fields(Demo)}
    assert list(spec) == ["count", "heat", "free", "loud", "way", "label", "code", "start"]
    assert [field.kind for field in spec.values()] == [
        "integer", "number", "number", "switch", "choice", "text", "vector", "nested",
    ]  # fmt: skip
    count, heat = spec["count"], spec["heat"]
    assert (count.low, count.high, count.scale, count.group, count.default) == (1, 64, "log", "Main", 4)
    assert (heat.title, heat.help, heat.unit, heat.step, heat.folded) == ("Heat", "How hot.", "K", 0.1, True)
    assert (spec["free"].low, spec["free"].high) == (None, None)
    assert spec["way"].choices == ("straight", "round")
    assert spec["code"].widget == "code"
    assert spec["start"].default == Point()


def test_a_vector_is_no_longer_than_its_field_says() -> None:
    assert Demo(code=(1.0, 2.0, 3.0)).code == (1.0, 2.0, 3.0)
    with pytest.raises(RecipeError, match="“Code” may hold at most 3; it holds 4"):
        Demo(code=(1.0, 2.0, 3.0, 4.0))


def test_a_field_without_annotation_is_named_after_itself() -> None:
    class Bare(msgspec.Struct):
        some_number: int
        made: list[int] = msgspec.field(default_factory=list)

    number, made = fields(Bare)
    assert (number.title, number.default, number.kind) == ("some number", None, "integer")
    assert (made.default, made.kind) == ([], "nested")


def test_a_recipe_is_known_as_it_was_before_fields_came_later() -> None:
    from playground.paradigms.flow import Sample
    from playground.paradigms.grid.recipes import grid_of
    from playground.paradigms.race.recipes import Race

    lanes = (Sample(model="one"), Sample(model="two"))
    later = ('"coordinates"', '"clip', '"ending"', '"stride"', '"plotted"', '"vary"', '"spread"')
    grid = grid_of(lanes[0], {"seed": (1, 2)})
    for recipe in (lanes[0], Race(lanes=lanes), grid):
        lines = to_json(recipe).splitlines()
        before = "\n".join(line for line in lines if not any(name in line for name in later))
        before = re.sub(r",(\s*})", r"\1", before)
        assert len(lines) > before.count("\n") + 1
        assert identity(recipe) == hashlib.sha256(before.encode()).hexdigest()
    assert identity(change(grid, plotted="nfe")) != identity(grid)
    for other in ({"coordinates": "angle"}, {"clip": "range"}):
        assert identity(change(lanes[0], **other)) != identity(lanes[0])
