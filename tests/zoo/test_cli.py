"""Training from the command line, from images to a model that the runtimes accept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.core import folders
from playground.core.captioned import read_captioned
from playground.core.images import read_labelled_images, write_idx
from playground.core.memory_limit import VARIABLE
from playground.core.recipe import change
from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from playground.evaluate.judge import load_judge
from playground.paradigms.cards import read_card
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.model_files import FileChecker
from playground.zoo import cli, recipes
from playground.zoo.data import load
from playground.zoo.lock import alone_in
from playground.zoo.recipe import TrainingRecipe, TrainJudge
from playground.zoo.train import Options, Training, train
from tests.support import tiny_teaching, tiny_training
from tests.support.tiny_words import write as write_captions

pytestmark = pytest.mark.torch

JUDGE = TrainJudge(name="tiny-judge", title="Judge", data="mnist", network="classifier", epochs=1, batch=8)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of IDX files, and two recipes that finish in a second."""
    folder = tmp_path / "data"
    folder.mkdir()
    for part, count in (("train", 48), ("t10k", 16)):
        images = tiny_training.images(count)
        write_idx(folder / f"{part}-images-idx3-ubyte.gz", images.images[:, 0])
        write_idx(folder / f"{part}-labels-idx1-ubyte.gz", images.labels)
    tiny: dict[str, TrainingRecipe] = {
        "tiny-vae": change(tiny_training.RECIPE, epochs=1),
        "tiny-judge": JUDGE,
        "tiny-ddpm": change(tiny_teaching.DDPM, epochs=1),
        "tiny-classifier": tiny_teaching.CLASSIFIER,
    }
    monkeypatch.setattr(recipes, "recipe", tiny.__getitem__)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    return folder


def test_train_makes_a_model_that_the_runtimes_accept(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    words = ["train", "tiny-vae", "--data", str(data), "--out", str(out), "--device", "cpu"]
    assert cli.main(words) == 0
    folder = out / "model" / "tiny-vae"
    card = read_card(folder)
    FileChecker().check(card, folder)
    for part in ("encoder", "decoder"):
        check_graph(card, folder, part)
    assert card.measured["images"] == 16
    assert card.training.steps == 10
    # What it learned from is no data set that is known, and nothing is said of one.
    assert (card.data, card.labels) == ("", tuple("0123456789"))
    assert "MNIST" not in (folder / "card.toml").read_text(encoding="utf-8")
    assert card.training.data.startswith("pictures of “data”")
    assert (out / "losses.jsonl").read_text(encoding="utf-8").count("\n") >= 1
    assert "bits_per_dim" in capsys.readouterr().out
    weights = (folder / "weights.safetensors").read_bytes()
    assert cli.main([*words, "--ship"]) == 0
    assert (folder / "weights.safetensors").read_bytes() == weights


def test_the_card_names_a_data_set_of_ones_own(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))
    order = Order(name="mine", place="here", licence="mine, all rights reserved")
    own = add(source_of(str(data)), order)
    out = tmp_path / "run"
    assert cli.main(["train", "tiny-vae", "--data", "mine", "--out", str(out), "--device", "cpu"]) == 0
    card = read_card(out / "model" / "tiny-vae")
    assert card.data == "mine" and folders.held_out(card.data) is not None
    assert card.licence.endswith("Learned from mine, all rights reserved.")
    assert card.training is not None and f"“mine” ({own.sha256[:16]})" in card.training.data


def test_pictures_of_another_shape_are_refused_in_a_sentence(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part in ("train", "t10k"):
        images = read_labelled_images(data, part).images
        (data / f"{part}-images-idx3-ubyte.gz").unlink()
        write_idx(data / f"{part}-images-idx4-ubyte.gz", np.repeat(images, 3, axis=1))
    words = ["train", "tiny-vae", "--data", str(data), "--out", str(tmp_path / "run")]
    assert cli.main(words) == 1
    assert "3 × 28 × 28, but the recipe tiny-vae is for 1 × 28 × 28" in capsys.readouterr().err


def test_pictures_that_memory_cannot_hold_are_refused_before_they_are_read(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "tiny-vae", "--data", str(data), "--out", str(tmp_path / "run"), "--device", "cpu"]
    for part in ("train", "t10k"):
        (data / f"{part}-labels-idx1-ubyte.gz").unlink()
    monkeypatch.setenv(VARIABLE, "0.0001")
    assert cli.main(words) == 1
    said = capsys.readouterr().err
    assert "Training on the 48 pictures of data takes about" in said
    assert said.count("\n") == 1 and VARIABLE in said
    monkeypatch.setenv(VARIABLE, "1")
    assert cli.main(words) == 1
    assert "labels-idx1-ubyte.gz is missing" in capsys.readouterr().err


@pytest.mark.parametrize("wish", (["--ship"], ["--slim", "kept"]), ids=lambda wish: wish[0])
def test_an_empty_run_has_nothing_to_keep(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], wish: list[str]
) -> None:
    words = ["train", "tiny-vae", "--data", str(data), "--out", str(tmp_path / "new"), *wish]
    assert cli.main(words) == 1
    assert "no checkpoint yet" in capsys.readouterr().err


def test_a_run_without_a_finished_epoch_has_nothing_to_ship(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "young"
    out.mkdir()
    options = Options(checkpoint_seconds=0.0, sheet_seconds=1e9)
    young = Training(recipes.recipe("tiny-vae"), read_labelled_images(data, "train"), out, options)
    next(train(young))
    assert cli.main(["train", "tiny-vae", "--data", str(data), "--out", str(out), "--ship"]) == 1
    assert "no epoch was finished" in capsys.readouterr().err
    assert not (out / "model").exists()


def test_a_second_training_in_one_folder_is_refused(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "tiny-vae", "--data", str(data), "--out", str(tmp_path / "run"), "--device", "cpu"]
    (tmp_path / "run").mkdir()
    with alone_in(tmp_path / "run"):
        assert cli.main(words) == 1
    assert "Another training is at work" in capsys.readouterr().err
    assert not (tmp_path / "run" / "losses.jsonl").exists()
    assert cli.main(words) == 0


def test_train_makes_a_judge(data: Path, tmp_path: Path) -> None:
    assert (
        cli.main(["train", "tiny-judge", "--data", str(data), "--out", str(tmp_path), "--device", "cpu"]) == 0
    )
    judge = load_judge(tmp_path / "mnist.safetensors")
    assert judge.facts.images == 16 and 0 <= judge.facts.accuracy <= 1


@pytest.mark.parametrize(
    ("name", "paradigm"), [("tiny-ddpm", "diffusion"), ("tiny-classifier", "classifier")]
)
def test_train_makes_models_of_other_paradigms(data: Path, tmp_path: Path, name: str, paradigm: str) -> None:
    out = tmp_path / "run"
    assert cli.main(["train", name, "--data", str(data), "--out", str(out), "--device", "cpu"]) == 0
    card = read_card(out / "model" / name)
    FileChecker().check(card, out / "model" / name)
    assert (card.paradigm, card.training.recipe, card.training.steps > 0) == (paradigm, name, True)
    assert len(list((out / "sheets").glob("*.png"))) == (1 if paradigm == "diffusion" else 0)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["train", "no-such"], "no training recipe"),
        (["train", "fashion-vae-2d", "--device", "abacus"], "no device “abacus”"),
        (["train", "fashion-vae-2d", "--data", "/no/such/folder"], "is not there in"),
    ],
)
def test_what_is_missing_is_one_sentence(
    words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if words[0] == "train":
        words = [*words, "--out", str(tmp_path)]
    assert cli.main(words) == 1
    said = capsys.readouterr().err
    assert says in said and said.count("\n") == 1 and "Traceback" not in said


def test_captioned_writes_pictures_that_are_read_with_their_captions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_captions(tmp_path)
    command = ["captioned", "emoji", "--data", str(tmp_path), "--out"]
    assert cli.main([*command, str(tmp_path / "one")]) == 0
    assert "9 pictures, and 3 that are held out" in capsys.readouterr().out
    found = read_captioned(tmp_path / "one")
    for part, read in (("train", found.learned), ("t10k", found.held_out)):
        wanted = load("emoji", part, tmp_path)
        assert {image.tobytes() for image in wanted.images} == {image.tobytes() for image in read.images}
    assert cli.main([*command, str(tmp_path / "other")]) == 0
    contents = [
        [path.read_bytes() for path in sorted((tmp_path / each).iterdir())] for each in ("one", "other")
    ]
    assert contents[0] == contents[1]


def test_heldout_writes_a_sample(data: Path, tmp_path: Path) -> None:
    assert cli.main(["heldout", "mnist", "--data", str(data), "--out", str(tmp_path / "held")]) == 0
    written = {path.name for path in (tmp_path / "held").iterdir()}
    assert written == {"about.json", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"}
