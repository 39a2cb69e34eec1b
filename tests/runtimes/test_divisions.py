"""No graph may divide whole numbers by −1, which would end the process that runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from playground.core.errors import ModelFileError  # noqa: E402
from playground.paradigms.cards import read_card  # noqa: E402
from playground.runtimes.graph_verdict import check_graph  # noqa: E402


def constant(model: Any, name: str, value: list[Any], kind: type = np.int64) -> str:
    model.graph.initializer.append(numpy_helper.from_array(np.array(value, kind), name))
    return name


def node(model: Any, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
    model.graph.node.append(helper.make_node(operator, inputs, [output], **attributes))
    return output


def by_minus_one(model: Any) -> str:
    return constant(model, "divisor", [-1])


def by_minus_one_of_32_bits(model: Any) -> str:
    return constant(model, "divisor", [3, -1], np.int32)


def by_zero(model: Any) -> str:
    return constant(model, "divisor", [0])


def by_a_constant_node(model: Any) -> str:
    return node(model, "Constant", [], "divisor", value_ints=[2, -1])


def by_what_was_computed(model: Any) -> str:
    return node(model, "Add", [constant(model, "one", [1]), constant(model, "less", [-2])], "divisor")


def by_data(model: Any) -> str:
    return node(
        model, "ReduceMax", [node(model, "Cast", ["latent"], "whole", to=TensorProto.INT64)], "divisor"
    )


def by_two(model: Any) -> str:
    return constant(model, "divisor", [2])


def by_a_node_of_two(model: Any) -> str:
    return node(model, "Constant", [], "divisor", value=numpy_helper.from_array(np.array([2]), "two"))


def by_a_size(model: Any) -> str:
    shape = node(model, "Shape", ["latent"], "shape")
    side = node(model, "Gather", [shape, constant(model, "first", [0])], "side")
    return node(model, "Concat", [side], "divisor", axis=0)


def by_a_fraction(model: Any) -> str:
    return constant(model, "divisor", [-1.0], np.float32)


def judged(models: Path, divisor: Callable[[Any], str]) -> str:
    """The sentence for a graph that divides by it, or nothing."""
    path = models / "tiny" / "decoder.onnx"
    model = onnx.load(path, load_external_data=False)
    name = divisor(model)
    kind = next(
        (tensor.data_type for tensor in model.graph.initializer if tensor.name == name), TensorProto.INT64
    )
    number = constant(model, "number", [-1], helper.tensor_dtype_to_np_dtype(kind))
    node(model, "Div", [number, name], "quotient")
    path.write_bytes(model.SerializeToString())
    try:
        check_graph(read_card(models / "tiny"), models / "tiny", "decoder")
    except ModelFileError as error:
        return error.sentence
    return ""


@pytest.mark.parametrize(
    "divisor",
    [by_minus_one, by_minus_one_of_32_bits, by_zero, by_a_constant_node, by_what_was_computed, by_data],
)
def test_a_divisor_that_may_be_minus_one_is_refused(models: Path, divisor: Callable[[Any], str]) -> None:
    assert "divides whole numbers by “divisor”" in judged(models, divisor)


@pytest.mark.parametrize("divisor", [by_two, by_a_node_of_two, by_a_size, by_a_fraction])
def test_other_divisors_are_not(models: Path, divisor: Callable[[Any], str]) -> None:
    assert judged(models, divisor) == ""
