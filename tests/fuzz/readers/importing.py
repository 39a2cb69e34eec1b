"""What an import reads of others: configurations, and graphs with weights beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto
from safetensors.torch import save

from playground import networks
from playground.importing import state_source
from playground.importing.configuration import read_json
from playground.importing.draft import Answers, Draft
from playground.importing.onnx_source import load
from tests.fuzz.mutate.graphs import graph_mutation
from tests.fuzz.mutate.tensors import safetensors_mutation
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader

_SMALL = {
    "vae-mlp": {"latent": 3, "encoder": [9, 8], "decoder": [7], "channels": 3, "height": 6, "width": 6},
    "vae-conv": {"latent": 3, "half": 8, "quarter": 12, "hidden": 5, "channels": 3, "height": 8, "width": 8},
}
"""Settings of networks whose weights are small."""


def _configurations(_: Path) -> Sequence[bytes]:
    return [
        b'{"_class_name": "UNet2DModel", "sample_size": 28, "block_out_channels": [32, 64]}',
        b'{"_class_name": "DDPMScheduler", "beta_schedule": "linear", "num_train_timesteps": 1000}',
    ]


def _graphs(folder: Path) -> Sequence[bytes]:
    """A graph that keeps a weight in a file beside it."""
    helper = onnx.helper
    shape = [2, 4]
    (folder / "weights.data").write_bytes(np.ones(4, dtype=np.float32).tobytes())
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[4])
    weight.data_location = TensorProto.EXTERNAL
    for key, value in (("location", "weights.data"), ("offset", "0"), ("length", "16")):
        weight.external_data.add(key=key, value=value)
    ports = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in "xy"]
    graph = helper.make_graph(
        [helper.make_node("Mul", ["x", "w"], ["y"])], "g", ports[:1], ports[1:], [weight]
    )
    return [helper.make_model(graph).SerializeToString()]


def _states(_: Path) -> Sequence[bytes]:
    """Weights of networks that the program knows."""
    return [save(dict(networks.build(name, config).state_dict())) for name, config in _SMALL.items()]


def _state(path: Path) -> Draft:
    return state_source.draft(path, Answers())


READERS = (
    Reader(
        name="import-json", seeds=_configurations, read=read_json, mutate=json_mutation, file="config.json",
        opens=("playground.importing.configuration.read_json",),
    ),
    Reader(
        name="import-graph", seeds=_graphs, read=load, mutate=graph_mutation, file="graph.onnx", inputs=30,
        opens=("playground.importing.onnx_source.load", "playground.importing.onnx_source._take_in"),
        memory=256 << 20,
    ),
    Reader(
        name="import-state", seeds=_states, read=_state, mutate=safetensors_mutation,
        file="weights.safetensors",
        opens=("playground.importing.state_source._loaded",), inputs=20, memory=256 << 20, seconds=3.0,
    ),
)  # fmt: skip
