"""The directions of faces-vae are confirmed again on other faces, by the layers' truth and NumPy alone."""

from __future__ import annotations

import tomllib

import numpy as np
import onnxruntime
import pytest

from playground.core import folders
from playground.faces.factors import COLUMN, OF_STYLE, VALUES
from playground.faces.reading import read_codes
from playground.faces.render import render_codes
from playground.faces.sampling import held_out, sample
from playground.faces.seen import seen

FOLDER = folders.shipped_models() / "faces-vae"
CARD = tomllib.loads((FOLDER / "card.toml").read_text(encoding="utf-8"))
NAMED = CARD["directions"]["named"]
_FACES = 120


def asked(part: str, name: str, given: np.ndarray) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(FOLDER / f"{part}.onnx"), options)
    return np.asarray(session.run(None, {name: given.astype(np.float32)})[0])


def decoded(codes: np.ndarray) -> np.ndarray:
    return np.rint(asked("decoder", "latent", codes).clip(0, 1) * 255).astype(np.uint8)


def meant(name: str) -> tuple[int, int]:
    """Column and code of the value that a direction is called after."""
    things = {"hair": ("length", "hair_colour"), "clothes": ("clothes_colour",)}
    for factor, values in VALUES.items():
        for code, value in enumerate(values):
            last = name.split()[-1]
            of_thing = name == f"{value} {last}" and (factor in things.get(last, (last,)))
            if of_thing or name == value or (value == "none" and name == f"no {factor}"):
                return COLUMN[factor], code
    raise AssertionError(name)


@pytest.mark.parametrize("each", NAMED, ids=lambda each: each["name"])
def test_the_share_is_found_again(each: dict) -> None:
    column, code = meant(each["name"])
    factor = next(name for name, at in COLUMN.items() if at == column)
    styles = [
        at
        for at, style in enumerate(VALUES["style"])
        if VALUES[factor][code] in OF_STYLE[style].get(factor, ())
    ]
    faces = sample(1234, 12_000)
    wanted = faces.copy()
    wanted[:, column] = code
    possible = np.isin(faces[:, 0], styles) & (faces[:, column] != code) & held_out(faces)
    possible &= seen(faces)[:, column]
    wanted[~possible] = faces[~possible]
    faces = faces[possible & seen(wanted)[:, column]][:_FACES]
    codes = asked("encoder", "image", render_codes(faces) / 255)
    vector = CARD["directions"]["step"] * np.array(each["vector"])
    before, after = (read_codes(decoded(at))[0] for at in (codes, codes + vector))
    both = seen(before) & seen(after)
    both[:, column] = False
    counted = seen(before)[:, column] & (before[:, column] != code)
    given = seen(after)[:, column] & (after[:, column] == code)
    right = given & ((before == after) | ~both).all(axis=1)
    found, count = each["confirmed"], int(counted.sum())
    assert found["by"] == "exact reading" and count > _FACES // 3
    share = float((right & counted).sum() / count)
    spread = np.sqrt(0.25 / count + 0.25 / found["pictures"])
    assert share == pytest.approx(found["share"], abs=3.5 * spread)
    assert found["low"] <= found["share"] <= found["high"]


def test_most_directions_are_confirmed_beyond_chance() -> None:
    sure = [each["name"] for each in NAMED if each["confirmed"]["low"] > each["confirmed"]["chance"]]
    assert len(sure) >= 10, sure
