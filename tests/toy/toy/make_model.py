"""Writes the toy's model: ``python -m toy.make_model FOLDER``. It learned nothing, so its graph is all."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from playground.core.cards import FORMAT, Card, ImageFormat, ModelFile, Part
from playground.core.ports import Port
from playground.export.atomic import write_card
from toy.recipes import Toy

HEIGHT, WIDTH = 16, 24
DEVIATION = 0.12


def graph() -> onnx.ModelProto:
    """exp(−|pixel − place|²/2σ²): ``place`` (batch, 2) to ``image`` (batch, 1, height, width)."""
    x = np.linspace(-WIDTH / HEIGHT, WIDTH / HEIGHT, WIDTH)
    y = np.linspace(1, -1, HEIGHT)
    pixels = np.stack(np.meshgrid(x, y)).astype(np.float32)
    constants = {
        "pixels": pixels,
        "sides": np.array([[WIDTH / HEIGHT, 1]], np.float32),
        "shape": np.array([-1, 2, 1, 1], np.int64),
        "scale": np.array(-1 / (2 * (2 * DEVIATION) ** 2), np.float32),
        "axes": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("Mul", ["place", "sides"], ["there"]),
        helper.make_node("Reshape", ["there", "shape"], ["dot"]),
        helper.make_node("Sub", ["pixels", "dot"], ["away"]),
        helper.make_node("Mul", ["away", "away"], ["squares"]),
        helper.make_node("ReduceSum", ["squares", "axes"], ["distance"]),
        helper.make_node("Mul", ["distance", "scale"], ["exponent"]),
        helper.make_node("Exp", ["exponent"], ["image"]),
    ]
    sides = {"place": ["batch", 2], "image": ["batch", 1, HEIGHT, WIDTH]}
    into, out = (helper.make_tensor_value_info(each, TensorProto.FLOAT, sides[each]) for each in sides)
    held = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    made = helper.make_graph(nodes, "dot", [into], [out], held)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def write(folder: Path) -> Card:
    """Write the model into ``folder``, whose name becomes its own."""
    folder.mkdir(parents=True, exist_ok=True)
    data = graph().SerializeToString()
    (folder / "dot.onnx").write_bytes(data)
    card = Card(
        format=FORMAT,
        name=folder.name,
        title="A dot",
        summary="Draws a round dot where it is told to.",
        licence="MIT",
        paradigm="toy",
        image=ImageFormat(channels=1, height=HEIGHT, width=WIDTH),
        tables=(Toy(width=DEVIATION),),
        parts={
            "dot": Part(
                graph="dot.onnx",
                inputs=(Port(name="place", shape=(2,)),),
                outputs=(Port(name="image", shape=(1, HEIGHT, WIDTH)),),
            )
        },
        files=(ModelFile(path="dot.onnx", bytes=len(data), sha256=hashlib.sha256(data).hexdigest()),),
    )
    write_card(folder, card)
    return card


if __name__ == "__main__":
    write(Path(sys.argv[1]))
