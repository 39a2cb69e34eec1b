"""A recipe that is given a data set of the user's own learns its classes and its shape."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground.core.cards import LabelCondition, Unconditional
from playground.core.errors import DataError
from playground.core.recipe import change
from playground.core.resources import Placement
from playground.datasets import own_sets
from playground.datasets.adding import Order, add
from playground.datasets.choosing import source_of
from playground.datasets.preparing import Preparation
from playground.paradigms.cards import read_card, rules
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.model_files import FileChecker
from playground.runtimes.resources import open_resources
from playground.zoo import cli, recipes
from playground.zoo.adapting import adapted
from playground.zoo.nflow.recipe import TrainNflow
from playground.zoo.recipe import TrainingRecipe
from playground.zoo.vae.recipe import TrainVae
from tests.support import own_drawings, tiny_gan, tiny_teaching

pytestmark = pytest.mark.torch

SIDE = 12
SHORT = {"epochs": 1, "batch": 8, "validation": 1000}
TINY: dict[str, TrainingRecipe] = {
    "gan": change(tiny_gan.RECIPE, **SHORT),
    "flow": change(tiny_teaching.FLOW, **SHORT),
    "vae": change(tiny_teaching.STAGE, scale_epochs=1, **SHORT),
    "nflow": TrainNflow(
        name="tiny-nflow", title="Tiny flow", data="mnist", network="image-flow",
        config={"features": 4, "hidden": 8, "blocks": [1, 1], "components": 2}, warm_up=2, **SHORT,
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "own"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    monkeypatch.setattr(recipes, "recipe", TINY.__getitem__)


def added(folder: Path, labels: str = "", side: int = SIDE) -> own_sets.OwnSet:
    source = source_of(str(own_drawings.draw(folder, 36, side)), labels=labels)
    return add(source, Order(name="mine", place="", how=Preparation(size=side)))


@pytest.mark.parametrize("labels", ["", "none"])
@pytest.mark.parametrize("kind", TINY)
def test_a_model_has_the_classes_and_the_shape_of_its_data_set(
    kind: str, labels: str, tmp_path: Path
) -> None:
    own = added(tmp_path / "drawings", labels)
    out = tmp_path / "run"
    assert cli.main(["train", kind, "--data", "mine", "--out", str(out), "--device", "cpu"]) == 0
    name = TINY[kind].name
    card = read_card(out / "model" / name)
    FileChecker().check(card, out / "model" / name)
    assert card.labels == own.labels == (() if labels else own_drawings.CLASSES)
    assert card.image.shape == own.shape
    assert card.training is not None
    assert f", {own.training // 2} of them to choose the best epoch" in card.training.data
    if kind != "vae":
        (condition,) = (table.condition for table in card.tables)
        assert isinstance(condition, Unconditional if labels else LabelCondition)
        assert condition.classes == len(own.labels)
    rng, world = np.random.default_rng(0), open_resources((out / "model",), rules(), Placement(), print)
    for part, said in card.parts.items():
        check_graph(card, out / "model" / name, part)
        given = {
            port.name: np.full(2, max(0, len(own.labels) - 1))
            if port.name == "label"
            else rng.random((2, *port.shape)).astype(np.float32)
            for port in said.inputs
        }
        assert ("label" in given) == (kind != "vae" and labels == "")
        for found in world.session(name, part).run(given).values():
            assert np.isfinite(found).all()
    assert ("bits_per_dim_given_class" in card.measured) == (kind == "nflow" and not labels)
    (sheet,) = (out / "sheets").glob("*.png")
    with Image.open(sheet) as picture:
        assert picture.mode == ("RGB" if own.shape[0] == 3 else "L")


def test_what_a_network_cannot_be_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = added(tmp_path / "drawings", "none", side=10)
    assert cli.main(["train", "nflow", "--data", "mine", "--out", str(tmp_path / "run")]) == 1
    said = capsys.readouterr().err
    assert "3 × 10 × 10, but the recipe tiny-nflow is for 1 × 28 × 28" in said and said.count("\n") == 1
    with pytest.raises(DataError, match="mine has no classes, which tiny-classifier learns to tell apart"):
        adapted(tiny_teaching.CLASSIFIER, own)


@pytest.mark.parametrize("classes", [0, 2])
def test_a_teacher_of_fewer_classes_teaches_nothing_of_the_others(tmp_path: Path, classes: int) -> None:
    own, taught = added(tmp_path / "drawings"), tiny_teaching.REFLOW
    fewer = change(taught, config={**taught.config, "classes": classes})
    with pytest.raises(DataError, match=f"mine has 3 classes, .* of tiny-reflow is told {classes or 'none'}"):
        adapted(fewer, own)


def test_what_fits_already_is_left_as_it_is(tmp_path: Path) -> None:
    own = added(tmp_path / "drawings")
    whole = change(TINY["flow"], config={"channels": 3, "height": SIDE, "width": SIDE, "classes": 3})
    assert adapted(whole, own) == whole
    assert adapted(tiny_teaching.REFLOW, own) == tiny_teaching.REFLOW
    latent = adapted(tiny_teaching.LATENT, own)
    assert latent.config["transformer"]["classes"] == 3
    assert latent.config["autoencoder"] == tiny_teaching.LATENT.config["autoencoder"]
    stage = adapted(tiny_teaching.STAGE, own)
    assert isinstance(stage, TrainVae) and stage.latent == 2 * 3 * 3
