"""Cards of two players: every wrong field is named in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from playground.core.card_toml import encode_card
from playground.core.cards import Card, LabelCondition, ModelFile, Part
from playground.core.errors import CardError
from playground.export.card_file import write_card
from playground.paradigms.cards import ports_of, read_card
from playground.paradigms.gan_images.card import Gan, Snapshot
from tests.support.fakes import make_card

GAN = Gan(
    latent=3, condition=LabelCondition(classes=3), loss="hinge", r1=0.3,
    snapshots=(
        Snapshot(step=0, weights="step-0.safetensors"), Snapshot(step=5, weights="weights.safetensors"),
    ),
    directions=((0.6, 0.8, 0.0), (-0.8, 0.6, 0.0)), shares=(0.5, 0.25),
)  # fmt: skip

Change = Callable[[dict[str, Any]], None]


def gan_card() -> Card:
    bare = msgspec.structs.replace(
        make_card(), paradigm="gan", tables=(GAN,), likelihood=None, latent=0, parts={}
    )
    parts = {
        name: Part(graph=f"{name}.onnx", inputs=inputs, outputs=outputs)
        for name, (inputs, outputs) in ports_of(bare).items()
    }
    names = {"weights.safetensors", "step-0.safetensors", *(part.graph for part in parts.values())}
    files = tuple(ModelFile(path=name, bytes=1, sha256="0" * 64) for name in sorted(names))
    return msgspec.structs.replace(bare, parts=parts, files=files)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "fake"
    path.mkdir()
    return path


def test_a_card_comes_back_as_written(folder: Path) -> None:
    write_card(folder, gan_card())
    assert read_card(folder) == gan_card()


def test_it_has_both_players_at_every_moment() -> None:
    assert list(ports_of(gan_card())) == ["generator", "discriminator", "generator-0", "discriminator-0"]


def put(place: str, value: Any) -> Change:
    """Set a field, given by its path, to a value."""

    def change(table: dict[str, Any]) -> None:
        *way, last = place.split(".")
        for step in way:
            table = table[step]
        table[last] = value

    return change


def drop_file(table: dict[str, Any]) -> None:
    table["files"] = [file for file in table["files"] if file["path"] != "step-0.safetensors"]


FAULTS: dict[str, tuple[Change, str]] = {
    "no table": (lambda table: table.pop("gan"), "gan must say"),
    "another paradigm": (put("paradigm", "diffusion"), "denoising must say"),
    "no noise": (put("gan.latent", 0), "gan.latent must be at least 1"),
    "labels": (put("labels", ["one"]), "labels must have 3 entries"),
    "no loss": (lambda table: table["gan"].pop("loss"), "gan.loss must say what the discriminator"),
    "moments in disorder": (
        put(
            "gan.snapshots",
            [{"step": 5, "weights": name} for name in ("step-0.safetensors", "weights.safetensors")],
        ),
        "gan.snapshots must have rising steps",
    ),
    "one file twice": (
        put("gan.snapshots", [{"step": step, "weights": "weights.safetensors"} for step in (0, 5)]),
        "gan.snapshots must each have a file",
    ),
    "a last moment that is not the model": (
        put("gan.snapshots", [{"step": 0, "weights": "step-0.safetensors"}]),
        "gan.snapshots must each have a file, and the last one must have “weights.safetensors”",
    ),
    "a file that is not listed": (drop_file, "files must list “step-0.safetensors”"),
    "a short direction": (put("gan.directions", [[1.0], [0.0]]), "gan.directions must have 3 values each"),
    "skew directions": (
        put("gan.directions", [[0.6, 0.8, 0.0], [0.8, 0.6, 0.0]]),
        "gan.directions must be orthogonal",
    ),
    "a long direction": (
        put("gan.directions", [[0.6, 0.8, 0.0], [-1.6, 1.2, 0.0]]),
        "gan.directions must be orthogonal to each other and of length 1",
    ),
    "a direction of nothing": (
        put("gan.directions", [[float("nan"), 0.8, 0.0], [-0.8, 0.6, 0.0]]),
        "gan.directions",
    ),
    "shares": (put("gan.shares", [0.5]), "gan.shares must have 2 entries"),
    "a penalty that rewards": (put("gan.r1", -0.1), "gan.r1 must be a number from 0 up"),
    "a penalty without end": (put("gan.r1", float("inf")), "gan.r1 must be a finite number"),
    "a loss that no player has": (put("gan.loss", "guessing"), "gan.loss"),
    "an earlier moment without its discriminator": (
        lambda table: table["parts"].pop("discriminator-0"),
        "parts must have “discriminator-0”",
    ),
}


@pytest.mark.parametrize(("change", "said"), FAULTS.values(), ids=FAULTS)
def test_every_fault_is_named(folder: Path, change: Change, said: str) -> None:
    table = msgspec.toml.decode(encode_card(gan_card()))
    change(table)
    (folder / "card.toml").write_bytes(msgspec.toml.encode(table))
    with pytest.raises(CardError) as caught:
        read_card(folder)
    assert said in caught.value.sentence and "\n" not in caught.value.sentence


def test_players_have_no_meaning_for_another_paradigm(folder: Path) -> None:
    card = make_card()
    files = (*card.files, ModelFile(path="step-0.safetensors", bytes=1, sha256="0" * 64))
    write_card(folder, msgspec.structs.replace(card, tables=(GAN,), files=files))
    with pytest.raises(CardError, match=r"gan must be left out \(it has no meaning for “vae”"):
        read_card(folder)
