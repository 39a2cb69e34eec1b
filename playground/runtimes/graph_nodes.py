"""What a node of a graph may say: known operators, settings of a sensible size, and safe divisors.

Shape inference and runtimes trust the settings of a node: some make them loop, divide by zero, or claim more
than there is. The operators are deterministic arithmetic on tensors and nothing else. Left out on purpose:
random operators (noise is an input), control flow and anything else that holds a graph, strings, sequences
and optionals, training, and operators that make large tensors from small ones by data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import onnx
from onnx import AttributeProto, ModelProto, NodeProto

from playground.core.sides import MAX_AXES

_ARITHMETIC = "Add Sub Mul Div Neg Abs Pow Sqrt Reciprocal Exp Log Erf Sin Cos Mod Sum Mean Min Max Sign"
_ROUNDING = "Floor Ceil Round Clip"
_LOGIC = "And Or Not Xor Equal Greater GreaterOrEqual Less LessOrEqual Where"
_ACTIVATION = (
    "Relu LeakyRelu PRelu Elu Selu Celu Sigmoid HardSigmoid HardSwish Swish Mish Tanh Softplus Softsign "
    "Softmax LogSoftmax Gelu ThresholdedRelu"
)
_LAYERS = "MatMul Gemm Conv ConvTranspose Einsum Attention"
_POOLING = "MaxPool AveragePool GlobalAveragePool GlobalMaxPool"
_NORMALISATION = (
    "BatchNormalization InstanceNormalization LayerNormalization GroupNormalization RMSNormalization "
    "LpNormalization MeanVarianceNormalization"
)
_REDUCTION = (
    "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSumExp ReduceSumSquare "
    "ArgMax ArgMin CumSum"
)
_SHAPE = (
    "Identity Constant Cast Shape Size Reshape Flatten Squeeze Unsqueeze Transpose Concat Split Slice Gather "
    "GatherElements Expand Tile DepthToSpace SpaceToDepth Pad Resize Trilu"
)

ALLOWED = frozenset(
    " ".join(
        (
            _ARITHMETIC,
            _ROUNDING,
            _LOGIC,
            _ACTIVATION,
            _LAYERS,
            _POOLING,
            _NORMALISATION,
            _REDUCTION,
            _SHAPE,
        )
    ).split()
)


MAX_NODES = 20_000
MAX_ENTRIES = 64
MAX_TEXT = 1000
OLDEST_OPSET, OLDEST_IR = 7, 3
_SIDE = 1 << 16

_PLAIN = {
    AttributeProto.FLOAT,
    AttributeProto.FLOATS,
    AttributeProto.INT,
    AttributeProto.INTS,
    AttributeProto.STRING,
    AttributeProto.STRINGS,
    AttributeProto.TENSOR,
}
_LIMITS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("axis", "axes", "perm", "start", "batch_dims"), (-MAX_AXES, MAX_AXES)),
    **dict.fromkeys(("kernel_shape", "strides", "dilations", "output_shape", "num_outputs"), (1, _SIDE)),
    **dict.fromkeys(("group", "num_groups", "q_num_heads", "kv_num_heads"), (1, _SIDE)),
    "output_padding": (0, _SIDE),
    "pads": (-_SIDE, _SIDE),
    "blocksize": (1, 1 << 10),
    "p": (1, 2),
}
_OTHERS = (-(1 << 31), 1 << 31)
_FREE = {"Constant", "Slice", "Shape"}
"""What they hold are data, or means as far as there is by a huge number."""
_TERM = re.compile(r"[A-Za-z]*(?:\.\.\.)?[A-Za-z]*")


class UnfitError(Exception):
    """What is wrong with a graph, as the end of a sentence."""


def check_nodes(model: ModelProto) -> None:
    """Raise :class:`UnfitError` for the first thing that no graph of a model here needs."""
    if model.functions:
        raise UnfitError("it defines functions of its own")
    if model.graph.sparse_initializer or model.training_info:
        raise UnfitError("it holds sparse tensors or training information, which no model here needs")
    if len(model.graph.node) > MAX_NODES:
        raise UnfitError(f"it has {len(model.graph.node)} nodes, more than {MAX_NODES}")
    _check_versions(model)
    for node in model.graph.node:
        if node.domain not in ("", "ai.onnx"):
            raise UnfitError(f"it uses “{node.op_type[:80]}” of the foreign domain “{node.domain[:80]}”")
        if node.op_type not in ALLOWED:
            raise UnfitError(
                f"it uses the operator “{node.op_type[:80]}”, which is random, unsafe or unknown here"
            )
        if len({attribute.name for attribute in node.attribute}) < len(node.attribute):
            # Who reads it might take another of the two than whoever checked it.
            raise UnfitError(f"an operator “{node.op_type}” says one of its settings twice")
        for attribute in node.attribute:
            _check_attribute(node, attribute)
        if node.op_type == "Einsum":
            _check_equation(node)
    _check_order(model)


def opset_of(model: ModelProto) -> int:
    """The version of the operators, or 0 where there is none."""
    versions = [int(one.version) for one in model.opset_import if one.domain in ("", "ai.onnx")]
    return versions[0] if len(versions) == 1 else 0


def _check_versions(model: ModelProto) -> None:
    opset, newest = opset_of(model), int(onnx.defs.onnx_opset_version())
    if not OLDEST_OPSET <= opset <= newest:
        raise UnfitError(f"it must say one version of its operators, from {OLDEST_OPSET} to {newest}")
    if not OLDEST_IR <= model.ir_version <= onnx.IR_VERSION:
        raise UnfitError(f"its version {model.ir_version} is not from {OLDEST_IR} to {int(onnx.IR_VERSION)}")


def _check_attribute(node: NodeProto, attribute: AttributeProto) -> None:
    where = f"“{attribute.name[:80]}” of an operator “{node.op_type}”"
    if attribute.type not in _PLAIN:
        raise UnfitError(f"an operator “{node.op_type}” holds a graph or another nested value")
    if attribute.ref_attr_name:
        raise UnfitError(f"{where} is taken from a function that is not there")
    if any(len(text) > MAX_TEXT for text in (attribute.s, *attribute.strings)):
        raise UnfitError(f"{where} is longer than {MAX_TEXT} characters")
    if node.op_type in _FREE:
        return
    least, most = _LIMITS.get(attribute.name, _OTHERS)
    if len(attribute.ints) > MAX_ENTRIES:
        raise UnfitError(f"{where} has {len(attribute.ints)} entries, more than {MAX_ENTRIES}")
    for value in (attribute.i, *attribute.ints) if attribute.type == AttributeProto.INT else attribute.ints:
        if not least <= value <= most:
            raise UnfitError(f"{where} is {value}, and not between {least} and {most}")


def _check_equation(node: NodeProto) -> None:
    """Terms of letters and at most one ellipsis, as many as there are inputs, and at most one result."""
    given = [attribute.s for attribute in node.attribute if attribute.name == "equation"]
    try:
        text = given[0].decode("ascii").replace(" ", "") if given else ""
    except UnicodeDecodeError:
        text = "?"
    left, arrow, result = text.partition("->")
    terms = left.split(",")
    sound = (
        len(terms) == len(node.input)
        and any(character.isalpha() for character in left)
        and all(_TERM.fullmatch(term) for term in (*terms, result))
        and set(result.replace(".", "")) <= set(left)
        and len(set(letters := result.replace(".", ""))) == len(letters)
        and ("..." not in result or "..." in left)
    )
    if not sound:
        raise UnfitError(f"an operator “Einsum” has no sound equation: “{(left + arrow + result)[:80]}”")


def _check_order(model: ModelProto) -> None:
    """Every value is made once, before it is used."""
    graph = model.graph
    weights = [tensor.name for tensor in graph.initializer]
    if len(set(weights)) != len(weights):
        raise UnfitError("two of its weights have one name")
    known = {*weights, *(value.name for value in graph.input), ""}
    for node in graph.node:
        for name in node.input:
            if name not in known:
                raise UnfitError(f"“{name[:80]}” is used before it is made, or never made")
        for name in node.output:
            if name and name in known:
                raise UnfitError(f"“{name[:80]}” is made twice")
            known.add(name)


def tensors_of(model: ModelProto) -> Iterator[Any]:
    """Weights and constants."""
    yield from model.graph.initializer
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.type == AttributeProto.TENSOR:
                yield attribute.t
