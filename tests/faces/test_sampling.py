"""How often faces come, and that no model learns from those that are held out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from playground.core.errors import DataError
from playground.faces.factors import ABSENT, COLUMN, FACTORS, OF_STYLE, VALUES, Persona, Toon, encode, legal
from playground.faces.sampling import (
    HELD_OUT_SHARE,
    WEIGHTS,
    chances,
    drawn,
    hashes,
    held_out,
    held_out_pairs,
    learnable,
    learned_from,
    sample,
)
from playground.faces.seen import seen, visible_part

MANY = 100_000


def test_fewer_faces_are_the_first_of_more() -> None:
    assert np.array_equal(sample(4, 10_000)[:777], sample(4, 777))
    assert not np.array_equal(sample(4, 100), sample(5, 100))
    assert np.array_equal(learnable(4, 9_000)[:500], learnable(4, 500)) and len(learnable(4, 9_000)) == 9_000
    assert sample(0, 0).shape == (0, len(FACTORS))


def test_values_come_as_often_as_is_said() -> None:
    codes, smallest = sample(6, MANY), 1.0
    for number, style in enumerate(OF_STYLE):
        faces = codes[codes[:, 0] == number]
        smallest = min(smallest, stats.binomtest(len(faces), MANY, 0.5).pvalue)
        for factor in OF_STYLE[style]:
            expected = chances(style, factor) * len(faces)
            observed = np.bincount(faces[:, COLUMN[factor]], minlength=len(expected))
            assert not observed[expected == 0].any()
            possible = expected > 0
            smallest = min(smallest, stats.chisquare(observed[possible], expected[possible]).pvalue)
    assert smallest > 1e-5


def test_weights_are_of_values_that_there_are() -> None:
    for factor, values in WEIGHTS.items():
        assert set(values) <= set(VALUES[factor])
    glasses = dict(zip(VALUES["glasses"], chances("toon", "glasses"), strict=True))
    assert glasses == {"none": 4 / 7, "glasses": 2 / 7, "sunglasses": 1 / 7}
    assert not chances("persona", "brows").any()
    assert chances("persona", "hair")[VALUES["hair"].index("spiky")] == 0


def test_factors_are_independent() -> None:
    codes = sample(7, MANY)
    faces, smallest = codes[codes[:, 0] == 0], 1.0
    for one, other in itertools.combinations(OF_STYLE["toon"], 2):
        table = np.zeros((len(VALUES[one]), len(VALUES[other])))
        np.add.at(table, (faces[:, COLUMN[one]], faces[:, COLUMN[other]]), 1)
        table = table[table.any(axis=1)][:, table.any(axis=0)]
        smallest = min(smallest, stats.chi2_contingency(table).pvalue)
    assert smallest > 1e-5


def test_hashes_spread_and_tell_faces_apart() -> None:
    codes = np.unique(sample(8, MANY), axis=0)
    found = hashes(codes)
    assert len(np.unique(found)) == len(codes)
    for share in (2, HELD_OUT_SHARE, 256):
        assert stats.chisquare(np.bincount(found % np.uint64(share), minlength=share)).pvalue > 1e-5
    # A tenth of the faces with any value is held out, too.
    for column, factor in enumerate(FACTORS):
        for code in range(len(VALUES[factor])):
            of_value = found[codes[:, column] == code] % np.uint64(HELD_OUT_SHARE) == 0
            assert stats.binomtest(int(of_value.sum()), len(of_value), 1 / HELD_OUT_SHARE).pvalue > 1e-5


def test_no_stream_has_a_face_that_is_held_out() -> None:
    pairs = held_out_pairs()
    for seed in (0, 1, 30):
        codes = visible_part(np.concatenate([*itertools.islice(learned_from(seed), 10)]))
        assert len(codes) > 20_000
        assert not (hashes(codes) % HELD_OUT_SHARE == 0).any()
        for pair in pairs:
            one, other = (
                codes[:, FACTORS.index(factor)] == VALUES[factor].index(value)
                for factor, value in ((pair.factor, pair.value), (pair.other, pair.other_value))
            )
            assert not (one & other).any() and one.any() and other.any()


def test_no_face_that_is_learned_from_looks_like_one_that_is_held_out() -> None:
    codes = sample(14, MANY)
    hidden = (codes != ABSENT) & ~seen(codes)
    rows = np.flatnonzero(hidden.any(axis=1))
    assert len(rows) > 10_000
    others = codes[rows].copy()
    for row, column in np.argwhere(hidden[rows]):
        allowed = legal(VALUES["style"][others[row, 0]], FACTORS[column])
        others[row, column] = allowed[(row + others[row, column]) % len(allowed)]
    assert (others != codes[rows]).any(axis=1).mean() > 0.5
    assert np.array_equal(held_out(others), held_out(codes[rows]))


def test_the_stream_has_all_other_faces_in_the_order_of_samples() -> None:
    codes = sample(11, 4096)
    assert np.array_equal(next(learned_from(11)), codes[~held_out(codes)])
    share = held_out(sample(12, MANY)).mean()
    assert 1 / HELD_OUT_SHARE < share < 0.4


def test_pairs_are_ten_of_twenty_values_that_can_be_seen_together() -> None:
    pairs = held_out_pairs()
    values = {each for pair in pairs for each in ((pair.factor, pair.value), (pair.other, pair.other_value))}
    assert len(pairs) == 10 and len(values) == 20
    codes = sample(13, MANY)
    for pair in pairs:
        assert not {pair.factor, pair.other} & {"style", "skin"} and pair.factor != pair.other
        within = codes[pair.within(codes)]
        assert len(within) and str(pair)
        both = seen(within)[:, [COLUMN[pair.factor], COLUMN[pair.other]]]
        assert both.all(axis=1).any()


def test_a_face_has_one_hash_everywhere() -> None:
    # SplitMix64 by whole numbers of any length.
    for row in encode(Toon(), Persona()):
        mixed, mask = 0, 2**64 - 1
        for code in row.tolist():
            mixed = (mixed + code) * 0x9E3779B97F4A7C15 & mask
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & mask
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & mask
        assert int(hashes(row[None])[0]) == mixed ^ mixed >> 31


def test_a_choice_changes_how_often_the_others_come_in_proportion() -> None:
    choice = {"style": ("persona",), "glasses": ("none", "sunglasses"), "hair": ("bald", "bun")}
    codes = next(drawn(9, choice))
    assert (codes[:, 0] == 1).all()
    for factor in OF_STYLE["persona"]:
        expected = chances("persona", factor, choice)
        observed = np.bincount(codes[:, COLUMN[factor]], minlength=len(expected))
        assert not observed[expected == 0].any()
        if (expected > 0).sum() > 1:
            possible = expected > 0
            assert stats.chisquare(observed[possible], expected[possible] * len(codes)).pvalue > 1e-5
    assert np.array_equal(next(drawn(9)), sample(9, 4096))
    with pytest.raises(DataError, match="No style has faces"):
        next(learned_from(0, {"style": ("toon",), "hair": ("bald",)}))
