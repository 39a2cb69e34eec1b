"""Faces as records and as codes, which say the same."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from playground.core.errors import DataError
from playground.faces.factors import (
    ABSENT,
    FACTORS,
    OF_STYLE,
    VALUES,
    Face,
    Toon,
    check,
    decode,
    encode,
    legal,
    within,
)
from playground.faces.sampling import sample


def test_codes_are_records_and_records_codes() -> None:
    codes = sample(2, 500)
    faces = [decode(row) for row in codes]
    assert np.array_equal(encode(*faces), codes)
    assert msgspec.json.decode(msgspec.json.encode(faces), type=list[Face]) == faces
    assert encode().shape == (0, len(FACTORS))


def test_a_style_lacks_what_it_has_not() -> None:
    codes = sample(3, 500)
    for column, factor in enumerate(FACTORS[1:], 1):
        for number, style in enumerate(OF_STYLE):
            found = set(codes[codes[:, 0] == number, column].tolist())
            assert found == ({*legal(style, factor).tolist()} or {ABSENT})


def test_there_are_more_than_ten_million() -> None:
    counts = {
        style: np.prod([float(len(values)) for values in of.values()]) for style, of in OF_STYLE.items()
    }
    assert min(counts.values()) > 1e7


def test_codes_that_are_no_face_are_refused() -> None:
    good = encode(Toon())[0]
    for place, code in ((0, 2), (0, ABSENT), (1, 5), (2, ABSENT)):
        bad = good.copy()
        bad[place] = code
        with pytest.raises(DataError, match=r"no face|has no"):
            decode(bad)
    with pytest.raises(DataError, match="are no face"):
        decode(good[:-1])
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"style": "toon", "gender": "x"}', type=Face)


def test_a_choice_names_factors_and_values_that_there_are() -> None:
    assert (
        not within("toon", {"hair": ("bald",)}) and within("persona", {"hair": ("bald",)})["hair"].size == 1
    )
    assert not within("toon", {"style": ("persona",)})
    with pytest.raises(DataError, match="no factor “hat”"):
        check({"hat": ("cap",)})
    with pytest.raises(DataError, match=f"no value “green”; it has {VALUES['hair_colour'][0]}"):
        check({"hair_colour": ("green",)})
