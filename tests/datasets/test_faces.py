"""Faces as a source of pictures: any size, number and choice, and nothing held out to learn from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.core.errors import DataError
from playground.core.images import read_labelled_images
from playground.datasets import own_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import is_address, source_of
from playground.datasets.faces import Faces, FacesSource, are_faces, parsed
from playground.faces.factors import COLUMN, OF_STYLE, VALUES, Codes
from playground.faces.reading import read_codes
from playground.faces.sampling import held_out
from playground.faces.seen import visible_part


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)


def shown(name: str, part: str) -> Codes:
    """What the pictures of an added set show, as they are read."""
    images = read_labelled_images(own_sets.folder_of(name), part).images  # type: ignore[arg-type]
    codes, far = read_codes(images)
    assert far.max() < 0.1
    return codes


def test_a_word_says_which_faces() -> None:
    assert parsed("faces") == parsed("faces:") == Faces()
    wanted = parsed("faces:style=toon:glasses=-sunglasses:beard=full_beard,none:size=32:count=5000:seed=3")
    assert wanted == Faces(
        choice={"style": ("toon",), "glasses": ("none", "glasses"), "beard": ("none", "full beard")},
        size=32, count=5000, seed=3,
    )  # fmt: skip
    assert parsed("faces:clothes=T-shirt").choice == {"clothes": ("T-shirt",)}


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("faces:size=15", "size of faces is a number from 16 to 64, not “15”"),
        ("faces:size=65", "from 16 to 64"), ("faces:size=x", "from 16 to 64"), ("faces:size=-1", "from 16"),
        ("faces:count=0", "count of faces is a number from 1 to 200,000"), ("faces:count=9999999", "200,000"),
        ("faces:hat=cap", "no factor “hat”"), ("faces:hair=afro", "no value “afro”; it has side parting"),
        ("faces:hair=-afro", "no value “afro”"), ("faces:toon", "“toon” is not understood: say each of"),
        ("faces:hair=bun:hair=bald", "at most once"), ("faces:hair=bald:style=toon", "No style has faces"),
        ("faces:hair=-bun,bun", "No style has faces"),
        ("faces:style=toon:beard=none:mouth=sad:clothes_colour=white", "may be learned from; choose more"),
    ],
)  # fmt: skip
def test_what_there_cannot_be_is_one_sentence(place: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        source_of(place)


def test_options_of_files_mean_nothing_here() -> None:
    with pytest.raises(DataError, match="no use for --images and --range"):
        source_of("faces:count=2", images="x", levels=(0, 1))


def test_a_folder_of_that_name_is_a_folder(tmp_path: Path) -> None:
    assert are_faces("faces") and is_address("faces:size=20") and not is_address("faces.npz")
    (tmp_path / "faces").mkdir()
    assert not are_faces("faces") and are_faces("faces:")


def test_a_set_of_them_has_that_size_number_and_choice() -> None:
    order = Order(name="toons", place="faces:style=toon:glasses=-sunglasses:size=32:count=120")
    made = add(source_of(order.place), order)
    assert (made.training, made.held_out, made.shape, made.labels) == (120, 12, (3, 32, 32), ())
    assert made.source == order.place and "Draftbit" in made.licence and made.title == "Faces"
    for part in ("train", "t10k"):
        codes = shown("toons", part)
        assert (codes[:, 0] == 0).all()
        assert (codes[:, COLUMN["glasses"]] != VALUES["glasses"].index("sunglasses")).all()


def test_held_out_faces_are_never_learned_from() -> None:
    source = FacesSource(Faces(count=3000, size=16, seed=5))
    items = [source[index] for index in range(len(source))]
    parts = [item.part for item in items]
    assert parts == ["test"] * 300 + ["train"] * 3000
    codes = source.codes
    assert held_out(codes[:300]).all() and not held_out(codes[300:]).any()
    # Nor is one that looks like another of the source.
    assert len(np.unique(visible_part(codes), axis=0)) == len(codes)
    assert source.labels == ("toon", "persona") and {item.label for item in items} == {0, 1}
    assert not FacesSource(Faces(count=30), classes=False).labels


def test_their_pictures_are_those_that_are_told() -> None:
    source = source_of("faces:count=40:size=24")
    pictures = np.array([np.asarray(source[index].read()) for index in range(44)]).transpose(0, 3, 1, 2)
    codes, _ = read_codes(pictures)
    assert isinstance(source, FacesSource)
    assert np.array_equal(visible_part(codes), visible_part(source.codes))
    assert source[3].name.startswith("face 3 (")


def test_a_narrow_choice_has_fewer() -> None:
    toon = OF_STYLE["toon"]
    fixed = {factor: toon[factor][-1:] for factor in toon if factor not in ("skin", "hair", "ground")}
    source = FacesSource(Faces(choice={"style": ("toon",), **fixed, "length": ("short",)}))
    assert 2 < len(source) <= 5 * 4 * 6
    assert source.notes[0].startswith("There are no more than")
