"""Swaps of attribute words are drawn by a seed alone, and what is found of them adds up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from playground.core.captioned import CaptionedImages
from playground.core.errors import DataError
from playground.paradigms.words.edits import beyond
from playground.zoo import cli
from playground.zoo.pair.swaps import KINDS, Done, Swap, differing, rows, swaps, table
from playground.zoo.text.captioned import STYLES

pytestmark = pytest.mark.torch

NAMES = [
    *(f"{colour} {thing}" for thing in ("heart", "circle") for colour in ("red", "blue", "green", "grey")),
    "red apple", "green apple", "red lantern", "blue book",
    *(f"{mood} face" for mood in ("angry", "crying", "grinning", "smiling", "red")),
    *(f"{mood} cat" for mood in ("grinning", "crying", "weary")), "grinning cat with smiling eyes", "cat",
]  # fmt: skip


def named(order: int = 0, names: list[str] = NAMES) -> CaptionedImages:
    """Pictures of things of these names, in some order."""
    places = np.random.default_rng(order).permutation(len(names)).tolist()
    return CaptionedImages(
        images=np.zeros((len(names), 3, 8, 8), np.uint8),
        labels=np.zeros(len(names), np.uint8),
        captions=tuple((names[place], "red") for place in places),
        kinds=tuple(f"{place:03}" for place in places),
    )


def test_they_differ_in_one_word_of_their_kind_and_do_not_depend_on_the_order() -> None:
    found = swaps(named(), 16)
    assert found == swaps(named(order=1), 16) and swaps(named(), 16, seed=1) != found
    assert Counter(each.kind for each in found) == {"colours": 8, "moods": 8}
    assert len({frozenset((each.before, each.after)) for each in found}) == 16, "each stands once"
    for each in found:
        assert {each.before, each.after} <= set(NAMES) and each.style in range(len(STYLES))
        one, two = each.before.split(), each.after.split()
        apart = [pair for pair in zip(one, two, strict=True) if pair[0] != pair[1]]
        assert len(apart) == 1 and set(apart[0]) <= KINDS[each.kind]


def test_things_take_turns() -> None:
    """Two of the 13 pairs of colours are of an apple or a face: hearts and circles do not take all places."""
    things = Counter(each.before.split()[1] for each in swaps(named(), 6) if each.kind == "colours")
    assert set(things) == {"heart", "circle", "apple"}


def test_other_swaps_are_none_of_those_that_are_left_out() -> None:
    first = swaps(named(), 12)
    others = swaps(named(), 4, seed=1, without=first)
    taken = {frozenset((each.before, each.after)) for each in first}
    assert len(others) == 4 and not taken & {frozenset((each.before, each.after)) for each in others}


def test_too_few_names_are_said() -> None:
    with pytest.raises(DataError, match="Too few names differ in one of the colours"):
        swaps(named(names=["red heart", "cat"]))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--swaps", "1"), "at least two swaps"),
        (("--seed", "-1"), "not negative"),
        (("--seeds", "0"), "at least one of each"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence(
    words: tuple[str, str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("swaps", "emoji-words", "--data", str(tmp_path), "--out", str(tmp_path / "out"), *words)
    assert cli.main(list(asked)) == 1
    said = capsys.readouterr().err
    assert says in said and said.count("\n") == 1 and not (tmp_path / "out").exists()


def done(kind: str, kept: float, free: float, outside: float, agrees: list[list[int]]) -> Done:
    scalars = {
        f"{name}{end}": value
        for end in ("", "_acting")
        for name, value in (
            ("outside", outside),
            ("outside_kept", kept),
            ("outside_free", free),
            ("outside_real", 0.75 * free),
        )
    }
    return Done(Swap(kind, "red heart", "blue heart", 0), scalars, np.array(agrees, dtype=bool))


def test_ratios_are_of_means_and_leave_out_what_has_nothing_outside() -> None:
    found = [
        done("colours", 1.0, 4.0, 0.5, [[0, 0], [1, 0], [1, 1]]),
        done("colours", 3.0, 4.0, 0.5, [[0, 0], [1, 1], [1, 1]]),
        done("moods", 0.0, 0.0, 0.0, [[0, 1], [0, 0], [1, 0]]),
    ]
    every, colours, moods = rows(found)
    assert (every.swaps, colours.swaps, moods.swaps) == (3, 2, 1)
    for ratio in (*every.outside.values(), *colours.outside.values()):
        assert (ratio.kept, ratio.free, ratio.value, ratio.swaps) == (2.0, 4.0, 0.5, 2)
        assert ratio.low == 0.25 and ratio.high == 0.75
        assert ratio.real == ratio.real_low == ratio.real_high == 0.75
    assert all(
        ratio.swaps == 0 and np.isnan(ratio.value) and np.isnan(ratio.real)
        for ratio in moods.outside.values()
    )
    shares = {name: each.value for name, each in every.agrees.items()}
    assert shares == pytest.approx({"before": 1 / 6, "kept": 0.5, "free": 5 / 6})
    assert len(list(table([every, colours, moods]))) == 5


def test_what_real_pictures_differ_by_counts_where_no_mask_lies() -> None:
    red, blue = np.zeros((2, 3, 4, 4), np.uint8)
    red[0], blue[2], blue[:, 0] = 240, 240, 90
    mask = np.zeros((2, 4, 4), dtype=bool)
    mask[1, 1:] = True
    apart = differing(red, blue)
    assert apart is not None and np.allclose(apart[0], (150 + 90 + 90) / 3) and np.allclose(apart[1:], 160)
    # The first mask leaves all of it, the second its first row.
    assert beyond(apart, mask) == pytest.approx((2 * 4 * 110 + 12 * 160) / 20)
    assert beyond(apart, np.ones_like(mask)) == 0.0
    assert differing(red, None) is None


def test_pairs_without_real_pictures_are_left_out_of_what_these_differ_by() -> None:
    agrees = [[0, 0], [1, 0], [1, 1]]
    known, other, unknown = (done("colours", 1.0, free, 0.5, agrees) for free in (4.0, 2.0, 8.0))
    other.scalars["outside_real"] = 0.0
    unknown.scalars["outside_real"] = np.nan
    every, _ = rows([known, other, unknown])
    ratio = every.outside["where they are looked at"]
    assert ratio.real == pytest.approx(3.0 / 6.0)
    # Two swaps drawn with replacement: of the one alone 3/4, of the other alone nothing.
    assert ratio.real_low == 0.0 and ratio.real_high == pytest.approx(0.75)
