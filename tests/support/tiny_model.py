"""A real model of a few hundred numbers: card, safetensors weights, and graphs that point into them."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
from onnx import TensorProto, helper
from safetensors.numpy import save_file

from playground.core.cards import Card, ModelFile, Network
from playground.export.atomic import write_card
from playground.runtimes.safetensors_header import read_header
from tests.support.fakes import HEIGHT, WIDTH, make_card

WEIGHTS = "weights.safetensors"
LATENT, HIDDEN, LEAST = 2, 8, -7.0
PIXELS = HEIGHT * WIDTH
CONFIG = {"latent": LATENT, "hidden": HIDDEN, "least": LEAST}
LAYERS = {
    "encoder.body.0": (HIDDEN, PIXELS),
    "encoder.mean": (LATENT, HIDDEN),
    "encoder.log_variance": (LATENT, HIDDEN),
    "decoder.body.0": (HIDDEN, LATENT),
    "decoder.location": (PIXELS, HIDDEN),
    "decoder.log_scale": (PIXELS, HIDDEN),
}


def write_model(folder: Path) -> Card:
    """Write the model into ``folder``, whose name becomes the model's, and return its card."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(3)
    tensors: dict[str, Any] = {}
    for name, (out, into) in LAYERS.items():
        tensors[f"{name}.weight"] = rng.normal(0, into**-0.5, (out, into)).astype(np.float32)
        tensors[f"{name}.bias"] = rng.normal(0, 0.1, out).astype(np.float32)
    save_file(tensors, folder / WEIGHTS)
    for part in ("encoder", "decoder"):
        onnx.save(graph(part, folder / WEIGHTS), folder / f"{part}.onnx")
    card = msgspec.structs.replace(
        make_card(latent=LATENT, name=folder.name), network=Network(name="tiny-test", config=CONFIG)
    )
    return sign(folder, card)


def sign(folder: Path, card: Card) -> Card:
    """Write the card with the true sizes and hashes of the files as they are now."""
    files = tuple(_file(folder / file.path) for file in card.files)
    signed = msgspec.structs.replace(card, files=files)
    write_card(folder, signed)
    return signed


def graph(part: str, weights: Path) -> onnx.ModelProto:
    """The graph of one part, its weights external: by offset into the safetensors file."""
    image, code = ["batch", 1, HEIGHT, WIDTH], ["batch", LATENT]
    into, out = ({"image": image}, {"mean": code, "log_variance": code})
    if part == "decoder":
        into, out = ({"latent": code}, {"location": image, "log_scale": image})
    return helper.make_model(
        helper.make_graph(
            _encoder() if part == "encoder" else _decoder(),
            part,
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in into.items()],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in out.items()],
            [*_external(part, weights), *_constants()],
        ),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=9,
    )


def _encoder() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Reshape", ["image", "flat"], ["pixels"]),
        *_hidden("pixels", "encoder.body.0"),
        _gemm("hidden", "encoder.mean", "mean"),
        _gemm("hidden", "encoder.log_variance", "log_variance"),
    ]


def _decoder() -> list[onnx.NodeProto]:
    return [
        *_hidden("latent", "decoder.body.0"),
        _gemm("hidden", "decoder.location", "flat_location"),
        helper.make_node("Reshape", ["flat_location", "image_shape"], ["location"]),
        _gemm("hidden", "decoder.log_scale", "flat_log_scale"),
        helper.make_node("Sub", ["flat_log_scale", "least"], ["above"]),
        helper.make_node("Softplus", ["above"], ["positive"]),
        helper.make_node("Add", ["positive", "least"], ["bounded"]),
        helper.make_node("Reshape", ["bounded", "image_shape"], ["log_scale"]),
    ]


def _gemm(value: str, layer: str, result: str) -> onnx.NodeProto:
    return helper.make_node("Gemm", [value, f"{layer}.weight", f"{layer}.bias"], [result], transB=1)


def _hidden(value: str, layer: str) -> list[onnx.NodeProto]:
    return [
        _gemm(value, layer, "linear"),
        helper.make_node("Sigmoid", ["linear"], ["gate"]),
        helper.make_node("Mul", ["linear", "gate"], ["hidden"]),
    ]


def _constants() -> list[onnx.TensorProto]:
    return [
        helper.make_tensor("flat", TensorProto.INT64, [2], [-1, PIXELS]),
        helper.make_tensor("image_shape", TensorProto.INT64, [4], [-1, 1, HEIGHT, WIDTH]),
        helper.make_tensor("least", TensorProto.FLOAT, [], [LEAST]),
    ]


def _external(part: str, weights: Path) -> list[onnx.TensorProto]:
    start = 8 + int.from_bytes(weights.read_bytes()[:8], "little")
    tensors = []
    for name, held in read_header(weights).items():
        if name.startswith(part):
            tensor = onnx.TensorProto(name=name, dims=held.shape, data_type=TensorProto.FLOAT)
            tensor.data_location = TensorProto.EXTERNAL
            place = {"location": weights.name, "offset": start + held.data_offsets[0]}
            place["length"] = 4 * math.prod(held.shape)
            for key, value in place.items():
                tensor.external_data.add(key=key, value=str(value))
            tensors.append(tensor)
    return tensors


def _file(path: Path) -> ModelFile:
    data = path.read_bytes()
    return ModelFile(path=path.name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
