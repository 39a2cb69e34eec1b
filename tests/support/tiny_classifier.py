"""A real classifier of two small linear graphs, and a data set of random images that it can look at."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import onnx
from onnx import TensorProto, helper
from safetensors.numpy import save_file

from playground.core.cards import Card, ModelFile
from playground.core.images import write_idx
from tests.support.fake_classifier import FEATURES, classifier_card
from tests.support.fakes import HEIGHT, WIDTH
from tests.support.tiny_model import WEIGHTS, sign

PIXELS = HEIGHT * WIDTH


def write_classifier(folder: Path) -> Card:
    """A classifier of 6 × 5 images whose two linear parts hold their weights."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    save_file({"unused": np.zeros(1, dtype=np.float32)}, folder / WEIGHTS)
    shapes = {"features": (PIXELS, FEATURES), "scores": (FEATURES, 3)}
    for part, (into, out) in shapes.items():
        source, shape = ("image", [1, HEIGHT, WIDTH]) if part == "features" else ("features", [into])
        weights = rng.normal(size=(into, out)).astype(np.float32)
        nodes = [
            helper.make_node("Flatten", [source], ["flat"]),
            helper.make_node("MatMul", ["flat", "w"], [part]),
        ]
        graph = helper.make_graph(
            nodes,
            part,
            [helper.make_tensor_value_info(source, TensorProto.FLOAT, ["batch", *shape])],
            [helper.make_tensor_value_info(part, TensorProto.FLOAT, ["batch", out])],
            [helper.make_tensor("w", TensorProto.FLOAT, weights.shape, weights.ravel())],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
        onnx.save(model, folder / f"{part}.onnx")
    files = tuple(
        ModelFile(path=name, bytes=1, sha256="0" * 64) for name in (WEIGHTS, "features.onnx", "scores.onnx")
    )
    return sign(folder, msgspec.structs.replace(classifier_card(), files=files))


def write_data(folder: Path) -> Path:
    """IDX files of 300 random training images of three classes, and of 90 held-out ones."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    for part, count in (("train", 300), ("t10k", 90)):
        pixels = rng.integers(0, 256, (count, HEIGHT, WIDTH), dtype=np.uint8)
        write_idx(folder / f"{part}-images-idx3-ubyte.gz", pixels)
        write_idx(folder / f"{part}-labels-idx1-ubyte.gz", (np.arange(count) % 3).astype(np.uint8))
    return folder
