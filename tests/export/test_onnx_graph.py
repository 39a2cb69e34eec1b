"""ONNX graphs whose weights stay in the safetensors file beside them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto
from safetensors.torch import load_file, save_file
from torch import nn

from playground.core.errors import ExportError
from playground.core.ports import Port
from playground.export.onnx_graph import (
    difference,
    largest_difference,
    safetensors_offsets,
    share_of_most,
    share_of_size,
    write_graph,
)
from playground.networks import build

pytestmark = pytest.mark.torch

CONFIGS = {
    "vae-mlp": {"latent": 3, "encoder": [40], "decoder": [40], "height": 8, "width": 8},
    "vae-conv": {"latent": 3, "half": 4, "quarter": 6, "hidden": 10, "height": 8, "width": 8},
}
LATENT = (Port(name="latent", shape=(3,)),)
PICTURE = (Port(name="location", shape=(1, 8, 8)), Port(name="log_scale", shape=(1, 8, 8)))


def exported(name: str, folder: Path) -> tuple[nn.Module, Path]:
    torch.manual_seed(0)
    network = build(name, CONFIGS[name]).eval()
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.2)
    save_file(network.state_dict(), folder / "weights.safetensors")
    decoder = network.get_submodule("decoder")
    write_graph(decoder, "decoder", LATENT, PICTURE, folder / "weights.safetensors", folder / "decoder.onnx")
    return decoder, folder / "decoder.onnx"


@pytest.mark.parametrize("name", CONFIGS)
def test_both_runtimes_agree_for_every_batch_size(name: str, tmp_path: Path) -> None:
    decoder, graph = exported(name, tmp_path)
    assert largest_difference(decoder, graph, LATENT, batches=(1, 2, 7, 50)) < 1e-5


@pytest.mark.parametrize("name", CONFIGS)
def test_offsets_lead_to_the_tensors_of_that_name(name: str, tmp_path: Path) -> None:
    _, graph = exported(name, tmp_path)
    tensors = load_file(tmp_path / "weights.safetensors")
    data = (tmp_path / "weights.safetensors").read_bytes()
    external = 0
    for tensor in onnx.load(str(graph), load_external_data=False).graph.initializer:
        if tensor.data_location != TensorProto.EXTERNAL:
            continue
        place = {entry.key: entry.value for entry in tensor.external_data}
        assert place["location"] == "weights.safetensors"
        offset, length = int(place["offset"]), int(place["length"])
        found = np.frombuffer(data[offset : offset + length], np.float32).reshape(tuple(tensor.dims))
        np.testing.assert_array_equal(found, tensors[f"decoder.{tensor.name}"].numpy())
        external += 1
    assert external == sum(name.startswith("decoder.") for name in tensors)
    assert graph.stat().st_size < 20_000


def test_a_changed_weight_in_the_file_is_seen_by_the_graph(tmp_path: Path) -> None:
    decoder, graph = exported("vae-mlp", tmp_path)
    tensors = load_file(tmp_path / "weights.safetensors")
    tensors["decoder.location.bias"] = tensors["decoder.location.bias"] + 1
    save_file(tensors, tmp_path / "weights.safetensors")
    assert largest_difference(decoder, graph, LATENT) == pytest.approx(1.0, abs=1e-4)


def test_weights_that_differ_from_the_file_are_refused(tmp_path: Path) -> None:
    decoder, graph = exported("vae-mlp", tmp_path)
    with torch.no_grad():
        decoder.get_parameter("location.bias").add_(1)
    with pytest.raises(ExportError, match="differs"):
        write_graph(decoder, "decoder", LATENT, PICTURE, tmp_path / "weights.safetensors", graph)


def test_weights_that_the_file_lacks_are_refused(tmp_path: Path) -> None:
    decoder, graph = exported("vae-mlp", tmp_path)
    save_file({"other": torch.zeros(1)}, tmp_path / "weights.safetensors")
    with pytest.raises(ExportError, match="lacks"):
        write_graph(decoder, "decoder", LATENT, PICTURE, tmp_path / "weights.safetensors", graph)


def test_offsets_cover_the_file_to_its_end(tmp_path: Path) -> None:
    save_file({"a": torch.arange(3.0), "b": torch.ones(2, 2)}, tmp_path / "w.safetensors", {"note": "x"})
    offsets = safetensors_offsets(tmp_path / "w.safetensors")
    assert set(offsets) == {"a", "b"}
    assert (
        max(offset + length for offset, length in offsets.values())
        == (tmp_path / "w.safetensors").stat().st_size
    )


@pytest.mark.parametrize("odd", [np.nan, np.inf])
def test_what_is_not_finite_agrees_with_the_same_alone(tmp_path: Path, odd: float) -> None:
    decoder, graph = exported("vae-mlp", tmp_path)
    tensors = load_file(tmp_path / "weights.safetensors")
    tensors["decoder.location.bias"][0] = odd
    save_file(tensors, tmp_path / "weights.safetensors")
    assert largest_difference(decoder, graph, LATENT) == np.inf
    with torch.no_grad():
        decoder.get_parameter("location.bias")[0] = odd
    assert largest_difference(decoder, graph, LATENT) < 1e-5
    with torch.no_grad():
        decoder.get_parameter("location.bias")[0] = -np.inf
    assert largest_difference(decoder, graph, LATENT) == np.inf


class Told(torch.nn.Module):
    def forward(self, time: torch.Tensor) -> torch.Tensor:
        return time


def test_a_difference_at_late_times_is_found_where_they_are_reached(tmp_path: Path) -> None:
    ports = [onnx.helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch"]) for name in "io"]
    most = onnx.helper.make_tensor("most", TensorProto.FLOAT, [1], [1.0])
    node = onnx.helper.make_node("Min", ["i", "most"], ["o"])
    body = onnx.helper.make_graph([node], "clipped", ports[:1], ports[1:], [most])
    opset = [onnx.helper.make_opsetid("", 17)]
    graph = tmp_path / "clipped.onnx"
    onnx.save(onnx.helper.make_model(body, opset_imports=opset, ir_version=8), str(graph))
    time = (Port(name="i", shape=()),)
    assert largest_difference(Told(), graph, time) == 0
    assert largest_difference(Told(), graph, time, reach={"i": (0.0, 999.0)}) > 900


def test_large_values_may_differ_by_their_last_digits() -> None:
    """Those within ±1 are held to the same as ever, and so is what is not finite."""
    one = np.array([0.5, -300.0, np.inf])
    assert difference(one, one + 1e-3) == pytest.approx(1e-3)
    assert share_of_size(one, one + np.array([0, 1e-3, 0])) == pytest.approx(1e-3 / 300)
    assert share_of_size(one, one + np.array([1e-3, 0, 0])) == pytest.approx(1e-3)
    assert share_of_size(one, np.array([0.5, -300.0, 1.0])) == np.inf


def test_of_most_values_one_of_a_thousand_may_differ() -> None:
    one = np.linspace(0, 1, 4000)
    other = one.copy()
    other[:3] += 0.5
    assert share_of_most(one, other) == 0
    other[:8] += 0.5
    assert share_of_most(one, other) > 0.4
    assert share_of_most(one, one + 1e-3) == pytest.approx(1e-3)
    assert share_of_most(one, np.where(one > 0.5, np.nan, one)) == np.inf


class Repeats(nn.Module):
    """Says the same twice, in constants and in what is computed."""

    def forward(self, latent: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        one = torch.exp(-latent[:, :2]) * 3
        other = torch.exp(-latent[:, :2]) * 3
        return one + other.sum(dim=1, keepdim=True), torch.exp(-latent[:, :2]) * 3


def test_a_graph_computes_nothing_twice(tmp_path: Path) -> None:
    save_file({"nothing": torch.zeros(1)}, tmp_path / "weights.safetensors")
    outputs = (Port(name="sum", shape=(2,)), Port(name="again", shape=(2,)))
    graph = tmp_path / "repeats.onnx"
    write_graph(Repeats(), "", LATENT, outputs, tmp_path / "weights.safetensors", graph)
    model = onnx.load(str(graph))
    results = {value.name for value in model.graph.output}
    said = [
        (node.op_type, tuple(node.input), tuple(each.SerializeToString() for each in node.attribute))
        for node in model.graph.node
        if results.isdisjoint(node.output)
    ]
    assert len(set(said)) == len(said)
    assert sum(node.op_type == "Exp" for node in model.graph.node) == 1
    assert largest_difference(Repeats(), graph, LATENT, batches=(1, 3)) < 1e-6
