"""Words held against pictures: numbers are those of code that shares nothing with the program's."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from playground import paradigms
from playground.core import folders
from playground.core.captioned import captioned
from playground.core.errors import DataError, RecipeError
from playground.core.frames import Frame
from playground.core.recipe import change, decode
from playground.core.resources import Placement, Resources
from playground.evaluate.comparison import Point, measure
from playground.evaluate.features import Classifier
from playground.evaluate.paired import PairFeatures, WordsYardstick
from playground.evaluate.picture_yardstick import PictureYardstick
from playground.evaluate.prompts import order_of, prompts_of
from playground.evaluate.reference import make_reference
from playground.evaluate.report import Report
from playground.evaluate.retrieval import nearest_alike, ranks_within
from playground.evaluate.sweep.choices import unmeasurable
from playground.evaluate.yardsticks import judge_of, yardstick_of
from playground.paradigms.cards import read_card, rules
from playground.paradigms.words.recipes import Sample
from playground.runtimes.resources import open_resources
from tests.support.fake_classifier import NAME, MeasuredWorld
from tests.support.tiny_words import write_model

PAIR = "emoji-pair"
RECIPE = Sample(model="tiny", sampler="euler", steps=1, guidance=1.0, seed=3)
SAMPLES = 20


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "tiny", side=32)
    return open_resources((folder, folders.shipped_models()), rules(), Placement(), lambda _: None)


@pytest.fixture(scope="module")
def yardstick(world: Resources) -> WordsYardstick:
    return WordsYardstick(PairFeatures(PAIR, world), captioned("emoji"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def drive(
    point: Point, world: Resources, yardstick: PictureYardstick, cache: Path
) -> tuple[list[Frame], Report]:
    seen, frames = [], measure(point, world, yardstick, cache)
    while True:
        try:
            seen.append(next(frames))
        except StopIteration as end:
            return seen, end.value


@pytest.fixture(scope="module")
def measured(world: Resources, yardstick: WordsYardstick, cache: Path) -> tuple[list[Frame], Report]:
    return drive(Point(recipe=RECIPE, samples=SAMPLES), world, yardstick, cache)


class Apart:
    """Real pictures, read without the program, and their cosines by the graph that ships, run without it."""

    def __init__(self) -> None:
        folder = folders.assets() / "captioned" / "emoji"
        said = json.loads((folder / "captions.json").read_text())
        packed = gzip.decompress((folder / "pictures-idx4-ubyte.gz").read_bytes())
        count, height, width, channels = np.frombuffer(packed, ">i4", 4, 4).tolist()
        pictures = np.frombuffer(packed, np.uint8, offset=20).reshape(count, height, width, channels)
        self.things, self.styles, self.held_out = (list(each) for each in zip(*said["pictures"], strict=True))
        self.captions = said["captions"]
        graph = folders.shipped_models() / PAIR / "picture.onnx"
        self._session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
        self.vectors = self.look(pictures.transpose(0, 3, 1, 2))

    def look(self, pictures: NDArray[np.uint8]) -> NDArray[Any]:
        """Unit vectors."""
        said = self._session.run(None, {"image": pictures.astype(np.float32) / 255})[0].astype(np.float64)
        return np.asarray(said / np.linalg.norm(said, axis=1)[:, None])

    def asked(self, text: str, style: int) -> int:
        """The held-out picture that a prompt names."""
        found = [
            place
            for place, thing in enumerate(self.things)
            if self.held_out[place] and self.styles[place] == style and " ".join(self.captions[thing]) == text
        ]
        assert len(found) == 1
        return found[0]

    def right(self, vector: NDArray[Any], place: int) -> bool:
        """Whether the right picture is among the five nearest of its style."""
        rivals = [
            float(other @ vector)
            for other, style in zip(self.vectors, self.styles, strict=True)
            if style == self.styles[place]
        ]
        own = float(self.vectors[place] @ vector)
        return sorted(rivals, reverse=True).index(own) < 5


@pytest.fixture(scope="module")
def apart() -> Apart:
    return Apart()


def test_agreement_is_what_other_code_finds_in_the_same_drawings(
    measured: tuple[list[Frame], Report], world: Resources, apart: Apart
) -> None:
    report, pictures = measured[1], captioned("emoji")
    hits, drawings = [], []
    for number, prompt in enumerate(prompts_of(pictures)[:SAMPLES]):
        recipe = change(RECIPE, prompt=prompt.text, style=prompt.style, seed=3 + number, count=1)
        *_, last = paradigms.run(recipe, world)
        vector = apart.look(last.arrays["images"])[0]
        plain = prompt.text.replace("\\", "")
        place = apart.asked(plain, ["twemoji", "noto", "fluent"].index(prompt.style))
        hits.append(apart.right(vector, place))
        drawings.append(last.arrays["images"][0])
    assert report.measures["agreement"].value == np.mean(hits)
    made = np.concatenate([frame.arrays["images"] for frame in measured[0] if frame.arrays])
    np.testing.assert_array_equal(made[:SAMPLES], np.stack(drawings))


def test_rows_beside_it_are_what_other_code_finds(yardstick: WordsYardstick, apart: Apart) -> None:
    held = [place for place, out in enumerate(apart.held_out) if out]
    others = [
        np.mean([
            apart.right(apart.vectors[other], place)
            for other, thing in enumerate(apart.things)
            if thing == apart.things[place] and other != place
        ])
        for place in held
    ]  # fmt: skip
    assert yardstick.of_others()["agreement"].value == pytest.approx(np.mean(others), abs=1e-12)
    learned = np.array([not out for out in apart.held_out])
    real = yardstick.real(len(held), 1, False)["kernel_distance"]
    assert real.low is not None and real.high is not None
    whole = _distance(apart.vectors[held], apart.vectors[learned])
    assert real.low < whole < real.high and abs(whole) < 0.005
    noise = yardstick.of_noise()
    assert noise["kernel_distance"].value > 100 * abs(whole)
    # Five of some 1,579, within what chance gives among 239.
    assert noise["agreement"].value < 0.03


def _kernel(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    return np.asarray((one @ other.T + 1) ** 3)


def _distance(one: NDArray[Any], other: NDArray[Any], strata: NDArray[Any] | None = None) -> float:
    """Unbiased squared discrepancy with the kernel (cosine + 1)³; of ``other`` there are so many of each
    stratum by design."""
    groups = (
        [np.arange(len(other))]
        if strata is None
        else [np.flatnonzero(strata == each) for each in set(strata)]
    )
    across, within = _kernel(one, other).mean(), 0.0
    for mine in groups:
        for theirs in groups:
            pairs = [_kernel(other[[a]], other[theirs[theirs != a]]).mean() for a in mine]
            within += len(mine) * len(theirs) / len(other) ** 2 * float(np.mean(pairs))
    own = _kernel(one, one)
    alone = (own.sum() - np.trace(own)) / (len(one) * (len(one) - 1))
    return float(alone + within - 2 * across)


def test_kernel_distance_is_that_of_cosines(
    measured: tuple[list[Frame], Report], yardstick: WordsYardstick, apart: Apart
) -> None:
    made = np.concatenate([frame.arrays["images"] for frame in measured[0] if frame.arrays])[:SAMPLES]
    reference = yardstick.reference.features[:SAMPLES]
    unit = reference / np.linalg.norm(reference, axis=1)[:, None]
    found = measured[1].measures["kernel_distance"].value
    strata = yardstick.reference.labels[:SAMPLES]
    assert found == pytest.approx(_distance(apart.look(made), unit, strata), abs=1e-4)


def test_what_is_asked_for_agrees_with_itself(yardstick: WordsYardstick) -> None:
    pictures = captioned("emoji")
    shown = pictures.held_out.images[order_of(pictures)]
    found = yardstick.agreement(yardstick.classifier.look(shown).features, len(shown), 1)
    assert found["agreement"].value == 1


def test_the_first_prompts_are_a_sample_of_all_and_each_is_asked_once() -> None:
    pictures = captioned("emoji")
    prompts = prompts_of(pictures)
    assert len(set(prompts)) == len(prompts) == len(pictures.held_out)
    assert sorted(order_of(pictures).tolist()) == list(range(len(prompts)))
    assert {prompt.style for prompt in prompts[:16]} == set(pictures.styles)
    seen = {
        (kind, int(style))
        for kind, style in zip(pictures.learned.kinds, pictures.learned.labels, strict=True)
    }
    held = pictures.held_out
    assert not seen & {(kind, int(style)) for kind, style in zip(held.kinds, held.labels, strict=True)}


def test_a_report_names_its_yardstick_and_what_noise_and_real_pictures_come_to(
    measured: tuple[list[Frame], Report], world: Resources
) -> None:
    report = measured[1]
    assert report.features == PAIR and "frechet_distance" not in report.measures
    assert report.real["agreement"].value > 0.7 > 0.03 > report.noise["agreement"].value
    agreement = report.measures["agreement"]
    assert agreement.interval == "Clopper–Pearson" and agreement.samples == SAMPLES
    assert agreement.low is not None and agreement.low <= agreement.value <= (agreement.high or 0)
    assert any("by emoji-pair" in note and "noise to 0" in note for note in report.notes)
    assert measured[0][-1].scalars["noise_agreement"] == report.noise["agreement"].value
    shown = decode(json.dumps(report.shows).encode(), paradigms.recipe_types())
    assert isinstance(shown, Sample) and shown.model == "tiny"
    *_, last = paradigms.run(shown, world)
    assert len(last.arrays["images"]) == len(shown.prompt.split("\n")) == 10


def test_pictures_are_kept_and_larger_sets_begin_with_them(
    measured: tuple[list[Frame], Report], world: Resources, yardstick: WordsYardstick, cache: Path
) -> None:
    frames, report = drive(Point(recipe=RECIPE, samples=SAMPLES, repeats=2), world, yardstick, cache)
    assert max(int(frame.scalars.get("kept", 0)) for frame in frames) == 2 * SAMPLES
    assert report.measures["agreement"].values[0] == measured[1].measures["agreement"].value
    assert report.measures["agreement"].repeats == 2


def test_what_cannot_be_measured_is_one_sentence(
    world: Resources, yardstick: WordsYardstick, cache: Path
) -> None:
    for field in ("prompt", "style"):
        with pytest.raises(RecipeError, match="leave prompt and style away"):
            drive(Point(recipe=change(RECIPE, **{field: "noto"}), samples=SAMPLES), world, yardstick, cache)
    measuring = MeasuredWorld()
    plain = Classifier(NAME, measuring)
    of_classes = PictureYardstick(plain, make_reference(measuring.sample, plain), measuring.sample)
    with pytest.raises(DataError, match="knows no words") as error:
        drive(Point(recipe=RECIPE, samples=SAMPLES), world, of_classes, cache)
    assert error.value.sentence.count(".") == 1


def test_who_judges(world: Resources) -> None:
    words, pair = world.card("tiny"), world.card(PAIR)
    classifier = read_card(folders.shipped_models() / "fashion-classifier")
    of_emoji = msgspec.structs.replace(classifier, name="mine", data="emoji")
    flow = msgspec.structs.replace(read_card(folders.shipped_models() / "fashion-flow"), data="emoji")
    cards = (classifier, of_emoji, pair)
    assert judge_of(words, cards) is pair and judge_of(flow, cards) is of_emoji
    assert judge_of(flow, (classifier, pair)) is pair
    assert unmeasurable({card.name: card for card in (words, classifier, pair)}) == ()
    (why,) = unmeasurable({card.name: card for card in (words, classifier)})
    assert words.title in why and why.count(".") == 1
    with pytest.raises(DataError, match="tells how well words and pictures of “emoji” agree"):
        judge_of(words, (classifier, of_emoji))
    with pytest.raises(DataError, match="no classifier of emoji"):
        judge_of(flow, (classifier,))


def test_a_pair_of_other_data_says_that_no_pictures_ship(tmp_path: Path) -> None:
    place = tmp_path / "other-pair"
    shutil.copytree(folders.shipped_models() / PAIR, place)
    text = (place / "card.toml").read_text().replace('name = "emoji-pair"', 'name = "other-pair"')
    (place / "card.toml").write_text(text.replace('data = "emoji"', 'data = "signs"'))
    resources = open_resources((tmp_path,), rules(), Placement(), lambda _: None)
    with pytest.raises(DataError, match="No captioned pictures of the data set “signs” ship"):
        yardstick_of("other-pair", resources, tmp_path, None)


def test_ranks_and_neighbours_are_those_of_loops() -> None:
    generator = np.random.default_rng(8)
    candidates, queries = generator.standard_normal((30, 5)), generator.standard_normal((9, 5))
    candidates /= np.linalg.norm(candidates, axis=1)[:, None]
    groups, kinds, right = generator.integers(3, size=30), np.arange(30) // 3, generator.integers(30, size=9)
    for index, place in enumerate(right.tolist()):
        rivals = [other for other in range(30) if groups[other] == groups[place] and other != place]
        near = [float(candidates[other] @ queries[index]) for other in rivals]
        own = float(candidates[place] @ queries[index])
        assert ranks_within(queries, candidates, right, groups)[index] == sum(each >= own for each in near)
        alike = [
            float(candidates[other] @ queries[index]) for other in range(30) if kinds[other] == kinds[place]
        ]
        assert nearest_alike(queries, candidates, right, kinds)[index] == (own == max(alike))
