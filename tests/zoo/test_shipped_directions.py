"""The directions of emoji-vae are found and confirmed again from files alone, without the program's code.

Captions, pictures, vocabulary and graphs are read as they lie there, and NumPy does the rest.
"""

from __future__ import annotations

import gzip
import json
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from playground.core import folders

pytestmark = pytest.mark.torch

VAE = folders.shipped_models() / "emoji-vae"
PAIR = folders.shipped_models() / "emoji-pair"
WORDS = {
    "glasses": {"glasses", "sunglasses", "spectacles", "eyeglasses", "monocle"},
    "smile": {"smile", "smiling", "grin", "grinning"},
    "tears": {"tear", "tears", "cry", "crying"},
    "angry": {"angry", "mad", "anger"},
    "cat": {"cat"},
    "heart": {"heart", "heart-eyes"},
    "red": {"red"},
    "blue": {"blue"},
    "green": {"green"},
}
FACES = ("glasses", "smile", "tears", "angry", "cat")
STYLES = ("Twemoji", "Noto", "Fluent")


@cache
def card() -> dict:
    return tomllib.loads((VAE / "card.toml").read_text(encoding="utf-8"))


def named(name: str) -> dict:
    return next(each for each in card()["directions"]["named"] if each["name"] == name)


@cache
def emoji() -> tuple[np.ndarray, list[set[str]], np.ndarray, np.ndarray]:
    """Pictures (n, 3, 32, 32) in [0, 1], the words of each, its style, and whether it is held out."""
    folder = folders.assets() / "captioned" / "emoji"
    said = json.loads((folder / "captions.json").read_text(encoding="utf-8"))
    raw = gzip.decompress((folder / "pictures-idx4-ubyte.gz").read_bytes())
    pixels = np.frombuffer(raw, np.uint8, offset=20).reshape(-1, 32, 32, 3).transpose(0, 3, 1, 2)
    things, styles, held = (np.array(column) for column in zip(*said["pictures"], strict=True))
    words = [{word for text in said["captions"][thing] for word in text.lower().split()} for thing in things]
    return pixels.astype(np.float32) / 255, words, styles, held.astype(bool)


def asked(folder: Path, part: str, given: dict[str, np.ndarray]) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / f"{part}.onnx"), options)
    return np.asarray(session.run(None, given)[0])


@cache
def codes() -> np.ndarray:
    return asked(VAE, "encoder", {"image": emoji()[0]})


def told(name: str) -> np.ndarray:
    _, words, styles, _ = emoji()
    if name in STYLES:
        return styles == STYLES.index(name)
    return np.array([bool(WORDS[name] & each) for each in words])


def within(name: str) -> np.ndarray:
    return np.array([name not in FACES or "face" in each for each in emoji()[1]])


def decoded(latents: np.ndarray) -> np.ndarray:
    location = asked(VAE, "decoder", {"latent": latents.astype(np.float32)})
    return (np.rint(location.clip(0, 1) * 255) / 255).astype(np.float32)


def text_of(name: str) -> np.ndarray:
    """The vector of one word, whose token the vocabulary's file tells."""
    tokens = json.loads((PAIR / "vocabulary.json").read_text(encoding="utf-8"))["model"]["vocab"]
    length = tomllib.loads((PAIR / "card.toml").read_text(encoding="utf-8"))["contrast"]["condition"][
        "length"
    ]
    row = np.zeros((1, length), np.int64)
    row[0, :2] = 2, tokens[name]
    return asked(PAIR, "words", {"tokens": row})[0]


@pytest.mark.parametrize("name", [*WORDS, *STYLES])
def test_vectors_are_what_the_captions_say(name: str) -> None:
    having, among, learned = told(name), within(name), ~emoji()[3]
    vector = codes()[having & among & learned].mean(axis=0) - codes()[~having & among & learned].mean(axis=0)
    np.testing.assert_allclose(named(name)["vector"], vector, atol=2e-3)


@pytest.mark.parametrize("name", WORDS)
def test_shares_are_found_again_beside_other_random_directions(name: str) -> None:
    """Other random directions than those of the card, so that shares agree as far as chance allows."""
    random, held = np.random.default_rng(7), emoji()[3]
    start = codes()[held & within(name) & ~told(name)]
    vector = card()["directions"]["step"] * np.array(named(name)["vector"])
    pool = codes()[within(name) & ~held]
    size = int((told(name) & within(name) & ~held).sum())
    text = text_of(name)

    def gain(step: np.ndarray) -> np.ndarray:
        return asked(PAIR, "picture", {"image": decoded(start + step)}) @ text - before

    before = asked(PAIR, "picture", {"image": decoded(start)}) @ text
    gains, cases = gain(vector), []
    for _ in range(24 if len(start) < 50 else 4):
        drawn = random.permutation(len(pool))
        other = pool[drawn[:size]].mean(axis=0) - pool[drawn[size:]].mean(axis=0)
        cases.append((gains > 0) & (gains > gain(other * np.linalg.norm(vector) / np.linalg.norm(other))))
    found = named(name)["confirmed"]
    assert found["by"] == "emoji-pair" and found["pictures"] == len(start)
    assert np.mean(cases) == pytest.approx(found["share"], abs=0.1)
    assert found["low"] <= found["share"] <= found["high"]


def test_at_least_five_directions_are_confirmed_beyond_chance() -> None:
    """An interval that lies above what random directions have in the same place."""
    sure = [
        each["name"]
        for each in card()["directions"]["named"]
        if each["confirmed"]["by"] == "emoji-pair" and each["confirmed"]["low"] > each["confirmed"]["chance"]
    ]
    assert len(sure) >= 5, sure
