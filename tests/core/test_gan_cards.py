"""Cards of two players: every wrong field is named in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from playground.core.card_toml import encode_card
from playground.core.cards import Card, LabelCondition, ModelFile, Part
from playground.core.errors import CardError
from playground.export.atomic import write_card
from playground.paradigms.cards import ports_of, read_card
from playground.paradigms.gan_images.card import MAX_LAYERS, Gan, Snapshot
from tests.support.fakes import make_card

GAN = Gan(
    latent=3, condition=LabelCondition(classes=3), loss="hinge", r1=0.3,
    snapshots=(
        Snapshot(step=0, weights="step-0.safetensors"), Snapshot(step=5, weights="weights.safetensors"),
    ),
    directions=((0.6, 0.8, 0.0), (-0.8, 0.6, 0.0)), shares=(0.5, 0.25),
)  # fmt: skip

_MIDDLES = ((0.1, 0.2), (0.3, 0.4), (-0.5, 0.6))
MAPPED = msgspec.structs.replace(
    GAN, style=2, layers=5, middles=_MIDDLES, directions=((0.6, 0.8), (-0.8, 0.6)), deviations=(2.0, 0.5),
    snapshots=(
        Snapshot(step=0, weights="step-0.safetensors", middles=_MIDDLES[::-1]),
        Snapshot(step=5, weights="weights.safetensors"),
    ),
)  # fmt: skip

Change = Callable[[dict[str, Any]], None]


def gan_card(gan: Gan = GAN) -> Card:
    bare = msgspec.structs.replace(
        make_card(), paradigm="gan", tables=(gan,), likelihood=None, latent=0, parts={}
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


@pytest.mark.parametrize("gan", [GAN, MAPPED], ids=["of noise", "mapped"])
def test_a_card_comes_back_as_written(folder: Path, gan: Gan) -> None:
    write_card(folder, gan_card(gan))
    assert read_card(folder) == gan_card(gan)


def test_it_has_both_players_at_every_moment() -> None:
    assert list(ports_of(gan_card())) == ["generator", "discriminator", "generator-0", "discriminator-0"]


def test_a_mapped_generator_has_two_parts_at_every_moment() -> None:
    ports = ports_of(gan_card(MAPPED))
    players = ["mapping", "synthesis", "discriminator"]
    assert list(ports) == [*players, *(f"{player}-0" for player in players)]
    (noise, label), (style,) = ports["mapping"]
    ((styles,), (image,)) = ports["synthesis-0"]
    assert (noise.shape, label.name, style.shape, styles.shape) == ((3,), "label", (2,), (5, 2))
    assert image == ports["discriminator"][0][0]


def test_what_one_moves_is_noise_or_w_with_its_means() -> None:
    assert (GAN.code, MAPPED.code) == (3, 2)
    for index in (1, -1):
        np.testing.assert_allclose(MAPPED.middles_at(index), MAPPED.middles)
    np.testing.assert_allclose(MAPPED.middles_at(0), MAPPED.middles[::-1])


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


def put_at(index: int, field: str, value: Any) -> Change:
    """Set a field of a snapshot."""
    return lambda table: table["gan"]["snapshots"][index].update({field: value})


_ROWS = [list(row) for row in _MIDDLES]

MAPPED_FAULTS: dict[str, tuple[Change, str]] = {
    "a width below nothing": (put("gan.style", -1), "gan.style must be at least 1, or 0"),
    "no layers": (put("gan.layers", 0), "gan.layers must be at least 1"),
    "layers without end": (put("gan.layers", 2_000_000_000), "gan.layers must be at most 64"),
    "a layer that no recipe asks for": (put("gan.layers", MAX_LAYERS + 1), f"most {MAX_LAYERS} (it is 65)"),
    "layers of nothing": (lambda table: table["gan"].pop("style"), "gan.layers must be left out"),
    "no means": (lambda table: table["gan"].pop("middles"), "gan.middles must have 3 rows, the mean w"),
    "a mean of no class": (put("gan.middles", _ROWS[:2]), "gan.middles must have 3 rows"),
    "a short mean": (put("gan.middles", [[0.1]] * 3), "gan.middles must have 2 values each, as w has"),
    "a mean of nothing": (put("gan.middles", [*_ROWS[:2], [0.0, float("nan")]]), "gan.middles"),
    "an earlier moment without means": (
        put_at(0, "middles", []),
        "gan.snapshots[0].middles must have 3 rows",
    ),
    "two means of the model": (put_at(1, "middles", _ROWS), "gan.snapshots[1].middles must be left out"),
    "directions of noise": (
        put("gan.directions", [[0.6, 0.8, 0.0], [-0.8, 0.6, 0.0]]),
        "gan.directions must have 2 values each, as w has",
    ),
    "no deviations": (lambda table: table["gan"].pop("deviations"), "gan.deviations must have 2 entries"),
    "a direction of no width": (put("gan.deviations", [2.0, 0.0]), "gan.deviations must be above 0"),
    "a generator in one part": (
        lambda table: table["parts"].update(generator=table["parts"].pop("synthesis")),
        "parts must have “synthesis”",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), MAPPED_FAULTS.values(), ids=MAPPED_FAULTS)
def test_every_fault_of_a_mapped_generator_is_named(folder: Path, change: Change, said: str) -> None:
    test_every_fault_is_named(folder, change, said, MAPPED)


@pytest.mark.parametrize(("field", "value"), [("deviations", [1.0, 1.0]), ("middles", [[0.0] * 3] * 3)])
def test_noise_needs_to_be_told_no_means_and_no_deviations(folder: Path, field: str, value: Any) -> None:
    test_every_fault_is_named(folder, put(f"gan.{field}", value), f"gan.{field} must be left out", GAN)


@pytest.mark.parametrize(("change", "said"), FAULTS.values(), ids=FAULTS)
def test_every_fault_is_named(folder: Path, change: Change, said: str, gan: Gan = GAN) -> None:
    table = msgspec.toml.decode(encode_card(gan_card(gan)))
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
