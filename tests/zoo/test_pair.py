"""A model of words and pictures is trained, ships with its numbers, and measures what others draw."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from playground import networks
from playground.core.errors import DataError
from playground.core.recipe import change
from playground.core.resources import Placement
from playground.evaluate.compositions import Judge
from playground.evaluate.contrastive import Contrastive
from playground.evaluate.descriptor import described
from playground.paradigms.cards import read_card, rules
from playground.paradigms.contrastive import Contrast
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.resources import open_resources
from playground.zoo import cli, recipes
from playground.zoo.batches import split
from playground.zoo.finished import Finished, ship
from playground.zoo.pair.compositions import (
    HELD_OUT,
    HELD_OUT_NAME,
    LEARNED,
    LEARNED_NAME,
    Measuring,
    Plan,
    gallery_of,
    table,
    told,
)
from playground.zoo.pair.drawing import Asked, DrawingSetting
from playground.zoo.pair.recipe import TrainPair
from playground.zoo.pair.task import PairTask, coloured
from playground.zoo.start import training_of
from playground.zoo.train import Options, train
from playground.zoo.world import TrainingWorld
from tests.support.tiny_training import images
from tests.support.tiny_words import captioned

pytestmark = pytest.mark.torch

RECIPE = TrainPair(
    name="tiny-pair",
    title="Tiny pair",
    data="emoji",
    network="picture-text",
    config={
        "height": 8, "width": 8, "first": 8, "narrow": 4, "vocabulary": 30, "length": 6, "embedding": 8,
        "features": 16, "heads": 2, "space": 8,
    },
    batch=4,
    epochs=2,
    warm_up=1,
    validation=2,
    ema=0.5,
)  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that has hardly learned."""
    run = tmp_path_factory.mktemp("run")
    training = training_of(RECIPE, captioned(), run, Options())
    for _ in train(training):
        pass
    folder = run / "model" / "tiny-pair"
    list(ship(RECIPE, Finished(training.result(), "cpu", captioned(3), run, folder, captioned(12))))
    return folder


def test_it_learns(tmp_path: Path) -> None:
    recipe = change(RECIPE, epochs=25, learning_rate=0.01, keywords_dropout=0.0)
    losses = [
        float(frame.scalars["loss"]) for frame in train(training_of(recipe, captioned(), tmp_path, Options()))
    ]
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:5])


def test_it_goes_on_as_if_it_had_not_been_interrupted(tmp_path: Path) -> None:
    whole = training_of(RECIPE, captioned(), tmp_path / "whole", Options())
    for _ in train(whole):
        pass
    begun = training_of(RECIPE, captioned(), tmp_path / "parts", Options())
    begun.advance()
    begun.save()
    resumed = training_of(RECIPE, captioned(), tmp_path / "parts", Options())
    assert resumed.resume() == ""
    for _ in train(resumed):
        pass
    for name, tensor in whole.result().weights.items():
        assert torch.equal(tensor, resumed.result().weights[name]), name


def test_pictures_kept_apart_are_nobody_s_sibling(tmp_path: Path) -> None:
    task, data = PairTask(RECIPE), captioned(24)
    world = TrainingWorld(folder=tmp_path, device=torch.device("cpu"))
    task.prepare(networks.build(RECIPE.network, RECIPE.config), data, world)
    learned, kept = split(24, RECIPE)
    assert len(kept) == 2
    for place, siblings in enumerate(task.siblings):
        assert set(siblings.tolist()) <= {*learned.tolist(), place}
        assert {data.kinds[each] for each in siblings.tolist()} == {data.kinds[place]}
        assert siblings.tolist() == [place] or place not in siblings


def test_colours_change_a_little_and_each_picture_in_its_own_way() -> None:
    grey = torch.full((4, 3, 8, 8), 128.0)
    changed = coloured(grey, change(RECIPE, tint=0.1, grain=0.0), 3)
    assert (changed - grey).abs().max() <= 12.8 + 1e-4
    assert changed.std(dim=(2, 3)).max() < 1e-4
    assert len({round(float(each), 3) for each in changed[:, :, 0, 0].flatten()}) == 12
    noisy = coloured(grey, change(RECIPE, tint=0.0, grain=20.0), 3)
    assert float((noisy - grey).std(dim=(1, 2, 3)).max()) < 25
    assert torch.equal(coloured(grey, change(RECIPE, tint=0.0, grain=0.0), 3), grey)


def test_what_ships_says_what_it_found_and_both_runtimes_take_it(model: Path) -> None:
    card = read_card(model)
    table = Contrast.of(card)
    assert table is not None
    assert table.scale == pytest.approx(1 / 0.07, rel=0.2)
    assert "Twitter" in card.licence
    assert "Microsoft" in card.licence, "no maker is cut off"
    for part in ("picture", "words"):
        check_graph(card, model, part)
    for name in ("words_to_held_out", "words_to_style", "picture_to_held_out", "picture_to_style"):
        low, value, high = (card.measured[f"{name}{end}"] for end in ("_low", "", "_high"))
        assert 0 <= low <= value <= high <= 1
    looked = [
        Contrastive("tiny-pair", open_resources((model,), rules(), Placement(runtime), print))
        for runtime in ("onnx", "torch")
    ]
    pictures, texts = captioned(5).images, [("red heart", "sign"), ("blue",), ("zebra",)]
    np.testing.assert_allclose(*(each.look(pictures) for each in looked), atol=1e-4)
    np.testing.assert_allclose(*(each.read(texts) for each in looked), atol=1e-4)
    one = looked[0]
    np.testing.assert_array_equal(one.read([("zebra", "blue")]), one.read([("blue",)]))
    with pytest.raises(DataError, match="3 × 8 × 8"):
        one.look(np.zeros((1, 3, 9, 8), np.uint8))
    with pytest.raises(DataError, match="at least one text"):
        one.read([])


def test_pictures_without_captions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no captions"):
        training_of(RECIPE, images(12), tmp_path, Options())


def test_the_recipe_that_ships_is_within_its_bounds() -> None:
    recipe = recipes.recipe("emoji-pair")
    assert sum(each.numel() for each in networks.build(recipe.network, recipe.config).parameters()) <= 2e6


class Copying:
    """Draws by heart what was asked for with words and style, and noise otherwise."""

    def __init__(self, card: Any, pictures: Any) -> None:
        self.card, self._pictures, self.asked = card, pictures, 0

    def draw(self, asked: Sequence[Asked], way: DrawingSetting, count: int) -> NDArray[np.uint8]:
        self.asked += 1
        return np.concatenate([self._one(each, way, count) for each in asked])

    def _one(self, asked: Asked, way: DrawingSetting, count: int) -> NDArray[np.uint8]:
        noise = np.random.default_rng(asked.seed).integers(0, 256, (count, 3, 8, 8), dtype=np.uint8)
        right = [
            image
            for image, texts, style in zip(
                self._pictures.images, self._pictures.captions, self._pictures.labels, strict=True
            )
            if texts == asked.texts and style == asked.style
        ]
        return noise if not right or way.guidance != 2 else np.stack(right[:1] * count)


def test_a_measurement_chooses_guidance_on_training_pairs_and_goes_on_where_it_stopped(
    model: Path, tmp_path: Path
) -> None:
    gallery, every = gallery_of(captioned(40, 1), captioned(12, 2))
    drawer: Any = Copying(read_card(model), every)
    judge = Judge(gallery, {"edges": described}, lambda pictures: np.zeros(len(pictures), np.int64))

    def measure() -> Any:
        plan = Plan(pairs=6, seeds=2, scales=(1.0, 2.0))
        return Measuring(judge, every, drawer, plan, tmp_path, lambda _: None).report("pair", "hash")

    report = measure()
    assert report.way.guidance == 2
    assert report.tried["2"] > report.tried["1"]
    titles = {row.title: row.found for row in report.rows}
    assert titles["The real picture itself"].right["edges"].value == 1
    assert titles[LEARNED].copies > 0.5
    assert titles["Drawn from the full caption without a style"].right["edges"].value < 1
    assert {row.found.right["edges"].groups for row in report.rows} == {6}
    lines = list(table(report))
    assert len(lines) == len(report.rows) + 2
    assert len({line.count("|") for line in lines}) == 1
    card, held_out = told(drawer.card, report), titles[HELD_OUT]
    assert card.hash == drawer.card.hash, "what was measured makes no other model of it"
    for name, share in (("held_out_by_edges", held_out.right["edges"]), ("held_out_style", held_out.style)):
        expected = [share.value, share.low, share.high]
        found = [card.measured[f"{name}{end}"] for end in ("", "_low", "_high")]
        assert found == pytest.approx(expected, rel=1e-5)
    # By the name alone this drawer knows nothing, and the card says so beside.
    assert card.measured["learned_name_copies"] == pytest.approx(titles[LEARNED_NAME].copies, rel=1e-5)
    assert titles[LEARNED_NAME].copies < titles[LEARNED].copies
    by_name = card.measured["held_out_name_by_edges"]
    assert by_name == pytest.approx(titles[HELD_OUT_NAME].right["edges"].value, rel=1e-5)
    assert by_name < card.measured["held_out_by_edges"]
    assert card.measured["held_out_pairs"] == 6 and card.measured["learned_copies"] > 0.5
    assert "12 drawings of 6 emoji" in card.measured_with and "guidance 2" in card.measured_with
    before = drawer.asked
    assert measure() == report
    assert drawer.asked == before, "nothing is drawn twice"


def test_answers_that_are_none_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "key.json").write_text(
        json.dumps([{"prompt": 0, "number": 0, "names": ["a"], "answer": "A"}])
    )
    (tmp_path / "answers.json").write_text('{"1": 3}')
    assert cli.main(["mark", str(tmp_path / "answers.json"), "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    (tmp_path / "answers.json").write_text('{"1": "a "}')
    assert cli.main(["mark", str(tmp_path / "answers.json"), "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("100.0% right")
