"""What an import reads of others: configurations, and graphs with weights beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto
from safetensors.torch import save

from playground import networks
from playground.importing import diffusers_source, state_source, text_folder
from playground.importing.configuration import read_json
from playground.importing.draft import Answers, Draft
from playground.importing.onnx_source import load
from playground.importing.tokenizer_source import condition_of, read_tokenizer
from tests.fuzz.mutate.graphs import graph_mutation
from tests.fuzz.mutate.tensors import safetensors_mutation
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader
from tests.support.tokenizers_of import KINDS, clip

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


_TOLD = {
    "_class_name": "UNet2DConditionModel", "sample_size": 8, "cross_attention_dim": 8,
    "attention_head_dim": 2, "down_block_types": ["CrossAttnDownBlock2D"] * 2, "norm_num_groups": 4,
    "up_block_types": ["CrossAttnUpBlock2D"] * 2, "block_out_channels": [8, 8], "layers_per_block": 1,
    "mid_block_type": "UNetMidBlock2DCrossAttn", "transformer_layers_per_block": [1, 1],
}  # fmt: skip
_MATRICES = {"_class_name": "DiTTransformer2DModel", "sample_size": 8, "patch_size": 2, "num_layers": 1,
             "num_attention_heads": 2, "attention_head_dim": 4, "norm_num_groups": 4}  # fmt: skip
_UNTOLD = {"_class_name": "UNet2DModel", "sample_size": 8, "in_channels": 1, "out_channels": 1,
           "layers_per_block": 1, "block_out_channels": [8, 8], "down_block_types": ["DownBlock2D"] * 2,
           "up_block_types": ["UpBlock2D"] * 2, "norm_num_groups": 4, "attention_head_dim": 4}  # fmt: skip


def _networks(folder: Path) -> Sequence[bytes]:
    """By which networks of diffusers are built; the weights of the last lie beside."""
    from diffusers import UNet2DModel

    UNet2DModel.from_config(_UNTOLD).save_pretrained(folder)
    (folder / diffusers_source.SCHEDULER).write_bytes(_configurations(folder)[1])
    return [json.dumps(each).encode() for each in (_TOLD, _MATRICES, _UNTOLD)]


def _network(path: Path) -> Draft:
    return diffusers_source.draft(path.parent, Answers())


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


def _tokenizers(folder: Path) -> Sequence[bytes]:
    """Of every kind, with what is said beside them."""
    told = {"model_max_length": 16, "pad_token": {"content": "[PAD]"}}
    (folder / "tokenizer_config.json").write_text(json.dumps(told))
    return [make().to_str().encode() for make in KINDS.values()]


def _tokenizer(path: Path) -> None:
    """A text is read by it, with what stands around it."""
    found = read_tokenizer(path.parent)
    condition = condition_of(found, found.length or 16, 4, seen=True)
    assert found.vocabulary.file and condition.frame is not None
    found.vocabulary.encode("A red  HEART’s ﬁ 猫 12:30")


def _words_of_clip(folder: Path) -> Sequence[bytes]:
    """CLIP’s words, beside what they are merged by."""
    model = json.loads(clip().to_str())["model"]
    merges = (" ".join(pair) if isinstance(pair, list) else pair for pair in model["merges"])
    (folder / "merges.txt").write_text("\n".join(("#version: 0.2", *merges)))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CLIPTokenizer"}))
    return [json.dumps(model["vocab"]).encode()]


def _encoders(_: Path) -> Sequence[bytes]:
    return [
        b'{"architectures": ["CLIPTextModel"], "vocab_size": 90, "hidden_size": 8, "intermediate_size": 9, '
        b'"num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 7}'
    ]


def _encoder(path: Path) -> None:
    text_folder._config(path.parent)


READERS = (
    Reader(
        name="import-json", seeds=_configurations, read=read_json, mutate=json_mutation, file="config.json",
        opens=("playground.importing.configuration.read_json",),
    ),
    Reader(
        name="import-network", seeds=_networks, read=_network, mutate=json_mutation, file="config.json",
        opens=("playground.importing.configuration.read_json",), inputs=10, memory=512 << 20, seconds=60.0,
    ),
    Reader(
        name="import-tokenizer", seeds=_tokenizers, read=_tokenizer, mutate=json_mutation,
        file="tokenizer.json",
        opens=("playground.importing.tokenizer_source.read_tokenizer",),
    ),
    Reader(
        name="import-clip-words", seeds=_words_of_clip, read=_tokenizer, mutate=json_mutation,
        file="vocab.json",
        opens=("playground.importing.tokenizer_source._of_clip",),
    ),
    Reader(
        name="import-encoder", seeds=_encoders, read=_encoder, mutate=json_mutation, file="config.json",
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
