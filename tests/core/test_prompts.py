"""Prompts come apart into texts with weights, whatever is written, or are refused in one sentence."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import RecipeError
from playground.core.prompts import MOST_WEIGHT, Span, escaped, lines, parse, spoken, weighed

SIGNS = st.text(alphabet="ab1.:()\\ \n\té猫👍🏽\u202e\x00-+e", max_size=60)


def said(text: str) -> list[tuple[str, float]]:
    return [(span.text, round(span.weight, 9)) for span in parse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("red heart", [("red heart", 1)]),
        ("a (red:1.4) heart", [("a ", 1), ("red", 1.4), (" heart", 1)]),
        ("(red heart:0)", [("red heart", 0)]),
        ("(a (b:2) c:1.5)", [("a ", 1.5), ("b", 3), (" c", 1.5)]),
        ("((cute))", [("cute", 1)]),
        ("(a : 2 )", [("a ", 2)]),
        ("(a:1e0)(b:.5)", [("a", 1), ("b", 0.5)]),
        (r"\(a\)", [("(", 1), ("a", 1), (")", 1)]),
        (r"(12\:30)", [("12", 1), (":", 1), ("30", 1)]),
        (r"a\b", [(r"a\b", 1)]),
        ("a:2", [("a:2", 1)]),
        ("(a:b)", [("a:b", 1)]),
    ],
)
def test_what_is_written_is_read(text: str, expected: list[tuple[str, float]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("(red", "A bracket opens before “red” that is never closed"),
        ("a (b (c:2)", "A bracket opens before “b (c:2)” that is never closed"),
        ("red)", "A bracket closes behind “red” that was never opened"),
        (")", "A bracket closes behind nothing that was never opened"),
        ("(a:1e9)", "The weight of “a” must lie between 0 and 10; it is 1e+09"),
        ("(a:1e999)", "The weight of “a” must lie between 0 and 10; it is inf"),
        ("(a:-1)", "The weight of “a” must lie between 0 and 10; it is -1"),
        ("((a:9):9)", "with all brackets around it, must lie between 0 and 10; it is 81"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(RecipeError) as told:
        parse(text)
    assert sentence in told.value.sentence


@given(SIGNS)
def test_any_text_is_parts_of_itself_in_order_or_one_sentence(text: str) -> None:
    try:
        spans = parse(text)
    except RecipeError as error:
        assert error.sentence.endswith(".")
        assert error.sentence.isprintable()
        return
    assert all(text[span.start : span.stop] == span.text != "" for span in spans)
    assert all(one.stop <= two.start for one, two in itertools.pairwise(spans))
    assert all(0 <= span.weight <= MOST_WEIGHT and math.isfinite(span.weight) for span in spans)


@given(SIGNS)
def test_what_is_spoken_weighs_nothing_and_is_itself(text: str) -> None:
    spans = parse(spoken(text))
    assert "".join(span.text for span in spans) == text
    assert all(span.weight == 1 for span in spans)


@pytest.mark.parametrize("text", ["red heart", "flag: France", "keycap: 0"])
def test_what_weighs_nothing_is_spoken_as_it_is(text: str) -> None:
    assert spoken(text) == text


@given(st.text(max_size=60))
def test_what_is_escaped_weighs_nothing_and_is_itself(text: str) -> None:
    spans = parse(escaped(text))
    assert "".join(span.text for span in spans) == text
    assert all(span.weight == 1 for span in spans)


@given(st.text(alphabet="ab é猫", min_size=1), st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.4]), max_size=4))
def test_brackets_within_brackets_multiply(text: str, weights: list[float]) -> None:
    whole = text
    for weight in weights:
        whole = f"({whole}:{weight})"
    assert [(span.text, span.weight) for span in parse(whole)] == [(text, pytest.approx(math.prod(weights)))]


def test_many_brackets_are_read_as_quickly_as_few() -> None:
    assert said("(" * 5000 + "a" + ")" * 5000) == [("a", 1)]
    with pytest.raises(RecipeError):
        parse("(" * 10_000)


def by_hand(text: str) -> list[tuple[str, float]]:
    """What letters weigh, each bracket being matched for each letter anew."""
    found = []
    for span in parse(text):
        weight, depth = 1.0, 0
        for place in range(span.stop, len(text)):
            depth += {"(": 1, ")": -1}.get(text[place], 0)
            if depth < 0:
                depth = 0
                number = text[:place].rpartition(":")[2]
                weight *= float(number) if number.replace(".", "").isdigit() else 1.0
        found.append((span.text, weight))
    return found


BRACKETS = st.recursive(
    st.sampled_from(["a", "b c", ""]),
    lambda inner: st.builds(
        lambda parts, number: f"({' '.join(parts)}{number})",
        st.lists(inner, max_size=3),
        st.sampled_from(["", ":2", ":0.5", ":0"]),
    ),
    max_leaves=8,
)


@given(st.lists(BRACKETS, max_size=3).map(" ".join))
def test_weights_are_those_of_all_brackets_around_a_part(text: str) -> None:
    try:
        found = said(text)
    except RecipeError:
        return
    assert found == by_hand(text)


def test_many_weights_within_another_are_few_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    made, replace = [], Span._replace

    def counted(span: Span, **values: float) -> Span:
        made.append(span)
        return replace(span, **values)

    monkeypatch.setattr(Span, "_replace", counted)
    depth = 3_000
    spans = parse("(a" * depth + ":.9)" * depth)
    assert len(made) <= depth == len(spans)
    assert spans[0].weight == 0.9 and spans[9].weight == pytest.approx(0.9**10)


@given(st.text(alphabet="a \n\r", max_size=20))
def test_lines_that_say_something_are_where_they_stand(text: str) -> None:
    found = lines(text)
    assert found
    if text.strip():
        assert all(line.strip() and text[begin : begin + len(line)] == line for line, begin in found)
    else:
        assert found == (("", 0),)


@pytest.mark.parametrize(
    ("text", "word", "weight", "expected"),
    [
        ("a red heart", "red", 1.5, "a (red:1.5) heart"),
        ("a (red:1.5) heart", "red", 2, "a (red:2) heart"),
        ("a (red:1.5) heart", "red", 1, "a red heart"),
        ("a ( red : 1.5 ) heart", " red ", 0.25, "a ( red :0.25) heart"),
        ("(a red heart:2)", "red", 3, "(a (red:1.5) heart:2)"),
        ("(a red heart:0)", "red", 3, "(a (red:3) heart:0)"),
        ("(red) heart", "red", 2, "((red:2)) heart"),
        (r"a\red heart", "red", 2, r"a\\(red:2) heart"),
        (r"\\red heart", "red", 2, r"\\(red:2) heart"),
        (r"\\(red:2) heart", "red", 1, r"\\red heart"),
        (r"(\(red:2) heart", "red", 3, r"(\((red:1.5):2) heart"),
    ],
)
def test_a_word_is_given_another_weight(text: str, word: str, weight: float, expected: str) -> None:
    start = text.index(word)
    found = weighed(text, start, start + len(word), weight)
    assert found == expected
    assert "".join(span.text for span in parse(found)) == "".join(span.text for span in parse(text))


@given(st.sampled_from(["a red heart", "a (red:1.5) heart", "(a (red:0.5) heart:2)"]), st.integers(1, 40))
def test_the_weight_that_is_given_is_the_one_that_is_read(text: str, tenths: int) -> None:
    start = text.index("red")
    found = weighed(text, start, start + 3, tenths / 10)
    (span,) = (span for span in parse(found) if "red" in span.text)
    assert span.weight == pytest.approx(tenths / 10, rel=0.01)
