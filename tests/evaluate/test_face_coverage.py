"""How much of the world faces cover, and whose values mixtures show, of faces of which that is known."""

from __future__ import annotations

import numpy as np
import pytest

from playground.evaluate.faces import Read
from playground.faces.factors import FACTORS, VALUES, Codes, Toon, encode
from playground.faces.sampling import held_out_pairs, learnable, sample
from playground.faces.seen import seen
from playground.zoo.faces.gan_scores import Carried, carried, covered, of_perfect_sampler, together


def _read(codes: Codes) -> Read:
    return Read(codes, np.zeros(len(codes)), seen(codes))


def test_pairs_are_counted_as_one_by_one() -> None:
    found = together(encode(Toon(), Toon(hair="bun"), Toon(glasses="sunglasses")))
    names = [(factor, value) for factor in FACTORS for value in VALUES[factor]]
    place = {name: number for number, name in enumerate(names)}
    assert found.shape == (len(names), len(names)) and (found == found.T).all()
    assert found[place["hair", "bun"], place["hair", "bun"]] == 1
    assert found[place["hair", "bun"], place["mouth", "smiling"]] == 1
    assert found[place["mouth", "smiling"], place["skin", "medium"]] == 3
    # Behind sunglasses no eyes are seen.
    assert found[place["eyes", "open"], place["eyes", "open"]] == 2
    assert found[place["glasses", "sunglasses"], place["eyes", "open"]] == 0


def test_all_values_are_covered_by_many_faces_and_no_held_out_pair_is_learnable() -> None:
    found = of_perfect_sampler(5000)
    everything = sum(len(VALUES[factor]) for factor in FACTORS)
    assert found.values.right == found.values.count == everything
    assert 0.99 < found.pairs.value <= 1 and found.held_out.right == 0
    assert covered(learnable(9, 500)).pairs.right < found.pairs.right


def test_one_face_covers_its_own_values_and_pairs() -> None:
    face = learnable(9, 1)
    found, several = covered(face), int(seen(face).sum())
    assert found.values.right == several and found.pairs.right == several * (several - 1) // 2


def test_faces_with_held_out_pairs_are_told() -> None:
    codes = sample(0, 2000)
    expected = np.any([pair.within(codes) for pair in held_out_pairs()], axis=0).sum()
    # Something may hide one of the two.
    assert 0.5 * expected < covered(codes).held_out.right <= expected


def test_a_mixture_has_the_value_of_one_of_the_other_or_of_neither() -> None:
    one = encode(Toon(skin="dark", hair="bun", mouth="sad"))
    two = encode(Toon(skin="light", hair="spiky", mouth="angry"))
    mixed = encode(Toon(skin="light", hair="bun", mouth="laughing"))
    found = carried(_read(one), _read(two), _read(mixed))
    assert found["skin"] == Carried(0, 1, 0) and found["hair"] == Carried(1, 0, 0)
    assert found["mouth"] == Carried(0, 0, 1) and found["beard"] == Carried(0, 0, 0)


@pytest.mark.parametrize("hidden", ["one", "two", "mixed"])
def test_what_is_hidden_in_any_of_them_does_not_count(hidden: str) -> None:
    faces = {"one": Toon(eyes="happy"), "two": Toon(eyes="closed"), "mixed": Toon(eyes="closed")}
    faces[hidden] = Toon(eyes="winking", glasses="sunglasses")
    found = carried(*(_read(encode(face)) for face in faces.values()))
    assert found["eyes"] == Carried(0, 0, 0)
