"""The second format of cards: what it may say beyond the first, older cards brought up to date, all faults at
once."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core import card_toml, folders
from playground.core.card_faults import CardRules
from playground.core.card_toml import card_schema, encode_card
from playground.core.cards import (
    FORMAT,
    Attention,
    Bernoulli,
    Card,
    DiscretizedLogistic,
    Gaussian,
    ImageFormat,
    LabelCondition,
    ModelFile,
    Part,
    Table,
    TokenCondition,
    Unconditional,
    labelled,
)
from playground.core.errors import CardError
from playground.export.atomic import write_card
from playground.gaussian.card import Denoising, Knots, Times
from playground.paradigms.cards import ports_of, read_card, rules
from playground.paradigms.gan_images.card import Gan, part_at
from playground.paradigms.nflow_images.card import Nflow

IMAGE = ImageFormat(channels=3, height=8, width=12, low=-1.0, high=1.0)
KNOTS = Knots(times=(0.0, 0.5, 1.0), alphas=(1.0, 0.5, 0.0), sigmas=(0.0, 0.5, 1.0))


def bare(paradigm: str, **values: Any) -> Card:
    """A card with all the parts that its paradigm may have, and nothing that may be left out."""
    card = Card(
        format=FORMAT,
        name="fake",
        title="Bare",
        paradigm=paradigm,
        parts={},
        files=(),
        **{"image": IMAGE} | values,
    )
    parts = {
        name: Part(graph=f"{name}.onnx", inputs=inputs, outputs=outputs)
        for name, (inputs, outputs) in ports_of(card).items()
    }
    return with_files(msgspec.structs.replace(card, parts=parts))


def with_files(card: Card) -> Card:
    names = {part.graph for part in card.parts.values()}
    table = Denoising.of(card) or Gan.of(card) or Nflow.of(card)
    if table is not None and isinstance(table.condition, TokenCondition):
        names.add(table.condition.vocabulary)
    files = tuple(ModelFile(path=name, bytes=1, sha256="0" * 64) for name in sorted(names))
    return msgspec.structs.replace(card, files=files)


def only(card: Card, *parts: str) -> Card:
    """The card with some of its parts alone."""
    return with_files(msgspec.structs.replace(card, parts={name: card.parts[name] for name in parts}))


def denoising(**values: Any) -> Denoising:
    usual = {"path": "linear", "prediction": "velocity", "shape": IMAGE.shape, "condition": labelled(2)}
    return Denoising(**(usual | values))


TWO = ("one", "two")
TOKENS = TokenCondition(length=7, null=0, vocabulary="words.json", features=5)
SEEN = msgspec.structs.replace(
    TOKENS,
    whole=5,
    embedding=3,
    weighted=True,
    styles=("plain", "fancy"),
    attention=Attention(blocks=2, heads=3, rows=4, columns=6),
)
WHAT_A_CARD_MAY_SAY: dict[str, tuple[Card, dict[str, list[str]]]] = {
    "no condition": (
        bare("flow", tables=(denoising(condition=Unconditional()),)),
        {"denoiser": ["x", "time"]},
    ),
    "classes and a null": (
        bare("flow", tables=(denoising(),), labels=TWO),
        {"denoiser": ["x", "time", "label"]},
    ),
    "classes and no null": (
        bare("diffusion", tables=(denoising(condition=LabelCondition(classes=2)),), labels=TWO),
        {"denoiser": ["x", "time", "label"]},
    ),
    "a null behind the classes": (
        bare("flow", tables=(denoising(condition=LabelCondition(classes=2, null=1000)),), labels=TWO),
        {"denoiser": ["x", "time", "label"]},
    ),
    "tokens": (
        bare("words", tables=(denoising(condition=TOKENS),)),
        {"denoiser": ["x", "time", "words"], "text": ["tokens"]},
    ),
    "tokens that can be looked at": (
        bare("words", tables=(denoising(condition=SEEN),)),
        {
            "denoiser": ["x", "time", "words", "whole", "weights"],
            "text": ["tokens", "weights"],
            "inside": ["x", "time", "words", "whole", "weights", "kept", "share"],
        },
    ),
    "times turned around, and a sign": (
        bare(
            "flow",
            tables=(
                denoising(
                    condition=Unconditional(),
                    times=Times(scale=999.0, offset=0.5, reversed=True),
                    sign=-1,
                ),
            ),
        ),
        {"denoiser": ["x", "time"]},
    ),
    "a path by arrays": (
        bare("flow", tables=(denoising(condition=Unconditional(), path="arrays", knots=KNOTS),)),
        {"denoiser": ["x", "time"]},
    ),
    "latents without an encoder": (
        only(
            bare("flow", tables=(denoising(condition=Unconditional(), shape=(4, 2, 3)),)),
            "denoiser",
            "decoder",
        ),
        {"denoiser": ["x", "time"], "decoder": ["latent"]},
    ),
    "a decoder alone": (only(bare("vae", latent=2), "decoder"), {"decoder": ["latent"]}),
    "a normal likelihood of one width": (
        bare("vae", latent=2, likelihood=Gaussian(scale=0.1)),
        {"encoder": ["image"], "decoder": ["latent"]},
    ),
    "a normal likelihood": (
        bare("vae", latent=2, likelihood=Gaussian()),
        {"encoder": ["image"], "decoder": ["latent"]},
    ),
    "black and white": (
        bare("vae", latent=2, likelihood=Bernoulli()),
        {"encoder": ["image"], "decoder": ["latent"]},
    ),
    "a generator alone": (
        only(bare("gan", tables=(Gan(latent=4, condition=Unconditional()),)), "generator"),
        {"generator": ["noise"]},
    ),
    "a generator and its discriminator": (
        bare("gan", tables=(Gan(latent=4, condition=labelled(2), loss="hinge"),), labels=TWO),
        {"generator": ["noise", "label"], "discriminator": ["image", "label"]},
    ),
    "a flow without condition": (
        bare(
            "nflow",
            tables=(Nflow(condition=Unconditional(), halvings=2),),
            image=msgspec.structs.replace(IMAGE, low=0.0, high=255.0),
        ),
        {"normalise": ["image", "noise"], "generate": ["z"]},
    ),
}


def folder_in(place: Path) -> Path:
    folder = place / "fake"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(("card", "inputs"), WHAT_A_CARD_MAY_SAY.values(), ids=WHAT_A_CARD_MAY_SAY)
def test_a_card_comes_back_as_written(tmp_path: Path, card: Card, inputs: dict[str, list[str]]) -> None:
    folder = folder_in(tmp_path)
    write_card(folder, card)
    assert read_card(folder) == card
    assert {name: [port.name for port in part.inputs] for name, part in card.parts.items()} == inputs


def test_the_likelihood_says_what_the_decoder_gives() -> None:
    outputs = {
        kind: [port.name for port in ports_of(bare("vae", latent=1, likelihood=kind))["decoder"][1]]
        for kind in (None, DiscretizedLogistic(), Gaussian(), Gaussian(scale=1.0), Bernoulli())
    }
    assert list(outputs.values()) == [
        ["location"], ["location", "log_scale"], ["location", "log_scale"], ["location"], ["logit"],
    ]  # fmt: skip


def test_a_model_whose_end_alone_was_kept_has_one_moment() -> None:
    card = bare("gan", tables=(Gan(latent=4, condition=Unconditional(), loss="hinge"),))
    assert Gan.of(card) is not None and Gan.of(card).steps == (0,)
    assert part_at(card, "generator", 0) == part_at(card, "generator", -1) == "generator"


def test_without_weights_the_hash_is_that_of_all_files_and_changes_with_each() -> None:
    card = only(bare("vae", latent=2), "decoder")
    other = msgspec.structs.replace(card.files[0], sha256="1" * 64)
    changed = msgspec.structs.replace(card, files=(other, *card.files[1:]))
    assert len(card.hash) == 64 and card.hash != changed.hash


OF_THE_FIRST_FORMAT = """
format = 1
name = "fake"
title = "Old"
summary = "As the first version wrote it."
paradigm = "diffusion"
data = "mnist"
licence = "MIT"
latent = 0
labels = ["a", "b"]
weights = "weights.safetensors"

[image]
channels = 1
height = 4
width = 4
low = -1.0
high = 1.0

[denoising]
path = "variance preserving"
schedule = "cosine"
schedule_steps = 100
prediction = "noise"
shape = [1, 4, 4]
classes = 2
time_scale = 10.0
time_offset = -1.0

[network]
name = "unet"

[parts.denoiser]
graph = "denoiser.onnx"
inputs = [
    {name = "x", shape = [1, 4, 4]},
    {name = "time", shape = []},
    {name = "label", shape = [], dtype = "int64"},
]
outputs = [{name = "prediction", shape = [1, 4, 4]}]

[[files]]
path = "weights.safetensors"
bytes = 1
sha256 = "00"

[[files]]
path = "denoiser.onnx"
bytes = 1
sha256 = "00"

[training]
recipe = "none"
seed = 0
steps = 0
seconds = 0.0
device = "none"
"""


def test_a_card_of_the_first_format_says_the_same_in_the_second(tmp_path: Path) -> None:
    folder = folder_in(tmp_path)
    (folder / "card.toml").write_text(OF_THE_FIRST_FORMAT, encoding="utf-8")
    card = read_card(folder)
    assert card.format == FORMAT and Denoising.of(card) is not None
    assert Denoising.of(card).condition == LabelCondition(classes=2, null=2)
    assert Denoising.of(card).times == Times(scale=10.0, offset=-1.0)
    write_card(folder, card)
    assert msgspec.toml.decode((folder / "card.toml").read_bytes())["format"] == 2
    assert read_card(folder) == card


def test_a_generator_of_the_first_format_had_no_label_for_none(tmp_path: Path) -> None:
    card = read_card(folders.shipped_models() / "fashion-gan")
    assert Gan.of(card) is not None and Gan.of(card).condition == LabelCondition(classes=10)


def broken(change: dict[str, Any], card: Card) -> dict[str, Any]:
    table = msgspec.toml.decode(encode_card(card))
    for path, value in change.items():
        *way, last = path.split(".")
        place = table
        for step in way:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return table


def told(folder: Path, table: dict[str, Any]) -> CardError:
    (folder / "card.toml").write_bytes(msgspec.toml.encode(table))
    with pytest.raises(CardError) as caught:
        read_card(folder)
    return caught.value


def test_all_wrong_types_are_told_at_once(tmp_path: Path) -> None:
    changes = {
        "title": None,
        "latent": "two",
        "colour": "red",
        "image.height": "tall",
        "image.depth": 3,
        "denoising.path": "curved",
        "denoising.condition.kind": "words",
        "denoising.shape": [3, 8],
        "parts.denoiser.graph": 3,
        "measured": {"bits": "many", "other": math.inf},
    }
    error = told(folder_in(tmp_path), broken(changes, bare("flow", tables=(denoising(),), labels=TWO)))
    fields = {fault.split(" must ")[0] for fault in error.faults}
    assert fields == {
        "title",
        "latent",
        "colour",
        "image.height",
        "image.depth",
        "denoising.path",
        "denoising.condition",
        "denoising.shape",
        "parts.denoiser.graph",
        "measured.bits",
        "measured.other",
    }
    assert len(error.faults) == len(fields)
    assert "more faults" in error.sentence and "\n" not in error.sentence


def test_all_that_does_not_fit_is_told_at_once(tmp_path: Path) -> None:
    card = bare("flow", tables=(denoising(),), labels=TWO)
    changes = {
        "name": "other",
        "image.low": 3.0,
        "labels": ["one"],
        "denoising.guidance": -1.0,
        "denoising.schedule_steps": 1,
        "denoising.condition.null": 1,
        "denoising.times": {"scale": 0.0},
        "weights": "absent.safetensors",
    }
    error = told(folder_in(tmp_path), broken(changes, card))
    fields = sorted(fault.split(" must ")[0] for fault in error.faults)
    assert fields == [
        "denoising.condition.null", "denoising.guidance", "denoising.schedule_steps", "denoising.times.scale",
        "files", "image.low", "labels", "name",
    ]  # fmt: skip


FAULTS: dict[str, tuple[Card, dict[str, Any], str]] = {
    "a kind of condition there is none of": (
        bare("flow", tables=(denoising(condition=Unconditional()),)),
        {"denoising.condition": {"kind": "picture"}},
        "denoising.condition must be one of {kind = “none”}, {kind = “label”}, {kind = “tokens”}",
    ),
    "no condition at all": (
        bare("flow", tables=(denoising(condition=Unconditional()),)),
        {"denoising.condition": None},
        "denoising.condition must be given (it is missing)",
    ),
    "a sign of two": (
        bare("flow", tables=(denoising(condition=Unconditional()),)),
        {"denoising.sign": 2},
        "denoising.sign must be one of 1, -1",
    ),
    "too many classes": (
        bare("flow", tables=(denoising(),), labels=TWO),
        {"denoising.condition.classes": 1001},
        "denoising.condition.classes must lie between 1 and 1000; without classes kind is “none”",
    ),
    "no tokens": (
        bare("words", tables=(denoising(condition=TOKENS),)),
        {"denoising.condition.length": 0},
        "denoising.condition.length must lie between 2 and 1000",
    ),
    "words that are nothing": (
        bare("words", tables=(denoising(condition=TOKENS),)),
        {"denoising.condition.features": 0},
        "denoising.condition.features must be at least 1",
    ),
    "a style twice": (
        bare("words", tables=(denoising(condition=SEEN),)),
        {"denoising.condition.styles": ["plain", "plain"]},
        "denoising.condition.styles must be at most 64 names, each once",
    ),
    "numbers of steps that are told alike": (
        bare("words", tables=(denoising(condition=TOKENS),)),
        {"denoising.steps": [1, 11]},
        "denoising.steps must not hold both 1 and 11, of which the network is told the same time",
    ),
    "places that are none": (
        bare("words", tables=(denoising(condition=SEEN),)),
        {"denoising.condition.attention.rows": 0},
        "denoising.condition.attention must have at least one block, head, row and column",
    ),
    "attention without weights": (
        bare("words", tables=(denoising(condition=SEEN),)),
        {"denoising.condition.weighted": False},
        "denoising.condition.weighted must be true where attention is shown",
    ),
    "words for another family": (
        bare("words", tables=(denoising(condition=TOKENS),)),
        {"paradigm": "flow"},
        "denoising.condition.kind must be “label” or “none”; models of “words” are told tokens",
    ),
    "labels for a family of words": (
        bare("flow", tables=(denoising(),), labels=TWO),
        {"paradigm": "words"},
        "denoising.condition.kind must be “tokens” for “words”",
    ),
    "a vocabulary that is not listed": (
        bare("words", tables=(denoising(condition=TOKENS),)),
        {"denoising.condition.vocabulary": "other.json"},
        "files must list “other.json”",
    ),
    "a σ that is turned around": (
        bare("diffusion", tables=(denoising(condition=Unconditional(), path="variance exploding"),)),
        {"denoising.times": {"reversed": True}},
        "denoising.times.reversed must be false where time is σ",
    ),
    "no arrays": (
        bare("flow", tables=(denoising(condition=Unconditional()),)),
        {"denoising.path": "arrays"},
        "denoising.knots must be given where denoising.path is “arrays”",
    ),
    "arrays of another path": (
        bare("flow", tables=(denoising(condition=Unconditional(), path="arrays", knots=KNOTS),)),
        {"denoising.path": "linear"},
        "denoising.knots must be given where",
    ),
    "arrays of several lengths": (
        bare("flow", tables=(denoising(condition=Unconditional(), path="arrays", knots=KNOTS),)),
        {"denoising.knots.alphas": [1.0, 0.5]},
        "denoising.knots must have from 2 to 10000 times",
    ),
    "arrays that do not begin at the data": (
        bare("flow", tables=(denoising(condition=Unconditional(), path="arrays", knots=KNOTS),)),
        {"denoising.knots.sigmas": [0.1, 0.5, 1.0]},
        "denoising.knots must begin at time 0 with the data alone",
    ),
    "times that fall": (
        bare("flow", tables=(denoising(condition=Unconditional(), path="arrays", knots=KNOTS),)),
        {"denoising.knots.times": [0.0, 2.0, 1.0]},
        "denoising.knots.times must rise",
    ),
    "noise that falls": (
        bare("flow", tables=(denoising(condition=Unconditional(), path="arrays", knots=KNOTS),)),
        {"denoising.knots.alphas": [1.0, 0.5, 1.0]},
        "denoising.knots must have more noise",
    ),
    "a decoder of no width": (
        bare("vae", latent=2, likelihood=Gaussian(scale=0.1)),
        {"likelihood.scale": 0.0},
        "likelihood.scale must be a positive number",
    ),
    "a likelihood there is none of": (
        bare("vae", latent=2),
        {"likelihood": {"kind": "cauchy"}},
        "likelihood must be one of {kind = “discretized-logistic”}, {kind = “gaussian”}, {kind =",
    ),
    "the outputs of another likelihood": (
        bare("vae", latent=2),
        {"likelihood": {"kind": "bernoulli"}},
        "and give “logit” of shape (3, 8, 12)",
    ),
    "no decoder": (
        only(bare("vae", latent=2), "encoder"),
        {},
        "parts must have “decoder”, which takes “latent”",
    ),
    "no parts": (bare("vae", latent=2), {"parts": {}}, "parts must name at least one graph"),
    "latents that nothing decodes": (
        only(bare("flow", tables=(denoising(condition=Unconditional(), shape=(4, 2, 3)),)), "denoiser"),
        {},
        "parts must have “decoder”",
    ),
    "a discriminator that nobody trained": (
        bare("gan", tables=(Gan(latent=4, condition=Unconditional(), loss="hinge"),)),
        {"gan.loss": None},
        "gan.loss must say what the discriminator minimised",
    ),
    "a network without weights": (
        bare("vae", latent=2),
        {"network": {"name": "vae-mlp"}},
        "weights must name the file",
    ),
    "a paradigm there is none of": (
        bare("vae", latent=2),
        {"paradigm": "poems"},
        "paradigm must be one of “vae”",
    ),
}


@pytest.mark.parametrize(("card", "change", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_says_what_would_be_right(
    tmp_path: Path, card: Card, change: dict[str, Any], said: str
) -> None:
    error = told(folder_in(tmp_path), broken(change, card))
    assert any(said in fault for fault in error.faults), error.faults
    assert "\n" not in error.sentence


class OfToys(Table, frozen=True, kw_only=True):
    """What only some family says that is not of this program."""

    field: ClassVar[str] = "toys"

    wheels: int


def test_whoever_reads_a_card_may_know_other_families(tmp_path: Path) -> None:
    card = only(bare("vae", latent=2), "decoder")
    folder = folder_in(tmp_path)
    own = CardRules(ports=lambda _: {}, needed=lambda _: (), table=OfToys)
    toy = msgspec.structs.replace(card, paradigm="toy", tables=(OfToys(wheels=4),))
    write_card(folder, toy)
    assert card_toml.read_card(folder, {**rules(), "toy": own}) == toy
    with pytest.raises(CardError, match="toys must be left out"):
        read_card(folder)
    assert "paradigm must be one of" in told(folder, broken({"paradigm": "toy"}, card)).sentence


def test_the_schema_that_ships_is_that_of_this_program() -> None:
    kept = json.loads((folders.shipped_models() / "card.schema.json").read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(card_schema(rules()))), "run “make schema”"


_LEAVES = st.none() | st.booleans() | st.integers(-3, 2000) | st.floats() | st.text(max_size=8)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
)


def _paths(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([way] if way else []), *(path for key, each in inner for path in _paths(each, (*way, key)))]


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(each) for key, each in value.items() if each is not None}
    return [_without_none(each) for each in value if each is not None] if isinstance(value, list) else value


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(WHAT_A_CARD_MAY_SAY)), st.data())
def test_a_card_with_odd_values_is_read_or_its_faults_are_told(which: str, data: st.DataObject) -> None:
    table = msgspec.toml.decode(encode_card(WHAT_A_CARD_MAY_SAY[which][0]))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(_paths(table)))
        place = table
        for step in way:
            place = place[step]
        place[last] = data.draw(_VALUES)
    with tempfile.TemporaryDirectory() as name:
        folder = folder_in(Path(name))
        (folder / "card.toml").write_bytes(msgspec.toml.encode(_without_none(table)))
        try:
            card = read_card(folder)
        except CardError as error:
            assert error.faults and all(" must " in fault for fault in error.faults), error
            assert "\n" not in error.sentence
        else:
            write_card(folder, card)
            assert read_card(folder) == card
