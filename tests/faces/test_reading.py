"""Reading gives the nearest of all faces: what was rendered, and what brute force finds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.faces import small
from playground.faces.factors import COLUMN, FACTORS, OF_STYLE, VALUES, Codes, Persona, encode, legal
from playground.faces.reading import distances, read, read_codes
from playground.faces.regions import Table, minimised, regions
from playground.faces.render import render, render_codes, unrounded
from playground.faces.sampling import sample
from playground.faces.seen import visible_part

pytestmark = pytest.mark.timeout(600)  # Seconds of a core, which a busy machine makes minutes.

Pictures = NDArray[np.uint8]


@pytest.mark.parametrize(("size", "count"), [(64, 1500), (32, 400), (50, 100)])
def test_what_was_rendered_is_read(size: int, count: int) -> None:
    codes = sample(41, count)
    found, far = read_codes(render_codes(codes, size))
    assert np.array_equal(visible_part(found), visible_part(codes))
    assert far.max() < 0.1


def test_one_picture_is_read_as_a_record() -> None:
    face = Persona(hair="pigtails", mouth="smirking", glasses="glasses")
    assert read(render(face)) == (face, 0.0)


def noisy(pictures: Pictures, levels: float, seed: int = 0) -> Pictures:
    noise = np.random.default_rng(seed).normal(0, levels, pictures.shape)
    return np.clip(np.rint(pictures + noise), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def world() -> NDArray[np.float32]:
    return small.images().reshape(2**14, -1).astype(np.float32)


def brute_force(world: NDArray[np.float32], pictures: Pictures) -> Codes:
    flat = pictures.reshape(len(pictures), -1).astype(np.float32)
    squares = np.einsum("np,np->n", world, world)
    return small.codes()[(squares - 2 * flat @ world.T).argmin(axis=1)]


@pytest.fixture(scope="module")
def some() -> Pictures:
    return small.images()[np.random.default_rng(3).choice(2**14, 64, replace=False)]


@pytest.mark.parametrize("kind", ["clean", "some noise", "much noise", "blended", "noise alone", "dark"])
def test_it_is_the_nearest_of_the_small_world(kind: str, some: Pictures, world: NDArray[np.float32]) -> None:
    rng = np.random.default_rng(4)
    pictures = {
        "clean": some,
        "some noise": noisy(some, 10),
        "much noise": noisy(some, 80),
        "blended": (0.55 * some + 0.45 * some[::-1]).astype(np.uint8),
        "noise alone": rng.integers(0, 256, some.shape, np.uint8),
        "dark": (some // 3).astype(np.uint8),
    }[kind]
    found, far = read_codes(pictures, small.WORLD)
    wanted = brute_force(world, pictures)
    differ = (found != wanted).any(axis=1)
    # Where two faces are as near but for rounding, either may be found.
    assert np.abs(far - distances(wanted, pictures)).max() < 0.02 and differ.mean() <= (
        0 if kind in ("clean", "some noise") else 0.05
    )


def test_no_face_is_nearer_to_noise_than_the_one_that_is_read() -> None:
    rng = np.random.default_rng(5)
    blended = (0.5 * render_codes(sample(42, 12), 32) + 0.5 * render_codes(sample(43, 12), 32)).astype(
        np.uint8
    )
    pictures = np.concatenate([rng.integers(0, 256, (6, 3, 32, 32), np.uint8), blended])
    far = read_codes(pictures)[1]
    for seed in range(30):
        assert (distances(sample(100 + seed, len(pictures)), pictures) >= far - 0.02).all()
    # Nor is one that differs from it in one factor.
    for row, picture, distance in zip(read_codes(pictures)[0], pictures, far, strict=True):
        style = VALUES["style"][row[0]]
        for factor in OF_STYLE[style]:
            others = np.repeat(row[None], len(legal(style, factor)), axis=0)
            others[:, COLUMN[factor]] = legal(style, factor)
            assert (distances(others, np.repeat(picture[None], len(others), 0)) >= distance - 0.02).all()


def test_a_choice_is_kept_to() -> None:
    pictures = render_codes(sample(44, 20))
    found, far = read_codes(pictures, {"style": ("persona",), "beard": ("walrus",)})
    assert (found[:, 0] == 1).all() and (far >= read_codes(pictures)[1]).all()
    with pytest.raises(DataError, match="No style has faces with these values"):
        read_codes(pictures, {"hair": ("bald",), "length": ("short",), "style": ("toon",)})


def test_regions_are_all_pixels_once() -> None:
    for style in OF_STYLE:
        for size in (64, 25):
            pixels = np.concatenate([region.pixels for region in regions(style, size)])
            assert np.array_equal(np.sort(pixels), np.arange(size * size))


def test_tables_add_up_to_the_distance() -> None:
    codes = encode(Persona(beard="goatee", clothes="checked shirt"))
    picture = render_codes(sample(45, 1), 32).astype(np.float64).reshape(1, 3, -1)
    allowed = {
        factor: np.flatnonzero(legal("persona", factor) == codes[0, COLUMN[factor]])
        for factor in OF_STYLE["persona"]
    }
    total = sum(region.table(picture, allowed).least[0] for region in regions("persona", 32))
    plain = ((unrounded(codes[0], 32).reshape(3, -1) - picture[0]) ** 2).sum()
    assert total == pytest.approx(plain, rel=1e-5)


def test_elimination_finds_the_least_of_all_sums() -> None:
    rng = np.random.default_rng(6)
    sizes = {"a": 3, "b": 4, "c": 2, "d": 5}
    tables = [
        Table(factors, rng.normal(size=(7, *(sizes[factor] for factor in factors))))
        for factors in (("a", "b"), ("b", "c"), ("d", "a"), ("c",), ("b", "d", "c"), ())
    ]
    whole = np.zeros((7, *sizes.values()))
    for table in tables:
        axes = "".join(table.factors)
        whole += np.einsum(f"n{axes},abcd->nabcd", table.values, np.ones([*sizes.values()]))
    least, chosen = minimised(tables)
    assert np.allclose(least, whole.reshape(7, -1).min(axis=1))
    assert np.allclose(whole[np.arange(7), *(chosen[factor] for factor in sizes)], least)


def test_no_pictures_are_no_faces() -> None:
    codes, far = read_codes(np.empty((0, 3, 32, 32), np.uint8))
    assert codes.shape == (0, len(FACTORS)) and far.shape == (0,)


@pytest.mark.parametrize(
    "pictures",
    [
        *(np.zeros((1, 3, size, size), np.uint8) for size in (0, 15, 65)),
        *(
            np.zeros(shape, np.uint8)
            for shape in ((), (3, 32, 32), (1, 1, 32, 32), (1, 32, 32, 3), (1, 3, 32, 33))
        ),
        *(np.zeros((1, 3, 32, 32), kind) for kind in (np.float32, np.int64, bool)),
        *(np.full((1, 3, 32, 32), value) for value in (np.nan, "x", None)),
    ],
    ids=lambda each: f"{each.dtype}{each.shape}",
)
def test_what_is_no_picture_of_bytes_is_refused_in_a_sentence(pictures: Pictures) -> None:
    with pytest.raises(DataError, match=r"^Faces are read in pictures of .*\.$"):
        read_codes(pictures)
    with pytest.raises(DataError):
        distances(np.zeros((1, 13), np.uint8), pictures)


def test_as_many_faces_as_pictures_are_compared() -> None:
    with pytest.raises(DataError, match="There are 2 faces and 1 pictures"):
        distances(sample(0, 2), render_codes(sample(0, 1), 16))
