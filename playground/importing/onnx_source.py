"""Graphs of others: what their inputs and outputs are for, and the same graph with the ports of a card.

A graph is read as data. Before a runtime loads anything of it, the graph that is made of it has been checked
in a child, as every graph of a model is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import onnx
from onnx import ModelProto, TensorProto, ValueInfoProto

from playground.core import plain_text
from playground.core.cards import Condition, ImageFormat, LabelCondition, Unconditional
from playground.core.errors import ImportingError
from playground.core.guard import guarded
from playground.core.regular_files import open_regular
from playground.core.sides import MAX_AXES, numbers_in
from playground.importing.draft import Answers, Draft, OnePart, label_names
from playground.importing.graph_edit import Edit, cut, leave_out_unused
from playground.importing.onnx_part import OnnxPart
from playground.runtimes.graph_verdict import MAX_GRAPH_BYTES

MAX_DATA = 4 << 30
FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)
WHOLE = (TensorProto.INT64, TensorProto.INT32)
TIMES = ("t", "ts", "time", "times", "timestep", "timesteps", "sigma", "sigmas", "step", "noise_level")
_LABELS = ("y", "label", "labels", "class", "class_labels", "c", "cond")


class Value(NamedTuple):
    """An input or output of a graph: its sides, of which those that are open are ``None``."""

    name: str
    kind: int
    sides: tuple[int | None, ...]

    @property
    def is_picture(self) -> bool:
        """Whether it has channels, rows and columns."""
        return len(self.sides) == 4 and self.sides[2:] != (1, 1)

    def text(self) -> str:
        """In words."""
        sides = " × ".join("?" if side is None else str(side) for side in self.sides)
        return f"“{plain_text.line(self.name)}” ({sides or 'one number'})"


def draft(graph: Path, answers: Answers) -> Draft:
    """What a graph turned out to be; raises :class:`ImportingError` with what would have to be said of it."""
    model = load(graph)
    inputs, outputs = ports_of(model)
    if len(inputs) == 1 and len(outputs) == 3 and inputs[0].is_picture:
        return _autoencoder(graph, model, inputs[0], outputs, answers)
    if not inputs or len(outputs) != 1:
        raise ImportingError(
            f"{graph} takes {listed(inputs)} and gives {listed(outputs)}; a network with one output can "
            "be imported: a denoising network, a decoder or a generator; or a whole autoencoder, from a "
            "picture to a picture, the mean of its code and the logarithm of its variance."
        )
    if any(one.is_picture and one.kind in FLOATS for one in inputs):
        return _denoiser(graph, model, inputs, outputs[0], answers)
    return _drawing(graph, model, inputs, outputs[0], answers)


def load(graph: Path) -> ModelProto:
    """A graph with all of its weights, also those in files beside it; raises :class:`ImportingError`."""
    with guarded(ImportingError, f"The graph {graph} cannot be read"):
        with open_regular(graph, MAX_GRAPH_BYTES) as file:
            model = onnx.load_model_from_string(file.read())
        if not model.graph.node:
            raise ImportingError(f"{graph} is no ONNX graph.")
        leave_out_unused(model)
        left = MAX_DATA
        for tensor in model.graph.initializer:
            if tensor.data_location == TensorProto.EXTERNAL:
                left -= _take_in(tensor, graph, left)
        for tensor in (*model.graph.initializer, *_constants(model)):
            _check_claim(tensor, graph)
    return model


def _constants(model: ModelProto) -> Iterator[TensorProto]:
    return (one.t for node in model.graph.node for one in node.attribute if one.HasField("t"))


def _check_claim(tensor: TensorProto, graph: Path) -> None:
    """Raise for numbers that are said to be there and are not."""
    width = _BYTES.get(int(tensor.data_type))
    if width is None:
        return  # The check of the graph refuses it.
    claimed = numbers_in(tensor.dims, MAX_DATA)
    held = len(tensor.raw_data) // width if tensor.HasField("raw_data") else _typed(tensor)
    if claimed != held:
        raise ImportingError(
            f"The graph {graph} is damaged: it claims {claimed:,} numbers in “{plain_text.line(tensor.name)}”"
            f", and holds {held:,}."
        )


def _typed(tensor: TensorProto) -> int:
    """How many numbers stand in the lists of a tensor, of which one is in use."""
    lists = (tensor.float_data, tensor.int32_data, tensor.int64_data, tensor.double_data)
    return max(map(len, lists))


def _take_in(tensor: TensorProto, graph: Path, most: int) -> int:
    """Let a weight that lies in a file beside the graph lie in the graph; gives how many bytes those are."""
    place = {entry.key: entry.value for entry in tensor.external_data}
    location = place.get("location", "")
    path = graph.parent / location
    if Path(location).name != location or path.is_symlink() or not path.is_file():
        raise ImportingError(
            f"The graph {graph} keeps weights in “{plain_text.line(location)}”, which is no file beside it."
        )
    size = numbers_in(tensor.dims, MAX_DATA) * _BYTES.get(int(tensor.data_type), 0)
    offset = int(place.get("offset", "0"))
    if size > most:
        raise ImportingError(f"The weights of {graph} are larger than {MAX_DATA:,} bytes together.")
    if size <= 0 or offset < 0 or offset + size > path.stat().st_size:
        raise ImportingError(
            f"The graph {graph} claims {size:,} bytes in {path.name}, which do not lie there."
        )
    with open_regular(path, MAX_DATA) as file:
        file.seek(offset)
        data = file.read(size)
    tensor.ClearField("external_data")
    tensor.data_location = TensorProto.DEFAULT
    tensor.raw_data = data
    return size


_BYTES: dict[int, int] = {
    TensorProto.FLOAT: 4, TensorProto.DOUBLE: 8, TensorProto.FLOAT16: 2, TensorProto.INT64: 8,
    TensorProto.INT32: 4,
    TensorProto.UINT8: 1, TensorProto.INT8: 1, TensorProto.BOOL: 1,
}  # fmt: skip


def ports_of(model: ModelProto) -> tuple[list[Value], list[Value]]:
    """What a graph takes and gives."""
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [_value(one) for one in model.graph.input if one.name not in weights]
    return inputs, [_value(one) for one in model.graph.output]


def _value(info: ValueInfoProto) -> Value:
    tensor = info.type.tensor_type
    if len(tensor.shape.dim) > MAX_AXES:
        raise ImportingError(
            f"“{plain_text.line(info.name)}” of the graph has {len(tensor.shape.dim):,} axes, more than "
            f"{MAX_AXES}."
        )
    sides = tuple(
        int(side.dim_value) if side.HasField("dim_value") and side.dim_value > 0 else None
        for side in tensor.shape.dim
    )
    return Value(str(info.name), int(tensor.elem_type), sides)


def listed(values: Sequence[Value]) -> str:
    """Several in words."""
    return " and ".join(value.text() for value in values) or "nothing"


class _Asked(NamedTuple):
    """The inputs of a network by what they are for."""

    main: Value
    time: Value | None
    label: Value | None


def _denoiser(graph: Path, model: ModelProto, inputs: list[Value], output: Value, answers: Answers) -> Draft:
    main = next(one for one in inputs if one.is_picture and one.kind in FLOATS)
    asked = _sorted(graph, main, [one for one in inputs if one is not main])
    if asked.time is None:
        raise ImportingError(
            f"{graph} takes {listed(inputs)} and gives {output.text()}: a denoising network is told a time."
        )
    shape = picture_of(graph, main, answers)
    if len(output.sides) != 4 or output.sides[1] not in (shape[0], 2 * shape[0], None):
        raise ImportingError(f"{graph} gives {output.text()} for a picture of {' × '.join(map(str, shape))}.")
    edit = Edit(model)
    batch = edit.free_batch([one.name for one in inputs], [output.name])
    edit.input("x", asked.main.name, asked.main.kind, shape)
    edit.time(asked.time.name, asked.time.kind, asked.time.sides)
    condition, notes = _condition(edit, graph, asked.label, answers)
    edit.output("prediction", output.name, output.kind, shape, sliced=output.sides[1] == 2 * shape[0])
    part: OnePart = OnnxPart(edit, batch, scalar=asked.time.sides in ((), (1,)))
    low, high = answers.range or (-1.0, 1.0)
    return Draft(
        paradigm="diffusion", title=graph.stem, shape=shape, parts={"denoiser": part}, condition=condition,
        image=ImageFormat(channels=shape[0], height=shape[1], width=shape[2], low=low, high=high),
        labels=label_names(condition.classes, answers), ranged=answers.range is not None, notes=notes,
    )  # fmt: skip


def _sorted(graph: Path, main: Value, others: list[Value]) -> _Asked:
    """Tell time and label apart, by their names and types."""
    time = next((one for one in others if one.name.lower() in TIMES), None)
    label = next((one for one in others if one.name.lower() in _LABELS and one is not time), None)
    rest = [one for one in others if one is not time and one is not label]
    if time is None:
        # A label is a whole number; what may be none is the time.
        time = next((one for one in rest if one.kind in FLOATS), next(iter(rest), None))
        rest = [one for one in rest if one is not time]
    if label is None and rest:
        label = next((one for one in rest if one.kind in WHOLE), None)
        rest = [one for one in rest if one is not label]
    if any(len(one.sides) == 3 and one.kind in FLOATS for one in rest):
        raise ImportingError(
            f"{graph} is also told {listed(rest)}: to be told words it needs its text encoder (.onnx) and "
            "its tokenizer.json in one folder; import that."
        )
    if rest:
        raise ImportingError(
            f"{graph} is also told {listed(rest)}; only what is told a time and a class can be imported."
        )
    return _Asked(main, time, label)


def picture_of(graph: Path, value: Value, answers: Answers) -> tuple[int, int, int]:
    """Channels and sides of a picture."""
    channels, *sides = value.sides[1:]
    height, width = (side or answers.side for side in sides)
    if channels is None or height is None or width is None:
        raise ImportingError(
            f"{graph} takes or gives {value.text()} and does not say how large its pictures are; give "
            "--size, or pictures like those it was trained on by --pictures."
        )
    return channels, height, width


def _condition(
    edit: Edit, graph: Path, label: Value | None, answers: Answers
) -> tuple[Condition, tuple[str, ...]]:
    if label is None:
        if answers.labels:
            raise ImportingError(f"{graph} is told no class, so --labels have no meaning.")
        return Unconditional(), ()
    edit.label(label.name, label.kind, label.sides)
    rows = edit.rows_for(label.name)
    classes = len(answers.labels) or rows
    if not classes:
        raise ImportingError(f"{graph} is told a class, but not of how many; name them by --labels.")
    if not rows or rows == classes:
        return LabelCondition(classes=classes), ()
    if rows == classes + 1:
        return LabelCondition(classes=classes, null=classes), ()
    raise ImportingError(f"{graph} knows {rows} classes, but {len(answers.labels)} labels were given.")


def _drawing(graph: Path, model: ModelProto, inputs: list[Value], output: Value, answers: Answers) -> Draft:
    """A decoder or a generator: numbers to a picture."""
    main = next((one for one in inputs if one.kind in FLOATS and len(one.sides) in (2, 4)), None)
    if main is None or main.sides[1] is None or any(side != 1 for side in main.sides[2:]):
        raise ImportingError(
            f"{graph} takes {listed(inputs)} and gives {output.text()}, which is no network known here."
        )
    if answers.role not in ("decoder", "generator"):
        raise ImportingError(
            f"{graph} takes {main.text()} and gives {output.text()}: say by --role whether it is the decoder "
            "of a VAE or the generator of a GAN."
        )
    others = [one for one in inputs if one is not main]
    if len(others) > 1 or (others and answers.role == "decoder"):
        raise ImportingError(f"{graph} is also told {listed(others)}, which is not known here.")
    shape = _givenpicture_of(graph, output, answers)
    edit = Edit(model)
    batch = edit.free_batch([one.name for one in inputs], [output.name])
    name, result = ("latent", "location") if answers.role == "decoder" else ("noise", "image")
    edit.input(name, main.name, main.kind, (main.sides[1],), sides=len(main.sides))
    condition, notes = _condition(edit, graph, others[0] if others else None, answers)
    edit.output(result, output.name, output.kind, shape, sliced=False)
    part = OnnxPart(edit, batch, scalar=False)
    low, high = answers.range or (-1.0, 1.0)
    return Draft(
        paradigm="vae" if answers.role == "decoder" else "gan", title=graph.stem, parts={answers.role: part},
        latent=main.sides[1], condition=condition, labels=label_names(condition.classes, answers),
        image=ImageFormat(channels=shape[0], height=shape[1], width=shape[2], low=low, high=high),
        ranged=answers.range is not None, notes=notes,
    )  # fmt: skip


def _autoencoder(
    graph: Path, model: ModelProto, picture: Value, outputs: list[Value], answers: Answers
) -> Draft:
    """A whole autoencoder, which is cut at its code."""
    drawn = [one for one in outputs if one.sides[1:] == picture.sides[1:]]
    rows = [one for one in outputs if len(one.sides) == 2]
    halves = None
    if len(drawn) == 1 and len(rows) == 2 and rows[0].sides == rows[1].sides and rows[0].sides[1]:
        halves = cut(model, picture.name, drawn[0].name, (rows[0].name, rows[1].name))
    if halves is None:
        raise ImportingError(
            f"{graph} takes {picture.text()} and gives {listed(outputs)}: no picture that follows from one "
            "of these alone. Of an autoencoder, decode the mean of the code and draw no noise when it is "
            "exported, or export its decoder alone."
        )
    shape, latent = picture_of(graph, picture, answers), rows[0].sides[1] or 0
    edit, back = Edit(halves.encoder), Edit(halves.decoder)
    batches = (
        edit.free_batch([picture.name], [halves.mean, halves.log_variance]),
        back.free_batch([one.name for one in back.inputs], [drawn[0].name]),
    )
    edit.input("image", picture.name, picture.kind, shape)
    for name, own in (("mean", halves.mean), ("log_variance", halves.log_variance)):
        edit.output(name, own, rows[0].kind, (latent,), sliced=False)
    back.input("latent", back.inputs[0].name, rows[0].kind, (latent,))
    back.given[halves.mean] = "latent"
    back.output("location", drawn[0].name, drawn[0].kind, shape, sliced=False)
    low, high = answers.range or (-1.0, 1.0)
    return Draft(
        paradigm="vae", title=graph.stem, latent=latent, ranged=answers.range is not None,
        parts={
            "encoder": OnnxPart(edit, batches[0], scalar=False),
            "decoder": OnnxPart(back, batches[1], scalar=False),
        },
        image=ImageFormat(channels=shape[0], height=shape[1], width=shape[2], low=low, high=high),
        notes=(
            f"Its output “{plain_text.line(halves.mean)}” is what it decodes, and “"
            f"{plain_text.line(halves.log_variance)}” is taken for the logarithm of its variance.",
            "No graph tells the likelihood that an autoencoder was trained with, so there are no bits.",
        ),
    )  # fmt: skip


def _givenpicture_of(graph: Path, output: Value, answers: Answers) -> tuple[int, int, int]:
    """The shape of what is drawn, also where it is given as a row of grey pixels, or of three such."""
    if len(output.sides) == 2 and output.sides[1] is not None:
        for channels in (1, 3):
            side = answers.size or math.isqrt(output.sides[1] // channels)
            if channels * side**2 == output.sides[1]:
                return channels, side, side
    if len(output.sides) != 4:
        raise ImportingError(f"{graph} gives {output.text()}, which is no picture.")
    return picture_of(graph, output, answers)
