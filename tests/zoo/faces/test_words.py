"""Networks that are told sentences about faces: what they are told, and that what ships reads a prompt."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from playground import networks
from playground.core.images import LabelledImages
from playground.core.resources import Placement
from playground.core.vocabulary import read_vocabulary
from playground.faces import tokens
from playground.faces.factors import VALUES
from playground.faces.render import render_codes
from playground.faces.sampling import held_out, sample
from playground.faces.seen import seen
from playground.faces.sentences import sentences
from playground.paradigms.cards import rules
from playground.paradigms.words.drawing import sample as drawn
from playground.paradigms.words.recipes import Sample
from playground.runtimes.resources import open_resources
from playground.zoo import cli, recipes
from playground.zoo.faces import words_scores
from playground.zoo.faces.recipe import TrainFaceWords
from playground.zoo.faces.task import FaceWordsTask, encoded
from playground.zoo.finished import Finished, ship
from playground.zoo.start import training_of
from playground.zoo.train import Options, Training

pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def recipe() -> TrainFaceWords:
    found = recipes.recipe("faces-words")
    assert isinstance(found, TrainFaceWords)
    small = {
        "features": 32, "embedding": 16, "fine": 16, "blocks": 1, "reading": 1, "height": 32, "width": 32,
    }  # fmt: skip
    return msgspec.structs.replace(
        found, config={**found.config, **small}, epochs=1, epoch_steps=2, batch=8, faces=400, validation=8,
        longer=(), longer_naming=0.0, longer_reading=(0, 0), longer_noisier=(0, 0.0),
    )  # fmt: skip


@pytest.fixture(scope="module")
def naming(recipe: TrainFaceWords) -> TrainFaceWords:
    return msgspec.structs.replace(
        recipe, config={**recipe.config, "features": 96}, longer=(3,), longer_naming=0.5
    )


@pytest.fixture(scope="module")
def trained(recipe: TrainFaceWords, tmp_path_factory: pytest.TempPathFactory) -> Training:
    training = training_of(recipe, _pictures(), tmp_path_factory.mktemp("faces"), Options())
    for _ in range(2):
        training.advance()
    training.validate()
    return training


def _pictures() -> LabelledImages:
    return LabelledImages(render_codes(sample(1, 8), 32), np.zeros(8, dtype=np.uint8))


def test_sentences_are_new_whenever_a_face_is_seen_and_some_are_empty(trained: Training) -> None:
    task = trained.task
    assert isinstance(task, FaceWordsTask)
    places, generator = torch.arange(400), np.random.default_rng(0)
    first, second = (
        task._told(trained.network, places, generator, step, learns=True).numpy() for step in (3, 4)
    )
    assert (first != second).any(axis=1).mean() > 0.8
    empty = (first[:, 1] == tokens.PAD).mean()
    assert 0.05 < empty < 0.25
    assert (first[:, 0] == tokens.NOTHING).all()
    known = (task._told(trained.network, places, generator, step, learns=False).numpy() for step in (3, 4))
    assert np.array_equal(*known)
    assert not held_out(task._faces.codes).any()


def test_the_window_reads_a_prompt_as_the_training_did() -> None:
    text = "A grinning, blonde face with zebra-striped sunglasses"
    vocabulary = read_vocabulary(tokens.FILE)
    pieces = [piece.token for piece in vocabulary.encode(text)]
    assert encoded([text], 40)[0, : 1 + len(pieces)].tolist() == [tokens.NOTHING, *pieces]
    assert vocabulary.unknown is None or vocabulary.unknown not in pieces


def test_what_ships_draws_from_a_prompt(recipe: TrainFaceWords, trained: Training, tmp_path: Path) -> None:
    folder = tmp_path / "models" / recipe.name
    list(ship(recipe, Finished(trained.result(), "cpu", _pictures(), trained.folder, folder)))
    resources = open_resources((folder.parent,), rules(), Placement(), lambda _: None)
    asked = Sample(model=recipe.name, prompt="a bun, no beard", style="", sampler="euler", steps=2, count=2)
    *_, last = drawn(asked, resources)
    assert last.arrays["images"].shape == (2, 3, 32, 32)


def test_a_model_of_sentences_is_measured_by_one_command(
    recipe: TrainFaceWords, trained: Training, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "models" / recipe.name
    list(ship(recipe, Finished(trained.result(), "cpu", _pictures(), trained.folder, folder)))
    asked = ["face-words-scores", recipe.name, "--models", str(folder.parent), "--sentences", "5"]
    assert cli.main([*asked, "--count", "2", "--steps", "1", "--sampler", "euler"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["valid"]["count"] == 10 and found["right"]["all that is mentioned"]["count"] == 10
    assert 0 <= found["flat_neighbours"] <= 1


def test_who_draws_what_is_said_is_right_in_all() -> None:
    asked = sentences()[:40]
    images = render_codes(np.array([each.face for each in asked for _ in range(2)], dtype=np.uint8), 64)
    found = words_scores.scores(asked, images)
    assert all(share["right"] == share["count"] for share in found["right"].values())
    kinds = [kind for each in asked for kind in each.kinds]
    assert found["right"]["all, denial"]["sentences"] == kinds.count("denial") > 0
    assert found["right"]["all, held-out pair"]["count"] == 2 * kinds.count("held-out pair") > 0
    assert found["valid"].right == 80 and found["flat_neighbours"] == found["flat_neighbours_of_faces"] > 0.5
    skins = [share["count"] for name, share in found["right"].items() if name.startswith("all, skin")]
    assert sum(skins) == 80
    # Pictures of others' faces are seldom right.
    other = words_scores.scores(asked, images[::-1])["right"]
    assert other["all that is mentioned"]["right"] < 20 and other["a mentioned factor"]["right"] > 20


def test_neighbours_are_alike_within_two_levels() -> None:
    images = np.zeros((1, 3, 2, 3), dtype=np.uint8)
    images[0, 1, 0] = 1, 3, 6
    # Of four neighbours side by side one differs by three levels, of three above each other two do.
    assert words_scores.flat_neighbours(images) == pytest.approx(4 / 7)


def test_intervals_cover_also_where_a_few_sentences_count_for_many() -> None:
    chance, missed, share, draws = np.random.default_rng(5), 0, 0.8, 400
    for _ in range(draws):
        counts = np.where(chance.random(40) < 0.2, 20, 1)
        right = np.where(chance.random(40) < share, counts, 0)
        low, high = words_scores._share([*zip(right.tolist(), counts.tolist(), strict=True)])["interval"]
        missed += not low <= share <= high
    assert missed / draws < 0.06


def test_who_learns_longer_names_factors_from_then_on(naming: TrainFaceWords, tmp_path: Path) -> None:
    """After a training that knew nothing of it, whose checkpoint it takes up."""
    before = msgspec.structs.replace(naming, longer=(), longer_naming=0.0)
    training = training_of(before, _pictures(), tmp_path, Options())
    for _ in range(2):
        assert "naming" not in training.advance()
    training.save()
    longer = training_of(naming, _pictures(), tmp_path, Options())
    assert longer.resume() == "" and longer.step == 2
    found = longer.advance()
    assert longer.step == 3 and found["loss"] > 0.5 * found["naming"] > 0


def test_for_some_steps_only_words_learn(naming: TrainFaceWords, tmp_path: Path) -> None:
    """From the first step that is named and before the last, also where they lie in the middle."""
    recipe = msgspec.structs.replace(naming, longer_reading=(3, 4))
    training = training_of(recipe, _pictures(), tmp_path, Options())
    changed = []
    for _ in range(5):
        before = {name: value.clone() for name, value in training.network.state_dict().items()}
        found = training.advance()
        after = training.network.state_dict()
        changed.append({name.split(".")[1] for name, value in before.items() if not value.equal(after[name])})
        assert ("noisier" not in found) == (training.step == 4)
    assert changed[3] == {"text"}
    assert all("leave" in parts for parts in (*changed[:3], changed[4]))


def test_times_are_noisier_from_a_step_on(recipe: TrainFaceWords, monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation draws the same ones as before."""
    task = FaceWordsTask(msgspec.structs.replace(recipe, longer_noisier=(5, 2.0)))
    network = networks.build(recipe.network, recipe.config)
    levels, labels = torch.zeros(64, 3, 32, 32), torch.arange(64)
    drawn = []

    def spied(*args: object, **named: object) -> torch.Tensor:
        drawn.append(float(args[5].mean()))  # type: ignore[attr-defined]
        return torch.zeros(64)

    monkeypatch.setattr("playground.zoo.denoising.matching.losses", spied)
    for step in (4, 5, 6):
        task.losses(network, levels, labels, step)
    task.validate(network, levels, labels)
    assert drawn[0] == pytest.approx(0.5, abs=0.02) and drawn[3] == pytest.approx(0.5, abs=0.02)
    assert all(found > 0.75 for found in drawn[1:3])


def test_who_knows_nothing_is_surprised_by_the_logarithm_of_the_values(naming: TrainFaceWords) -> None:
    task, network, labels = _told(naming, 400)
    for parameter in network.get_submodule("text.gather").parameters():
        torch.nn.init.zeros_(parameter)
    shown = seen(task._faces.codes)
    counts = np.array([len(values) for values in VALUES.values()])
    expected = (shown * np.log(counts)).sum() / shown.sum()
    assert float(task._surprise(network, labels).detach()) == pytest.approx(expected, abs=1e-4)


def test_words_come_to_name_what_they_tell(naming: TrainFaceWords) -> None:
    """The sum of the words learns it from a few sentences that are always the same."""
    torch.manual_seed(0)
    task, network, labels = _told(naming, 8)
    optimiser = torch.optim.Adam(network.get_submodule("text").parameters(), 3e-3)
    found = []
    for _ in range(60):
        optimiser.zero_grad()
        surprise = task._surprise(network, labels)
        surprise.backward()
        optimiser.step()
        found.append(float(surprise.detach()))
    assert found[-1] < 0.3 * found[0]


def _told(recipe: TrainFaceWords, count: int) -> tuple[FaceWordsTask, torch.nn.Module, torch.Tensor]:
    """A network whose task has told it of the first so many faces."""
    task, labels = FaceWordsTask(recipe), torch.arange(count)
    network = networks.build(recipe.network, recipe.config)
    task._told(network, labels, np.random.default_rng(0), 0, learns=True)
    return task, network, labels
