"""What codes tell of factors, held against codes of which that is known: perfect ones, turned ones, noise."""

from __future__ import annotations

import numpy as np
import pytest

from playground.evaluate.codes import (
    BINS,
    active_units,
    binned,
    completeness,
    disentanglement,
    information_of,
    probe,
)
from playground.evaluate.face_codes import Components, noise, perfect, scores, unseen
from playground.faces.factors import COLUMN, FACTORS
from playground.faces.sampling import held_out, held_out_pairs
from playground.faces.seen import visible_part


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    """Three independent factors of 2, 5 and 8 values."""
    return np.random.default_rng(0).integers((2, 5, 8), size=(4000, 3))


def test_a_factor_itself_tells_all_of_it_and_another_nothing(values: np.ndarray) -> None:
    found = information_of(values.astype(float), values[:, 2])
    assert found.information[2] == pytest.approx(found.entropy) == pytest.approx(np.log(8), abs=0.01)
    assert np.abs(found.information[:2]).max() < 0.01
    assert found.gap == pytest.approx(1, abs=0.01)


def test_noise_tells_nothing_on_average(values: np.ndarray) -> None:
    """Without the correction twenty bins of 1,500 samples would tell 0.04 nats of eight values."""
    assert abs(information_of(noise(1500, 200), values[:1500, 2]).information.mean()) < 0.004
    assert abs(information_of(noise(4000, 100), values[:, 2]).information.mean()) < 0.001


def test_what_tells_a_factor_twice_has_no_gap(values: np.ndarray) -> None:
    codes = np.stack([values[:, 1], -3 * values[:, 1]], axis=1).astype(float)
    assert information_of(codes, values[:, 1]).gap == pytest.approx(0, abs=1e-9)
    assert information_of(codes[:, :1], values[:, 1]).gap == pytest.approx(1)


def test_any_order_and_scale_of_a_code_tells_the_same(values: np.ndarray) -> None:
    codes = noise(4000, 3) + values
    one, other = information_of(codes, values[:, 1]), information_of(np.exp(codes * 3), values[:, 1])
    np.testing.assert_allclose(one.information, other.information)


def test_what_strata_alone_explain_is_not_told() -> None:
    random = np.random.default_rng(1)
    strata = random.integers(2, size=4000)
    values = random.integers(3, size=4000) + 3 * strata
    code = strata[:, None] + 0.1 * random.standard_normal((4000, 1))
    assert information_of(code, values).information[0] == pytest.approx(np.log(2), abs=0.02)
    within = information_of(code, values, strata)
    assert abs(within.information[0]) < 0.02 and within.entropy == pytest.approx(np.log(3), abs=0.01)


def test_bins_have_equal_mass_or_a_value_each() -> None:
    counts = np.bincount(binned(noise(2000, 1)[:, 0]))
    assert len(counts) == BINS and counts.min() == counts.max() == 100
    assert np.array_equal(binned(np.array([5.0, -1.0, 5.0, 2.0])), [2, 0, 2, 1])


def test_units_are_active_that_vary() -> None:
    assert active_units(noise(1000, 6) * np.array([1, 0.2, 0.12, 0.08, 0.01, 0])) == 3


def test_a_probe_finds_the_dimension_and_the_values(values: np.ndarray) -> None:
    order = np.array([3, 0, 7, 1, 6, 2, 5, 4])
    codes = noise(4000, 6)
    codes[:, 4] = order[values[:, 2]] + 0.05 * codes[:, 4]
    found = probe(codes, values[:, 2])
    # Some of the 32 bins hold two values.
    assert found.right > 0.95 * found.several == 0.95 * 2000 and found.usual < 0.2 * found.several
    assert found.importance.argmax() == 4 and found.importance[4] > 0.95
    assert found.importance.sum() == pytest.approx(1)


def test_a_probe_of_noise_is_right_as_often_as_chance(values: np.ndarray) -> None:
    found = probe(noise(4000, 6), values[:, 0])
    assert abs(found.right - found.several / 2) < 5 * np.sqrt(found.several) / 2
    assert found.importance.max() < 0.3


def test_a_probe_of_one_value_has_nothing_to_tell() -> None:
    found = probe(noise(100, 2), np.full(100, 3))
    assert found.right == found.usual == found.several == 50 and not found.importance.any()


def test_disentanglement_and_completeness_of_known_tables() -> None:
    eye = np.eye(3)
    assert disentanglement(eye) == pytest.approx(1) and completeness(eye) == pytest.approx(1)
    assert disentanglement(np.ones((3, 3))) == pytest.approx(0)
    assert completeness(np.ones((3, 3))) == pytest.approx(0, abs=1e-12)
    two_for_one = np.array([[0.5, 0], [0.5, 0], [0, 1.0]])
    assert disentanglement(two_for_one) == pytest.approx(1)
    assert completeness(two_for_one) == pytest.approx([1 - np.log(2) / np.log(3), 1])
    assert disentanglement(np.zeros((2, 2))) == 0 and not completeness(np.zeros((2, 2))).any()


def test_faces_that_no_model_saw_hold_no_pair_that_none_did() -> None:
    codes = unseen(5, 500)
    assert len(codes) == 500 and held_out(codes).all()
    visible = visible_part(codes)
    assert not np.any([pair.within(visible) for pair in held_out_pairs()])
    assert np.array_equal(unseen(5, 100), codes[:100])


def test_a_perfect_code_of_faces_has_all_scores_and_noise_none() -> None:
    faces = unseen(6, 3000)
    best, nothing = scores(perfect(faces), faces), scores(noise(3000, 14), faces)
    for factor in FACTORS[1:]:
        assert best.gap[factor] > 0.95 and best.right[factor].value > 0.97
        assert best.completeness[factor] > 0.95
        assert best.information[factor][COLUMN[factor]] == pytest.approx(best.entropy[factor])
    # What hair there is tells most of the style, and no code can help it.
    assert 0 < best.gap["style"] < 0.9
    assert best.disentanglement > 0.95 and best.mutual_information_gap > 0.9
    assert nothing.mutual_information_gap < 0.02 and nothing.disentanglement < 0.15
    for factor in FACTORS:
        assert nothing.right[factor].value < nothing.usual[factor].value + 0.06


def test_a_turned_perfect_code_tells_as_much_but_is_entangled() -> None:
    faces = unseen(6, 3000)
    straight = perfect(faces)
    straight = (straight - straight.mean(axis=0)) / straight.std(axis=0)
    turn = np.linalg.qr(np.random.default_rng(0).standard_normal((straight.shape[1],) * 2))[0]
    turned = scores(straight @ turn, faces)
    assert turned.disentanglement < 0.5 and turned.mutual_information_gap < 0.3
    assert turned.right["skin"].value > turned.usual["skin"].value + 0.1


def test_principal_components_are_those_of_the_whole_covariance() -> None:
    random = np.random.default_rng(2)
    pictures = random.integers(0, 256, size=(60, 1, 5, 5)).astype(np.uint8)
    found = Components(pictures, 4)(pictures)
    flat = pictures.reshape(60, -1) - pictures.reshape(60, -1).mean(axis=0)
    _, _, axes = np.linalg.svd(flat, full_matrices=False)
    np.testing.assert_allclose(np.abs(found), np.abs(flat @ axes[:4].T), atol=0.05)
