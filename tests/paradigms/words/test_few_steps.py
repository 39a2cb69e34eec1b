"""Networks that were distilled for few steps: what they refuse in a sentence, and what would do."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import playground as pg
from playground import cli, paradigms
from playground.core.cards import Card
from playground.core.errors import CardError, RecipeError
from playground.core.recipe import change
from playground.export.atomic import write_card
from playground.export.metadata import read_recipe
from playground.gaussian.card import Denoising
from playground.paradigms.cards import read_card
from playground.paradigms.race.candidates import candidate_for
from playground.paradigms.words.family import settings_of
from playground.paradigms.words.few_steps import fitting
from playground.paradigms.words.recipes import Inspect, OfWords, Plane, Sample
from playground.paradigms.words.refusals import refusal_of
from tests.paradigms.words.conftest import world_of
from tests.support.tiny_words import write_few, write_model
from tests.support.trusted import allow_all

pytestmark = pytest.mark.torch

GOOD = Sample(model="tiny-few", prompt="red heart", sampler="euler", steps=4, guidance=1.0, count=1)
ASKED = "Tiny few was distilled to draw in 1, 2 or 4 equal steps of Euler’s method, its guidance folded in;"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("few")
    write_few(folder / "tiny-few")
    write_model(folder / "tiny-words")
    return folder


@pytest.fixture(scope="module")
def card(folder: Path) -> Card:
    return read_card(folder / "tiny-few")


@pytest.mark.parametrize(
    "changes",
    [
        {"guidance": 4.0},
        {"guidance": 0.0},
        {"steps": 3},
        {"steps": 20},
        {"sampler": "ab2"},
        {"spacing": "karras"},
        {"coordinates": "angle"},
    ],
)
def test_what_it_was_not_distilled_for_is_refused_with_what_would_do(
    folder: Path, card: Card, changes: dict[str, object]
) -> None:
    recipe = change(GOOD, **changes)
    said = refusal_of(recipe, card)
    assert said is not None and said.startswith(ASKED)
    assert said.endswith("the sampler euler, uniform spacing and 1, 2 or 4 steps, and guidance 1.")
    with pytest.raises(RecipeError, match="was distilled to draw in"):
        list(paradigms.run(recipe, world_of(folder)))


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_it_draws_in_the_numbers_of_steps_that_it_was_distilled_for(folder: Path, steps: int) -> None:
    *_, last = paradigms.run(change(GOOD, steps=steps), world_of(folder))
    assert last.final and last.scalars["nfe"] == steps


def test_it_can_be_looked_through_as_any_other(folder: Path) -> None:
    *_, last = paradigms.run(
        Inspect(model="tiny-few", prompt="red heart", sampler="euler", steps=2, guidance=1.0),
        world_of(folder),
    )
    assert "attention" in last.arrays


def test_a_plane_has_the_numbers_of_steps_that_it_was_distilled_for_without_guidance(card: Card) -> None:
    plane = Plane(model="tiny-few", prompt="red heart", sampler="euler", scales=(1.0,), counts=(1, 4))
    assert refusal_of(plane, card) is None
    for changes in ({"scales": (1.0, 4.0)}, {"counts": (4, 8)}):
        assert (refusal_of(change(plane, **changes), card) or "").startswith(ASKED)


@pytest.mark.parametrize(("wanted", "steps"), [(1, 1), (2, 2), (3, 2), (4, 4), (50, 4)])
def test_fitting_fields_are_what_it_can_be_asked_for(card: Card, wanted: int, steps: int) -> None:
    fields = fitting(card, wanted)
    asked: OfWords = change(Sample(model="tiny-few", prompt="red heart"), **fields)
    assert fields["steps"] == steps and refusal_of(asked, card) is None


def test_others_are_asked_as_anybody_likes(folder: Path) -> None:
    assert fitting(read_card(folder / "tiny-words"), 7) == {}


def test_guidance_alone_can_be_folded_in(card: Card) -> None:
    table = Denoising.of(card)
    assert table is not None
    unlimited = msgspec.structs.replace(card, tables=(msgspec.structs.replace(table, steps=()),))
    assert fitting(unlimited, 7) == {"guidance": 1.0}
    assert refusal_of(change(GOOD, steps=20, sampler="ab2"), unlimited) is None
    said = refusal_of(change(GOOD, guidance=4.0), unlimited)
    assert said == (
        "Guidance was folded into Tiny few when it was distilled, and it cannot be guided again; "
        "leave the scale at 1."
    )


@pytest.mark.parametrize("steps", [(0, 2), (1, 1000), (2, 2), tuple(range(1, 18))])
def test_a_card_whose_steps_make_no_sense_is_refused(
    folder: Path, tmp_path: Path, steps: tuple[int, ...]
) -> None:
    card = read_card(folder / "tiny-few")
    table = Denoising.of(card)
    assert table is not None
    wrong = msgspec.structs.replace(card, tables=(msgspec.structs.replace(table, steps=steps),))
    write_card(tmp_path, wrong)
    with pytest.raises(CardError, match="denoising\\.steps"):
        read_card(tmp_path)


@pytest.fixture
def allowed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    allow_all(folder, tmp_path / "settings", monkeypatch)
    return folder


def test_the_command_asks_as_it_was_distilled_unless_somebody_says_otherwise(
    allowed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def generate(out: Path, *words: object) -> int:
        said = ("generate", "--model", "tiny-few", "--prompt", "red heart", "--out", out, *words)
        return cli.main([*map(str, said), "--models", str(allowed)])

    assert generate(tmp_path / "one.png", "--count", 1) == 0
    recipe, _ = read_recipe(tmp_path / "one.png")
    assert recipe == change(GOOD, count=1)
    assert generate(tmp_path / "two.png", "--steps", 2) == 0
    assert read_recipe(tmp_path / "two.png")[0].steps == 2
    capsys.readouterr()
    assert generate(tmp_path / "no.png", "--guidance", 4) != 0
    said = capsys.readouterr().err
    assert ASKED in said and len(said.splitlines()) == 1
    assert not (tmp_path / "no.png").exists()


def test_it_takes_part_in_a_race_as_it_was_distilled(card: Card) -> None:
    lane = candidate_for(card)
    assert refusal_of(lane, card) is None and (lane.model, lane.steps) == ("tiny-few", 4)
    assert all(refusal_of(change(lane, **setting), card) is None for setting in settings_of(card))
    assert [setting["steps"] for setting in settings_of(card)] == [1, 2, 4]


def test_python_asks_so_too(allowed: Path) -> None:
    model = pg.load(allowed / "tiny-few")
    assert pg.sample(model, prompt="red heart", count=1).recipe == change(GOOD, count=1)
    with pytest.raises(RecipeError, match="was distilled to draw in"):
        pg.sample(model, prompt="red heart", steps=20)
