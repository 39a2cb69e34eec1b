"""What pictures of faces show is told truly: of perfect pictures, of wrong ones and of noise."""

from __future__ import annotations

import numpy as np
import pytest

from playground.evaluate import faces
from playground.faces.factors import COLUMN, COUNTS, FACTORS, VALUES, Toon, encode, factor_codes, left_open
from playground.faces.render import render_codes
from playground.faces.sampling import Pair, held_out, learnable, sample
from playground.faces.seen import seen


def test_pictures_of_what_was_told_are_right_in_all_that_can_be_seen() -> None:
    codes = sample(3, 40)
    asked = factor_codes(codes, seen(codes))
    found = faces.read(render_codes(codes))
    right = faces.conditioned_right(found, asked)
    assert faces.all_right(found, asked).all()
    assert all(share.right == share.count for share in right.values())
    assert sum(share.count for share in right.values()) == int((asked < COUNTS).sum())


def test_one_wrong_factor_is_one_wrong_factor() -> None:
    codes = sample(4, 30)
    asked = factor_codes(codes, seen(codes))
    other = codes.copy()
    other[:, COLUMN["ground"]] = (codes[:, COLUMN["ground"]] + 1) % len(VALUES["ground"])
    found = faces.read(render_codes(other))
    assert not faces.all_right(found, asked).any()
    right = faces.conditioned_right(found, asked)
    assert [name for name, share in right.items() if share.right < share.count] == ["ground"]


def test_nothing_told_is_nothing_counted() -> None:
    found = faces.read(render_codes(sample(5, 5)))
    assert all(share.count == 0 for share in faces.conditioned_right(found, left_open(5)).values())
    assert faces.Share(0, 0).interval == (0.0, 1.0)


def test_a_pair_counts_where_both_were_told_and_show() -> None:
    pair = Pair("hair", "bun", "beard", "goatee")
    asked = left_open(2)
    asked[0, COLUMN["hair"]] = VALUES["hair"].index("bun")
    asked[0, COLUMN["beard"]] = VALUES["beard"].index("goatee")
    codes = encode(Toon(hair="bun", beard="goatee"), Toon(hair="bun", beard="goatee"))
    found = faces.read(render_codes(codes))
    assert faces.both_right(found, pair, asked) == faces.Share(1, 1)


@pytest.mark.parametrize("factor", FACTORS)
def test_a_perfect_sampler_varies_by_the_floor(factor: str) -> None:
    codes = learnable(9, 4000)
    found = faces.Read(codes, np.zeros(len(codes)), seen(codes))
    floor = faces.variation_floor(factor, len(codes))
    assert faces.variation(found, factor) <= 2.5 * floor + 1e-12


def test_one_face_again_and_again_varies_as_much_as_can_be() -> None:
    codes = np.repeat(learnable(9, 1), 100, axis=0)
    found = faces.Read(codes, np.zeros(len(codes)), seen(codes))
    for factor in FACTORS:
        code = codes[0, COLUMN[factor]] if found.seen[0, COLUMN[factor]] else len(VALUES[factor])
        assert faces.variation(found, factor) == pytest.approx(1 - faces.expected(factor)[code])


def test_what_is_expected_leaves_out_what_is_held_out() -> None:
    codes = sample(11, 200_000)
    kept = codes[~held_out(codes)]
    beards = np.bincount(kept[:, COLUMN["beard"]], minlength=6) / len(kept)
    assert faces.expected("beard")[:-1] == pytest.approx(beards, abs=0.006)
    assert faces.expected("beard").sum() == pytest.approx(1)


def test_shares_by_skin_are_of_all() -> None:
    codes = sample(12, 50)
    found = faces.Read(codes, np.zeros(50), seen(codes))
    shares = dict(faces.by_skin(found, np.ones(50, dtype=np.bool_)))
    assert sum(share.count for share in shares.values()) == 50
    assert set(shares) == set(VALUES["skin"])
