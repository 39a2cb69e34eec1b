"""Mapped generators: truncation about the mean w of a label, moves in w, and styles mixed by layers."""

from __future__ import annotations

import itertools
import tracemalloc
from collections import Counter
from collections.abc import Mapping
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from playground.core.cards import LabelCondition
from playground.core.errors import RecipeError, SessionError
from playground.core.frames import Array, Frame
from playground.core.recipe import Recipe, change
from playground.paradigms.gan.family import PARADIGM
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_images.directions import basis_of
from playground.paradigms.gan_images.players import Players, noise_of, refusal_of
from playground.paradigms.gan_images.recipes import (
    Directions,
    Interpolate,
    Judge,
    Layers,
    Mix,
    Mixed,
    Moments,
    Plane,
    Point,
    Sample,
    Traverse,
)
from tests.support.linear_gan import (
    LATENT,
    LAYERS,
    STEPS,
    GanWorld,
    PlayerSession,
    gan_card,
    mapped,
    mapped_card,
)

NAME = "mapped-gan"
MIX = Mix(model=NAME, label=1, a=3, b=4, rows=2, columns=3)
ALONE = Layers(model=NAME, label=1, a=3, b=4, rows=2, columns=3)


@pytest.fixture(scope="module")
def world() -> GanWorld:
    return GanWorld(mapped_card(), gan_card())


@pytest.fixture(scope="module")
def gan(world: GanWorld) -> Gan:
    found = Gan.of(world.card(NAME))
    assert found is not None
    return found


def frames(recipe: Recipe, world: GanWorld) -> list[Frame]:
    found = list(PARADIGM.run_of(type(recipe))(recipe, world))
    assert [frame.final for frame in found] == [False] * (len(found) - 1) + [True]
    assert found[-1].index == found[-1].total
    return found


def last(recipe: Recipe, world: GanWorld) -> dict[str, Array]:
    return dict(frames(recipe, world)[-1].arrays)


@pytest.mark.parametrize(
    "recipe",
    [
        Sample(model=NAME, count=18),
        Plane(model=NAME, tiles=3),
        Point(model=NAME),
        Interpolate(model=NAME, frames=5),
        Directions(model=NAME, coefficients=(1.0,)),
        Traverse(model=NAME, rows=2, pictures=3),
        Judge(model=NAME, count=18),
        Moments(model=NAME, count=3),
        MIX,
        ALONE,
    ],
    ids=lambda recipe: type(recipe).__name__,
)
def test_every_recipe_of_players_can_be_run_with_a_mapped_generator(recipe: Recipe, world: GanWorld) -> None:
    arrays = last(recipe, world)
    assert all(np.isfinite(array).all() for array in arrays.values() if array.dtype == np.float32)
    # Without truncation anything that is drawn is the mean picture of its label.
    typical = last(change(recipe, truncation=0.0), world)
    assert any(not np.array_equal(arrays[name], typical[name]) for name in arrays)


@pytest.mark.parametrize("snapshot", range(len(STEPS)))
def test_truncation_pulls_w_towards_the_mean_of_its_label_at_every_moment(
    world: GanWorld, gan: Gan, snapshot: int
) -> None:
    """The means on the card are those of other noise than that of the samples."""
    players = Players(NAME, world, snapshot)
    labels = np.arange(6000) % 3
    noise = noise_of(5, len(labels), gan)
    codes = players.codes(noise, labels)
    moment = 1.0 if snapshot == len(STEPS) - 1 else snapshot / len(STEPS)
    np.testing.assert_allclose(codes, mapped(noise, labels, moment), atol=1e-5)
    for label in range(3):
        own = codes[labels == label]
        np.testing.assert_allclose(players.middles(labels)[label], own.mean(axis=0), atol=0.05)
    half, none, whole = (players.truncated(codes, labels, psi) for psi in (0.5, 0.0, 1.0))
    np.testing.assert_array_equal(none, players.middles(labels))
    np.testing.assert_allclose(whole, codes, atol=1e-6)
    np.testing.assert_allclose(half, (none + codes) / 2, atol=1e-6)


@pytest.mark.parametrize(
    "recipe",
    [
        Sample(model=NAME, label=2, count=18, truncation=0.4),
        Point(model=NAME, label=2, u=0.3, v=0.6, truncation=0.4),
        Interpolate(model=NAME, label=2, frames=18, truncation=0.4),
    ],
)
def test_what_the_mapping_makes_of_the_noise_stands_beside_it(recipe: Recipe, world: GanWorld) -> None:
    found = last(recipe, world)
    expected = mapped(found["noise"], np.full(len(found["noise"]), 2), 1.0)
    np.testing.assert_allclose(found["styles"], expected, atol=1e-5)
    assert "styles" not in last(change(recipe, model="linear-gan"), world)


def test_rows_tell_their_noise_and_w(world: GanWorld, gan: Gan) -> None:
    found = last(change(MIX, truncation=0.4), world)
    np.testing.assert_array_equal(found["row_noise"], noise_of(3, 2, gan))
    np.testing.assert_allclose(found["row_styles"], mapped(found["row_noise"], np.ones(2), 1.0), atol=1e-5)


def test_a_source_of_a_seed_of_its_own_leaves_the_others(world: GanWorld) -> None:
    before = last(MIX, world)
    after = last(change(MIX, own_rows=(-1, 70), own_columns=(71, -1, -1, 9)), world)
    for side, at, seed in (("row", 1, 70), ("column", 0, 71)):
        own = last(Sample(model=NAME, label=1, seed=seed, count=1), world)["images"][0]
        for index, (old, new) in enumerate(
            zip(before[f"{side}_images"], after[f"{side}_images"], strict=True)
        ):
            np.testing.assert_array_equal(new, own if index == at else old)
    np.testing.assert_array_equal(after["images"][1:3], before["images"][1:3])
    assert not np.array_equal(after["images"][3], before["images"][3])


def test_noise_itself_is_scaled_where_nothing_maps_it(world: GanWorld) -> None:
    players, labels = Players("linear-gan", world), np.arange(5)
    noise = np.random.default_rng(0).standard_normal((5, 12)).astype(np.float32)
    assert players.codes(noise, labels) is noise
    np.testing.assert_array_equal(players.truncated(noise, labels, 0.3), np.float32(0.3) * noise)


def test_directions_move_w_by_its_own_deviations(world: GanWorld, gan: Gan) -> None:
    coefficients = (0.0, 2.0, -1.0)
    found = last(Directions(model=NAME, label=2, seed=6, coefficients=coefficients), world)
    step = found["coordinates"][1] - found["coordinates"][0]
    np.testing.assert_allclose(step, [*coefficients, 0.0], atol=1e-5)
    assert "noise" not in found
    moved = found["styles"][1] - found["styles"][0]
    expected = 2.0 * gan.deviations[1] * basis_of(gan)[1] - gan.deviations[2] * basis_of(gan)[2]
    np.testing.assert_allclose(moved, expected, atol=1e-5)


def test_coordinates_are_in_standard_deviations_about_the_mean(world: GanWorld) -> None:
    found = np.array(
        [
            last(Directions(model=NAME, label=0, seed=seed), world)["coordinates"][0]
            for seed in range(1000, 1800)
        ]
    )
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=0.15)
    np.testing.assert_allclose(found.std(axis=0), 1, atol=0.15)


def test_the_middle_of_a_strip_is_the_seed(world: GanWorld) -> None:
    recipe = Traverse(model=NAME, label=1, seed=2, rows=2, pictures=5, reach=2.0, truncation=0.7)
    strips = last(recipe, world)["images"].reshape(2, 5, 1, 28, 28)
    seed = last(Sample(model=NAME, label=1, seed=2, count=1, truncation=0.7), world)["images"][0]
    for row, strip in enumerate(strips):
        coefficients = (*([0.0] * row), 2.0)
        asked = Directions(model=NAME, label=1, seed=2, coefficients=coefficients, truncation=0.7)
        np.testing.assert_array_equal(strip[2], seed)
        np.testing.assert_array_equal(strip[4], last(asked, world)["images"][1])


def test_all_layers_give_the_column_and_none_the_row(world: GanWorld) -> None:
    every = last(change(MIX, first=1, last=LAYERS), world)
    none = last(change(MIX, first=2, last=1), world)
    assert every["taken"].all() and not none["taken"].any()
    np.testing.assert_array_equal(every["images"].reshape(2, 3, 1, 28, 28)[0], every["column_images"])
    np.testing.assert_array_equal(every["images"].reshape(2, 3, 1, 28, 28)[1], every["column_images"])
    for column in range(3):
        np.testing.assert_array_equal(none["images"].reshape(2, 3, 1, 28, 28)[:, column], none["row_images"])
    np.testing.assert_array_equal(every["probabilities"][:3], every["column_probabilities"])
    np.testing.assert_array_equal(none["probabilities"][::3], none["row_probabilities"])


def test_rows_and_columns_are_the_samples_of_their_seeds(world: GanWorld) -> None:
    found = last(change(MIX, truncation=0.6), world)
    for name, seed, count in (("row_images", MIX.a, 2), ("column_images", MIX.b, 3)):
        recipe = Sample(model=NAME, label=1, seed=seed, count=count, truncation=0.6)
        np.testing.assert_array_equal(found[name], last(recipe, world)["images"])


def test_a_picture_mixed_with_itself_does_not_change(world: GanWorld) -> None:
    found = last(change(MIX, b=MIX.a, rows=3), world)
    grid = found["images"].reshape(3, 3, 1, 28, 28)
    for index in range(3):
        np.testing.assert_array_equal(grid[index, index], found["row_images"][index])
    alone = last(change(ALONE, b=MIX.a, rows=1, columns=1), world)
    assert not alone["change"].any()


def test_without_deviation_all_mixtures_are_one_picture(world: GanWorld) -> None:
    found = last(change(MIX, truncation=0.0), world)
    pictures = [*found["images"], *found["row_images"], *found["column_images"]]
    assert len({picture.tobytes() for picture in pictures}) == 1
    assert not last(change(ALONE, truncation=0.0), world)["change"].any()
    other = last(change(MIX, truncation=0.0, label=2), world)
    assert not np.array_equal(other["images"][0], pictures[0])


def test_the_layers_below_and_above_complete_each_other(world: GanWorld) -> None:
    """Rows and columns change places where the other layers are taken."""
    coarse = last(change(MIX, first=1, last=1), world)["images"].reshape(2, 3, 1, 28, 28)
    swapped = change(MIX, a=MIX.b, b=MIX.a, rows=3, columns=2, first=2, last=LAYERS)
    fine = last(swapped, world)["images"].reshape(3, 2, 1, 28, 28)
    np.testing.assert_array_equal(coarse, fine.swapaxes(0, 1))


def test_the_coarser_half_is_usual(world: GanWorld) -> None:
    assert last(MIX, world)["taken"].tolist() == [True, True, False, False]


def test_what_a_layer_changes_is_that_of_its_mixtures_alone(world: GanWorld) -> None:
    found = last(ALONE, world)
    for layer in range(1, LAYERS + 1):
        alone = last(change(MIX, first=layer, last=layer), world)
        differences = [
            np.abs(picture.astype(float) - alone["row_images"][index // 3]).mean()
            for index, picture in enumerate(alone["images"])
        ]
        assert found["change"][layer - 1] == pytest.approx(np.mean(differences), rel=1e-5)
    assert (found["change"] > 0).all()


def test_pictures_come_row_by_row_and_changes_layer_by_layer(world: GanWorld) -> None:
    first, second = frames(MIX, world)
    assert np.isnan(first.arrays["logits"][3:]).all() and not first.arrays["images"][3:].any()
    assert np.isfinite(second.arrays["logits"]).all()
    layers = frames(ALONE, world)
    assert len(layers) == LAYERS
    for index, frame in enumerate(layers):
        assert np.isfinite(frame.arrays["change"]).tolist() == [one <= index for one in range(LAYERS)]


def test_nobody_judges_what_single_layers_change(monkeypatch: pytest.MonkeyPatch) -> None:
    world, asked = GanWorld(mapped_card()), set[str]()
    session = world.session

    def note(model: str, part: str) -> PlayerSession:
        asked.add(part)
        return session(model, part)

    monkeypatch.setattr(world, "session", note)
    frames(ALONE, world)
    assert asked == {"mapping", "synthesis"}
    frames(MIX, world)
    assert asked == {"mapping", "synthesis", "discriminator"}


class CountedWorld(GanWorld):
    """Counts how often each part is asked, and how many pictures are judged."""

    def __init__(self) -> None:
        super().__init__(mapped_card(), gan_card())
        self.asked: Counter[str] = Counter()
        self.judged = 0

    def session(self, model: str, part: str) -> PlayerSession:
        return CountedSession(part, self)


class CountedSession(PlayerSession):
    def __init__(self, part: str, world: CountedWorld) -> None:
        super().__init__(part, world)
        self._name, self._counts = part.partition("-")[0], world

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        self._counts.asked[self._name] += 1
        if self._name == "discriminator":
            self._counts.judged += len(inputs["image"])
        return super().run(inputs)


DRAWN = [
    (Sample(model=NAME, count=18), 18),
    (Plane(model=NAME, tiles=3), 9),
    (Point(model=NAME, neighbours=2), 1 + 25),
    (Point(model=NAME, neighbours=0), 1),
    (Interpolate(model=NAME, frames=18), 18),
    (Directions(model=NAME, coefficients=(1.0,)), 2),
    (Traverse(model=NAME, rows=2, pictures=18), 36),
    (Judge(model=NAME, count=18), 18),
    (Moments(model=NAME, count=18), 18 * len(STEPS)),
    (MIX, 2 + 3 + 2 * 3),
    (ALONE, 2 + LAYERS * 2 * 3),
]
DRAWN += [(change(recipe, model="linear-gan"), drawn) for recipe, drawn in DRAWN[:-2]]


@pytest.mark.parametrize(
    ("recipe", "drawn"), DRAWN, ids=[f"{type(each).__name__} {each.model}" for each, _ in DRAWN]
)
def test_frames_tell_what_they_took(recipe: Recipe, drawn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The generator is asked once for each picture; on a clock that ticks when looked at, calls take 1 s."""
    world, clock = CountedWorld(), SimpleNamespace(perf_counter=itertools.count().__next__)
    monkeypatch.setattr("playground.paradigms.gan_images.players.time", clock)
    for frame in PARADIGM.run_of(type(recipe))(recipe, world):
        scalars, asked = frame.scalars, world.asked
        in_generator = asked["mapping"] + asked["synthesis"] + asked["generator"]
        assert scalars["nfe"] == 1 and scalars["milliseconds"] == 1000 * in_generator > 0
        if isinstance(recipe, Judge | Moments):
            assert scalars["milliseconds_judging"] == 1000 * asked["discriminator"] > 0
    assert world.drawn == drawn * frame.scalars["nfe"]
    if isinstance(recipe, Judge | Moments):
        assert world.judged == 2 * drawn, "as many real ones are judged"


REFUSALS = {
    "no mapping": (
        change(MIX, model="linear-gan"),
        "Linear players linear-gan has no layers that take a style of their own.",
    ),
    "no mapping, of a layer alone": (
        change(ALONE, model="linear-gan"),
        "no layers that take a style of their own.",
    ),
    "a layer": (change(MIX, last=5), "Layer 5 does not exist: Mapped players mapped-gan has 4, from 1."),
    "a first layer": (change(MIX, first=9), "Layer 9 does not exist"),
    "a label": (change(MIX, label=3), "Label 3 does not exist: Mapped players mapped-gan knows 0 to 2"),
}


@pytest.mark.parametrize(("recipe", "said"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_mixed_is_refused_in_a_sentence(world: GanWorld, recipe: Mixed, said: str) -> None:
    with pytest.raises(RecipeError) as caught:
        next(PARADIGM.run_of(type(recipe))(recipe, world))
    assert said in caught.value.sentence and caught.value.sentence == refusal_of(
        recipe, world.card(recipe.model)
    )


def test_means_of_noise_take_no_room_however_many_classes_a_card_claims() -> None:
    gan = Gan.of(gan_card())
    assert gan is not None
    wide = msgspec.structs.replace(gan, latent=100_000, condition=LabelCondition(classes=1000))
    world = GanWorld(msgspec.structs.replace(gan_card(), tables=(wide,)))
    tracemalloc.start()
    try:
        players = Players("linear-gan", world)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
    noise, labels = np.random.default_rng(0).standard_normal((4, LATENT)).astype(np.float32), np.arange(4)
    np.testing.assert_array_equal(players.truncated(noise, labels, 0.5), noise / 2)


def test_means_are_read_once_the_graphs_are_found_to_be_what_the_card_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, read = GanWorld(mapped_card()), list[int]()

    def refuse(_model: str, _part: str) -> None:
        raise SessionError("The graph is another.")

    monkeypatch.setattr(world, "session", refuse)
    monkeypatch.setattr(Gan, "middles_at", lambda _gan, index: read.append(index))
    with pytest.raises(SessionError):
        Players(NAME, world)
    assert read == []
