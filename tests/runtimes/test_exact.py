"""Exact models: the held-out images by heart, on every path, in any batch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.core import folders
from playground.core.errors import DataError, SessionError
from playground.core.heldout import About, read_about, write_about
from playground.core.images import read_labelled_images
from playground.core.pictures import to_network
from playground.core.resources import Placement
from playground.gaussian.adapt import network_time, path_of
from playground.gaussian.card import Denoising, denoising_ports
from playground.gaussian.finite import FiniteSet
from playground.gaussian.predictions import to_pair
from playground.paradigms.cards import rules
from playground.runtimes import exact
from playground.runtimes.resources import ModelStore

NAMES = tuple(exact.cards())


def store() -> ModelStore:
    return ModelStore((), rules())


def ignored(_: str) -> None:
    """Notices are not looked at."""


@pytest.mark.parametrize("name", NAMES)
def test_cards_say_what_is_in_the_folder(name: str) -> None:
    card = store().entry(name).card
    images = read_labelled_images(exact.folder_of(card), "t10k")
    about = read_about(exact.folder_of(card))
    assert about.shape == images.images.shape
    assert len(card.labels) == int(images.labels.max()) + 1 == Denoising.of(card).classes
    shape = images.images.shape[1:]
    assert {part: (one.inputs, one.outputs) for part, one in card.parts.items()} == denoising_ports(
        shape, shape
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_answers_are_those_of_the_finite_set(name: str, share: float) -> None:
    session = store().session(name, exact.PART, Placement("torch"), ignored)
    card = store().entry(name).card
    images = read_labelled_images(exact.folder_of(card), "t10k")
    data = to_network(images.images, card.image)
    path = path_of(Denoising.of(card))
    level = path.level(share * path.end)
    rng = np.random.default_rng(2)
    x = (level.alpha * data[:4] + level.sigma * rng.normal(size=data[:4].shape)).astype(np.float32)
    none = len(card.labels)
    labels = np.array([0, none // 2, none, none])
    time = np.full(4, network_time(Denoising.of(card), level), dtype=np.float32)
    said = session.run({"x": x, "time": time, "label": labels}, ignored)["prediction"]
    pair = to_pair(Denoising.of(card).prediction, said.astype(np.float64), x.astype(np.float64), level)
    for row, label in enumerate(labels):
        known = data if label == none else data[images.labels == label]
        expected = FiniteSet(known)(x[row : row + 1].astype(np.float64), level)
        np.testing.assert_allclose(pair.data[row], expected.data[0], atol=1e-4)
        np.testing.assert_allclose(pair.noise[row], expected.noise[0], atol=1e-4)
        alone = {"x": x[row : row + 1], "time": time[:1], "label": labels[row : row + 1]}
        np.testing.assert_array_equal(session.run(alone, ignored)["prediction"][0], said[row])


def test_they_run_in_numpy_whatever_is_asked_for() -> None:
    resources = store().at(Placement("torch", "cuda"), ignored)
    assert resources.session(NAMES[0], exact.PART).placement == exact.PLACEMENT
    facts = resources.facts(NAMES[0])
    assert (facts["runtime"], facts["device"], facts["model"]) == ("numpy", "cpu", NAMES[0])


def test_numpy_runs_no_trained_model() -> None:
    shipped = ModelStore((folders.shipped_models(),), rules())
    with pytest.raises(SessionError, match="no exact model"):
        shipped.session("fashion-vae-2d", "decoder", exact.PLACEMENT, ignored)


def test_exact_models_come_last_and_leave_names_that_are_taken() -> None:
    mine, *_, other = exact.cards().values()
    taken = [other]
    assert [card.name for card in exact.beside(taken)] == [
        other.name, *(name for name in NAMES if name != other.name)
    ]  # fmt: skip
    assert mine.name in NAMES


def test_what_is_known_of_a_folder_is_read_back_or_refused(tmp_path: Path) -> None:
    about = About(title="Two", shape=(2, 1, 3, 3), labels=("a", "b"), licence="none")
    write_about(tmp_path, about)
    assert read_about(tmp_path) == about
    (tmp_path / "about.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="missing required field"):
        read_about(tmp_path)
    with pytest.raises(DataError, match="cannot be read"):
        read_about(tmp_path / "nowhere")
