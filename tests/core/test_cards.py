"""Cards: written and read back; every wrong field is named in one sentence."""

from __future__ import annotations

import datetime
import math
import os
import re
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.card_toml import MAX_BYTES, encode_card
from playground.core.cards import Card, Part, labelled
from playground.core.errors import CardError
from playground.export.atomic import write_card
from playground.gaussian.card import Denoising, denoising_ports
from playground.paradigms.cards import classifier_ports, ports_of, read_card
from playground.paradigms.denoising.card import MAX_STEPS
from tests.support.fakes import make_card


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "fake"
    path.mkdir()
    return path


def sentence(folder: Path) -> str:
    with pytest.raises(CardError) as caught:
        read_card(folder)
    assert "\n" not in caught.value.sentence
    # Of a long one only the ends are shown, and how long it is depends on the folder's name.
    text = str(caught.value)
    assert str(folder / "card.toml") in text
    return text


def test_a_card_comes_back_as_written(folder: Path) -> None:
    card = msgspec.structs.replace(make_card(), measured={"elbo": -2.5}, latent_kl=(1.0, 2.0, 0.0))
    write_card(folder, card)
    assert read_card(folder) == card


def test_its_hash_is_that_of_the_weights(folder: Path) -> None:
    card = make_card()
    assert card.hash == next(file.sha256 for file in card.files if file.path == card.weights)
    assert card.image.dimensions == 30


def table(card: Card) -> dict:
    return msgspec.toml.decode(encode_card(card))


def put(path: str, value: object):
    """Set the value at a dotted path; ``None`` deletes it."""

    def change(card: dict) -> None:
        *way, last = path.split(".")
        place = card
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        key = int(last) if isinstance(place, list) else last
        if value is None:
            del place[key]
        else:
            place[key] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("format", 3, "format must be 1 or 2"),
        ("format", "1", "format must be a whole number (it is `str`)"),
        ("name", "another", "name"),
        ("name", 3, "name"),
        ("title", None, "title"),
        ("paradigm", "gan2", "paradigm"),
        ("likelihood", "gaussian", "likelihood"),
        ("latent", 0, "latent"),
        ("latent", -1, "latent"),
        ("latent", 2.5, "latent"),
        ("latent_kl", [1.0], "latent_kl"),
        ("image.height", 0, "image"),
        ("image.channels", "one", "image.channels"),
        ("image.low", 1.0, "image.low"),
        ("image.depth", 3, "depth"),
        ("colour", "red", "colour"),
        ("labels", [1, 2], "labels"),
        ("network.name", None, "network"),
        ("weights", "other.safetensors", "other.safetensors"),
        ("weights", "../weights.safetensors", "../weights.safetensors"),
        ("parts.decoder.graph", "/etc/passwd", "/etc/passwd"),
        ("parts.decoder.graph", "unlisted.onnx", "unlisted.onnx"),
        ("parts.decoder.inputs.0.shape", "3", "parts"),
        ("parts.decoder.inputs.0.name", "code", "must take “latent” of shape (3,)"),
        ("parts.decoder.outputs.0.shape", [1, 5, 6], "parts.decoder"),
        ("parts.encoder.outputs.1", None, "parts.encoder"),
        ("parts.decoder", None, "decoder"),
        ("files.0.path", "", "files"),
        ("files.0.path", "..", "files"),
        ("files.0.bytes", "many", "files"),
        ("files.0.sha256", None, "files"),
        ("training.seed", "seven", "training.seed"),
        ("measured", {"elbo": "good"}, "measured"),
        ("measured", {"elbo": math.nan}, "measured.elbo must be a finite number"),
        ("training.seconds", math.inf, "training.seconds must"),
        ("image.low", -math.inf, "image.low must"),
        ("latent_kl", [1.0, math.nan, 1.0], "latent_kl.1 must"),
        ("network.config", {"sizes": [{"a": math.inf}]}, "network.config.sizes.0.a must"),
        ("network.config", {"sizes": [datetime.date(1979, 5, 27)]}, "network.config.sizes.0 must be text"),
    ],
)
def test_a_wrong_field_is_named(folder: Path, path: str, value: object, named: str) -> None:
    card = table(make_card())
    put(path, value)(card)
    (folder / "card.toml").write_bytes(msgspec.toml.encode(card))
    assert named in sentence(folder)


def test_the_sentence_says_what_is_expected(folder: Path) -> None:
    card = table(make_card())
    card["latent"] = "two"
    (folder / "card.toml").write_bytes(msgspec.toml.encode(card))
    assert re.search("latent must be a whole number", sentence(folder))


def denoising_card(shape: tuple[int, int, int] = (1, 6, 5), **values: object) -> Card:
    """A denoising model of 6 × 5 images in three classes, or of latents where ``shape`` is another."""
    base = make_card()
    denoising = Denoising(path="linear", prediction="velocity", shape=shape, condition=labelled(3))
    ports = denoising_ports((1, 6, 5), shape)
    return msgspec.structs.replace(
        base,
        paradigm="flow",
        likelihood=None,
        latent=0,
        tables=(denoising,),
        parts={
            name: Part(graph="decoder.onnx", inputs=inputs, outputs=outputs)
            for name, (inputs, outputs) in ports.items()
        },
        **values,
    )


def classifier_card() -> Card:
    """A classifier of 6 × 5 images in three classes by four features."""
    ports = classifier_ports((1, 6, 5), 4, 3)
    parts = {
        name: Part(graph="decoder.onnx", inputs=given, outputs=out) for name, (given, out) in ports.items()
    }
    return msgspec.structs.replace(make_card(), paradigm="classifier", likelihood=None, latent=4, parts=parts)


OTHERS = {
    "an image model": denoising_card(),
    "a latent model": denoising_card((2, 3, 2)),
    "a classifier": classifier_card(),
}


@pytest.mark.parametrize("card", OTHERS.values(), ids=OTHERS)
def test_cards_of_other_paradigms_come_back_as_written(folder: Path, card: Card) -> None:
    write_card(folder, card)
    assert read_card(folder) == card
    assert ports_of(card).keys() == card.parts.keys()


def test_a_latent_model_translates_from_and_to_images() -> None:
    ports = ports_of(OTHERS["a latent model"])
    assert ports.keys() == {"denoiser", "encoder", "decoder"}
    assert ports["encoder"] == ports["decoder"][::-1]
    assert ports_of(OTHERS["an image model"]).keys() == {"denoiser"}


@pytest.mark.parametrize(
    ("which", "path", "value", "named"),
    [
        ("an image model", "denoising", None, "denoising must say how the network speaks"),
        ("an image model", "paradigm", "consistency", "denoising.kind must be “"),
        ("an image model", "paradigm", "vae", "latent must be at least 1"),
        ("an image model", "paradigm", "classifier", "latent must be at least 1"),
        ("an image model", "denoising.kind", "consistency", "denoising.kind must be “"),
        ("an image model", "denoising.kind", "teacher", "denoising.kind"),
        ("an image model", "denoising.path", "curved", "denoising.path"),
        ("an image model", "denoising.prediction", "everything", "denoising.prediction"),
        ("an image model", "denoising.schedule", "square", "denoising.schedule"),
        ("an image model", "denoising.schedule_steps", 1, "denoising.schedule_steps must lie between"),
        ("an image model", "denoising.schedule_steps", MAX_STEPS + 1, "denoising.schedule_steps"),
        ("an image model", "denoising.condition.classes", 0, "denoising.condition.classes must lie between"),
        ("an image model", "denoising.condition.classes", 4, "labels must have 4 entries"),
        ("an image model", "labels", ["a"], "labels must have 3 entries"),
        ("an image model", "denoising.shape", [1, 0, 5], "denoising.shape must have"),
        ("an image model", "denoising.shape", [6, 5], "denoising.shape"),
        ("an image model", "denoising.shape", [1, 6, 6], "parts.denoiser must take “x” of shape (1, 6, 6)"),
        ("an image model", "denoising.times.scale", 0.0, "denoising.times.scale must be a positive number"),
        ("an image model", "denoising.times.scale", float("inf"), "denoising.times.scale"),
        ("an image model", "denoising.times.offset", float("nan"), "denoising.times.offset must be a finite"),
        ("an image model", "denoising.guidance", -0.5, "denoising.guidance must be a number from 0 up"),
        ("an image model", "denoising.guidance", float("inf"), "denoising.guidance"),
        ("an image model", "denoising.colour", "red", "colour"),
        ("an image model", "parts.denoiser.inputs.2.dtype", "float32", "“label” of shape () (int64)"),
        ("an image model", "parts.denoiser", None, "“denoiser”"),
        ("a latent model", "parts.decoder.outputs.0.name", "picture", "must take “latent”"),
        ("a classifier", "latent", 0, "latent must be at least 1"),
        ("a classifier", "latent", 5, "parts.features must take"),
        ("a classifier", "labels", ["a", "b"], "give “scores” of shape (2,)"),
        ("a classifier", "parts.scores", None, "“scores”"),
    ],
)  # fmt: skip
def test_a_wrong_field_of_another_paradigm_is_named(
    folder: Path, which: str, path: str, value: object, named: str
) -> None:
    card = table(OTHERS[which])
    put(path, value)(card)
    (folder / "card.toml").write_bytes(msgspec.toml.encode(card))
    assert named in sentence(folder)


def test_what_does_not_denoise_has_no_word_of_it(folder: Path) -> None:
    said = Denoising.of(denoising_card())
    write_card(folder, msgspec.structs.replace(classifier_card(), tables=(said,)))
    assert "denoising must be left out (it has no meaning for “classifier”)" in sentence(folder)


@pytest.mark.parametrize("data", [b"", b"a = ", b"\xff\xfe", b"[[[[", b"x = " + b"[" * 50_000])
def test_nonsense(folder: Path, data: bytes) -> None:
    (folder / "card.toml").write_bytes(data)
    assert "not valid" in sentence(folder)


def test_a_huge_card_is_not_read(folder: Path) -> None:
    (folder / "card.toml").write_bytes(b"#" * (MAX_BYTES + 1))
    assert "larger than" in sentence(folder)


def test_a_missing_card(folder: Path) -> None:
    assert "cannot be read" in sentence(folder)


def test_a_folder_instead_of_a_card(folder: Path) -> None:
    (folder / "card.toml").mkdir()
    assert "cannot be read" in sentence(folder)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_an_unreadable_card(folder: Path) -> None:
    write_card(folder, make_card())
    (folder / "card.toml").chmod(0)
    assert "cannot be read" in sentence(folder)


WRITTEN = encode_card(make_card())


@given(st.integers(0, len(WRITTEN) - 1), st.binary(min_size=1, max_size=6), st.integers(0, 30))
def test_a_damaged_card_is_read_as_a_valid_one_or_is_a_card_error(
    place: int, inserted: bytes, removed: int
) -> None:
    data = WRITTEN[:place] + inserted + WRITTEN[place + removed :]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "fake"
        folder.mkdir()
        (folder / "card.toml").write_bytes(data)
        try:
            card = read_card(folder)
        except CardError as error:
            assert "\n" not in error.sentence
            return
        assert card.hash
        assert card.name == "fake"
        assert "decoder" in card.parts
