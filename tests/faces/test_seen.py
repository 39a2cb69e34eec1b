"""What hides what: exactly what is said to be hidden cannot be told, and all else can."""

from __future__ import annotations

import numpy as np
import pytest

from playground.faces.differences import PIXELS, least_differences
from playground.faces.factors import ABSENT, COLUMN, FACTORS, OF_STYLE, VALUES, Persona, Toon, decode, encode
from playground.faces.sampling import sample
from playground.faces.seen import HIDES, hidden_by, seen, visible_part

pytestmark = pytest.mark.timeout(600)  # Seconds of a core, which a busy machine makes minutes.

HIDDEN = {
    "eyes": lambda face: face.glasses == "sunglasses",
    "clothes": lambda face: face.beard == "long beard",
    "mouth": lambda face: isinstance(face, Persona) and face.beard == "full beard",
    "hair_colour": lambda face: (
        isinstance(face, Persona) and face.hair in ("bald", "cap", "beanie") and face.beard == "none"
    ),
}


def test_what_is_hidden_is_not_seen_and_all_else_is() -> None:
    codes = sample(21, 3000)
    for row, found in zip(codes, seen(codes), strict=True):
        face = decode(row)
        for factor in FACTORS[1:]:
            has = hasattr(face, factor)
            assert found[COLUMN[factor]] == (has and not (factor in HIDDEN and HIDDEN[factor](face))), face
    assert seen(codes)[:, 0].all()


def test_faces_that_differ_in_hidden_factors_alone_have_one_visible_part() -> None:
    faces = encode(Toon(glasses="sunglasses", eyes="open"), Toon(glasses="sunglasses", eyes="happy"), Toon())
    one, other, third = visible_part(faces)
    assert np.array_equal(one, other) and not np.array_equal(one, third) and one[COLUMN["eyes"]] == ABSENT
    assert hidden_by("eyes", "glasses", "sunglasses") and not hidden_by("eyes", "glasses", "glasses")


def test_every_rule_is_needed() -> None:
    """Where a factor is hidden, some of its values differ in hardly a pixel: nobody could say which it is."""
    fewest: dict[tuple[str, str], int] = {}
    for least in least_differences(hidden=True):
        assert not seen(least.fewest_in[None])[0, COLUMN[least.factor]]
        key = least.style, least.factor
        fewest[key] = min(least.pixels, fewest.get(key, 64 * 64))
    of_rules = {(style, rule.factor) for rule in HIDES for style in rule.where.get("style", OF_STYLE)}
    # Personas have no long beard.
    assert {*fewest} == of_rules - {("persona", "clothes")} and max(fewest.values()) < PIXELS


def test_rules_name_values_that_there_are() -> None:
    for rule in HIDES:
        for factor, values in rule.where.items():
            assert set(values) <= set(VALUES[factor]) and factor != rule.factor
            # What hides is never hidden itself.
            assert not any(other.factor == factor for other in HIDES)
