"""Changes of ONNX graphs: any field of their messages, and what operators can be told."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import onnx
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import DecodeError, EncodeError, Message
from onnx import AttributeProto, NodeProto, helper

from playground.runtimes.graph_nodes import ALLOWED
from tests.fuzz.mutate import plain
from tests.fuzz.mutate.values import NUMBERS, REALS, TEXTS

_SIDES = (-1, 0, 1, 2, 3, 7, 64, 2**31, 2**32, 2**62, 2**63 - 1, -(2**63))
_EQUATIONS = (
    "ij,jk->ik",
    ".....",
    "...",
    "i...->...",
    "ii",
    "->",
    "a" * 300,
    "ij,jk",
    "i j",
    ",",
    "Aé,b->",
    "....,->i",
)
_OPERATORS = sorted(ALLOWED)


def graph_mutation(rng: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """A graph that is parsed; now and then it is none."""
    if rng.random() < 0.15:
        return plain.mutate(rng, data, seeds)
    try:
        model = onnx.load_model_from_string(data)
    except (DecodeError, ValueError):
        return plain.mutate(rng, data, seeds)
    for _ in range(rng.choice((1, 1, 2, 3))):
        # Some fields take no value that their message does not know.
        with contextlib.suppress(ValueError, TypeError):
            rng.choice(_CHANGES)(rng, model)
    try:
        return bytes(model.SerializeToString())[: plain.LARGEST]
    except (EncodeError, ValueError):
        return plain.mutate(rng, data, seeds)


def _messages(message: Message) -> Iterator[Any]:
    yield message
    for field, value in message.ListFields():
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            for inner in value if _repeated(field) else (value,):
                yield from _messages(inner)


def _repeated(field: Any) -> bool:
    return (
        bool(field.is_repeated)
        if hasattr(field, "is_repeated")
        else field.label == FieldDescriptor.LABEL_REPEATED
    )


def _field(rng: Random, model: Any) -> None:
    """Any field of any message."""
    message = rng.choice(list(_messages(model)))
    field = rng.choice(message.DESCRIPTOR.fields)
    if rng.random() < 0.2:
        message.ClearField(field.name)
        return
    place = getattr(message, field.name)
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        _message(rng, message, field, place)
    elif _repeated(field):
        if len(place) and rng.random() < 0.3:
            del place[rng.randrange(len(place))]
        else:
            place.extend([_value(rng, field)] * rng.choice((1, 1, 2, 100)))
    else:
        setattr(message, field.name, _value(rng, field))


def _message(rng: Random, message: Any, field: Any, place: Any) -> None:
    if not _repeated(field):
        place.SetInParent()
    elif len(place) and rng.random() < 0.4:
        del place[rng.randrange(len(place))]
    elif len(place):
        copies = [type(place[0]).FromString(rng.choice(place).SerializeToString())] * rng.choice((1, 1, 50))
        place.extend(copies)
    else:
        place.add()


def _value(rng: Random, field: Any) -> Any:
    kinds = FieldDescriptor
    if field.type in (kinds.TYPE_INT64, kinds.TYPE_UINT64, kinds.TYPE_INT32, kinds.TYPE_ENUM):
        bits = 32 if field.type in (kinds.TYPE_INT32, kinds.TYPE_ENUM) else 64
        value = rng.choice((*range(25), *NUMBERS)) % (1 << bits)
        return value if field.type == kinds.TYPE_UINT64 or value < 1 << (bits - 1) else value - (1 << bits)
    if field.type in (kinds.TYPE_FLOAT, kinds.TYPE_DOUBLE):
        return rng.choice((*REALS, 1e30, float("nan"), float("inf")))
    if field.type == kinds.TYPE_STRING:
        return rng.choice((*TEXTS, *_EQUATIONS))
    return rng.randbytes(rng.choice((0, 1, 8, 100)))


def _operator(rng: Random, model: Any) -> None:
    if model.graph.node:
        rng.choice(model.graph.node).op_type = rng.choice((*_OPERATORS, "Loop", "Scan", "If", "RandomNormal"))


def _attribute(rng: Random, model: Any) -> None:
    """What an operator can be told, of the right type and at the bounds."""
    if model.graph.node:
        _tell(rng, rng.choice(model.graph.node))


def _tell(rng: Random, node: NodeProto) -> None:
    try:
        known = onnx.defs.get_schema(node.op_type).attributes
    except onnx.defs.SchemaError:
        return
    if not known:
        return
    name = rng.choice(sorted(known))
    for index in reversed([i for i, there in enumerate(node.attribute) if there.name == name]):
        del node.attribute[index]
    attribute = AttributeProto(name=name, type=int(known[name].type))
    attribute.i, attribute.f = rng.choice(_SIDES), rng.choice(REALS)
    attribute.s = rng.choice((*TEXTS[:20], *_EQUATIONS, "SAME_UPPER", "linear", "constant")).encode()
    attribute.ints.extend(rng.choice(_SIDES) for _ in range(rng.choice((0, 1, 2, 4, 5, 100))))
    attribute.floats.extend(rng.choice(REALS) for _ in range(rng.choice((0, 1, 4))))
    attribute.strings.extend(rng.choice(_EQUATIONS).encode() for _ in range(2))
    if attribute.type == AttributeProto.TENSOR:
        attribute.t.CopyFrom(_tensor(rng, "value"))
    for field in ("i", "f", "s", "ints", "floats", "strings"):
        if field != {1: "f", 2: "i", 3: "s", 6: "floats", 7: "ints", 8: "strings"}.get(attribute.type):
            attribute.ClearField(field)
    node.attribute.append(attribute)


def _tensor(rng: Random, name: str) -> Any:
    count = rng.choice((0, 1, 2, 4))
    if rng.random() < 0.7:
        return helper.make_tensor(name, 7, [count], [rng.choice(_SIDES) for _ in range(count)])
    return helper.make_tensor(name, 1, [count], [rng.choice(REALS[:3]) for _ in range(count)])


def _names(model: Any) -> list[str]:
    values = (*model.graph.input, *model.graph.initializer, *model.graph.output)
    return [value.name for value in values] + [name for node in model.graph.node for name in node.output]


def _wires(rng: Random, model: Any) -> None:
    """What goes in comes from elsewhere, perhaps from behind."""
    nodes = [node for node in model.graph.node if node.input]
    if nodes:
        node = rng.choice(nodes)
        node.input[rng.randrange(len(node.input))] = rng.choice((*_names(model), ""))


def _new_node(rng: Random, model: Any) -> None:
    """A node more between the others, often one whose size follows from data."""
    often = ("Einsum", "Expand", "Pad", "Resize", "Reshape", "Slice", "Gather", "Split", "CumSum", "Concat")
    operator = rng.choice((*_OPERATORS, *often, *often))
    inputs = []
    for index in range(rng.choice((1, 1, 2, 3))):
        if index and rng.random() < 0.7:
            name = f"fuzz{len(model.graph.initializer)}"
            model.graph.initializer.append(_tensor(rng, name))
            inputs.append(name)
        else:
            inputs.append(rng.choice(_names(model) or ["x"]))
    output = rng.choice((f"new{len(model.graph.node)}", *[value.name for value in model.graph.output]))
    node = helper.make_node(operator, inputs, [output])
    for _ in range(rng.choice((0, 1, 2))):
        _tell(rng, node)
    if operator == "Einsum":
        node.attribute.append(helper.make_attribute("equation", rng.choice(_EQUATIONS)))
    model.graph.node.insert(rng.randrange(len(model.graph.node) + 1), node)


def _sides(rng: Random, model: Any) -> None:
    """Sides of tensors and of what goes in and out."""
    tensors = [*model.graph.initializer]
    values = [*model.graph.input, *model.graph.output, *model.graph.value_info]
    if tensors and rng.random() < 0.5:
        tensor = rng.choice(tensors)
        if tensor.dims:
            tensor.dims[rng.randrange(len(tensor.dims))] = rng.choice(_SIDES)
    elif values:
        sides = rng.choice(values).type.tensor_type.shape.dim
        if sides:
            rng.choice(sides).dim_value = rng.choice(_SIDES)


_CHANGES = (
    _field, _field, _field, _operator, _operator, _attribute, _attribute, _wires, _new_node, _new_node,
    _sides,
)  # fmt: skip
