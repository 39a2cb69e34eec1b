"""A network that is told words as graphs of others: one reads tokens, one draws, and a tokenizer lies beside.

A text encoder takes whole numbers and gives what each of them means, as ``input_ids`` and
``last_hidden_state`` of transformers; a denoising network is told that beside x and time, as by
``encoder_hidden_states`` of diffusers. Masks of both say which words are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from onnx import ModelProto

from playground.core.cards import ImageFormat, TokenCondition
from playground.core.errors import ImportingError
from playground.importing.configuration import Configuration
from playground.importing.draft import Answers, Draft
from playground.importing.graph_edit import Edit
from playground.importing.onnx_part import OnnxPart
from playground.importing.onnx_source import (
    FLOATS,
    TIMES,
    WHOLE,
    Value,
    listed,
    load,
    picture_of,
    ports_of,
)
from playground.importing.schedulers import SchedulerReport, understand
from playground.importing.tokenizer_source import (
    MOST_TOKENS,
    TokenizerSource,
    condition_of,
    is_tokenizer,
    read_tokenizer,
)

SCHEDULER = "scheduler_config.json"
_MOST_FEATURES = 1 << 16
_MOST_GRAPHS = 8

_Kind = TypeVar("_Kind")


class _Graph(NamedTuple):
    """A graph with what it takes and gives."""

    path: Path
    model: ModelProto
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]

    @property
    def text(self) -> str:
        """In words."""
        return f"{listed(self.inputs)} and gives {listed(self.outputs)}"


class _Encoder(NamedTuple):
    """What reads tokens: which input is what; ``segments`` tell apart texts, of which there is one."""

    graph: _Graph
    tokens: Value
    mask: Value | None
    segments: Value | None
    words: Value


class _Denoiser(NamedTuple):
    """What draws: which input is what."""

    graph: _Graph
    x: Value
    time: Value
    words: Value
    whole: Value | None
    mask: Value | None
    result: Value


def graphs_of(folder: Path) -> list[Path]:
    """Graphs in a folder and in those that lie in it."""
    return sorted((*folder.glob("*.onnx"), *folder.glob("*/*.onnx")))


def tokenizer_of(folder: Path) -> Path | None:
    """Where the tokenizer of a folder of graphs lies, if there is one."""
    return next((path for path in (folder, folder / "tokenizer") if is_tokenizer(path)), None)


def draft(folder: Path, tokenizer: Path, answers: Answers) -> Draft:
    """What the graphs of a folder are together; raises :class:`ImportingError`."""
    paths = graphs_of(folder)
    if len(paths) > _MOST_GRAPHS:
        raise ImportingError(f"{folder} holds {len(paths)} graphs; a network that is told words has two.")
    graphs = [_graph(path) for path in paths]
    encoder = _one(graphs, _encoder, "text encoder", folder)
    denoiser = _one(graphs, _denoiser, "denoising network", folder)
    if other := [each for each in graphs if each is not encoder.graph and each is not denoiser.graph]:
        why = (
            "and networks in latents cannot be imported as graphs; import the folder that diffusers saved"
            if len(other[0].inputs) == 1 and other[0].inputs[0].is_picture
            else "which is not known here; take it away"
        )
        raise ImportingError(f"{other[0].path} takes {other[0].text}, {why}.")
    return _joined(folder, encoder, denoiser, read_tokenizer(tokenizer), answers)


def _graph(path: Path) -> _Graph:
    model = load(path)
    inputs, outputs = ports_of(model)
    return _Graph(path, model, tuple(inputs), tuple(outputs))


def _one(graphs: Sequence[_Graph], kind: Callable[[_Graph], _Kind | None], title: str, folder: Path) -> _Kind:
    found = [each for each in map(kind, graphs) if each is not None]
    if len(found) != 1:
        shown = "; ".join(f"{each.path.name} takes {listed(each.inputs)}" for each in graphs)
        which = "no" if not found else "more than one"
        raise ImportingError(f"{folder} holds a tokenizer, and {which} {title} for its words: {shown}.")
    return found[0]


def _encoder(graph: _Graph) -> _Encoder | None:
    rows = [each for each in graph.inputs if each.kind in WHOLE and len(each.sides) == 2]
    masks = [each for each in rows if "mask" in each.name.lower()]
    segments = [each for each in rows if "type" in each.name.lower()]
    tokens = [each for each in rows if each not in masks and each not in segments]
    words = [each for each in graph.outputs if each.kind in FLOATS and len(each.sides) == 3]
    words = [each for each in words if each.name == "last_hidden_state"] or words
    if len(rows) < len(graph.inputs) or len(tokens) != 1 or not words:
        return None
    if len(words) > 1 or len(masks) > 1 or len(segments) > 1:
        raise ImportingError(
            f"{graph.path} takes {graph.text}: what its words mean is to be called “last_hidden_state”."
        )
    return _Encoder(graph, tokens[0], next(iter(masks), None), next(iter(segments), None), words[0])


def _denoiser(graph: _Graph) -> _Denoiser | None:
    x = [each for each in graph.inputs if each.is_picture and each.kind in FLOATS]
    masks = [each for each in graph.inputs if "mask" in each.name.lower()]
    others = [each for each in graph.inputs if each not in x and each not in masks]
    words = [each for each in others if each.kind in FLOATS and len(each.sides) == 3]
    whole = [each for each in others if each.kind in FLOATS and len(each.sides) == 2]
    rest = [each for each in others if each not in words and each not in whole]
    if len(x) != 1 or len(words) != 1:
        return None
    if len(whole) > 1 or len(masks) > 1 or len(rest) != 1 or len(graph.outputs) != 1:
        raise ImportingError(
            f"{graph.path} takes {graph.text}; of a "
            "network that is told words only x, a time, words, all of them in one, and a mask are known, and "
            "one output."
        )
    if rest[0].name.lower() not in TIMES and len(rest[0].sides) > 1:
        raise ImportingError(f"{graph.path} is told {listed(rest)}, which is no time.")
    return _Denoiser(
        graph, x[0], rest[0], words[0], next(iter(whole), None), next(iter(masks), None), graph.outputs[0]
    )


def _joined(
    folder: Path, encoder: _Encoder, denoiser: _Denoiser, tokenizer: TokenizerSource, answers: Answers
) -> Draft:
    shape = picture_of(denoiser.graph.path, denoiser.x, answers)
    condition, whole = _condition(encoder, denoiser, tokenizer, answers)
    report = _scheduler(folder)
    low, high = answers.range or (-1.0, 1.0)
    return Draft(
        paradigm="words", title=folder.name, shape=shape, condition=condition,
        parts={
            "text": _text_part(encoder, condition, whole),
            "denoiser": _denoiser_part(denoiser, condition, shape),
        },
        image=ImageFormat(channels=shape[0], height=shape[1], width=shape[2], low=low, high=high),
        texts={condition.vocabulary: tokenizer.vocabulary.file}, ranged=bool(answers.range or report),
        convention=report.convention if report else None, like=report.like if report else "",
        notes=(*tokenizer.notes, *(report.notes if report else ())),
    )  # fmt: skip


def _scheduler(folder: Path) -> SchedulerReport | None:
    """What a scheduler says that lies beside, where its network answers as it is."""
    there = (path for path in (folder / SCHEDULER, folder / "scheduler" / SCHEDULER) if path.is_file())
    path = next(there, None)
    report = understand(Configuration(path)) if path else None
    if report is not None and report.form != "plain":
        raise ImportingError(f"How a network of words is asked by the scheduler of {path} is not known.")
    return report


def _condition(
    encoder: _Encoder, denoiser: _Denoiser, tokenizer: TokenizerSource, answers: Answers
) -> tuple[TokenCondition, Value | None]:
    """How the network is told words, and the encoder's output that is all of them in one."""
    length = _agreed("tokens", (encoder.tokens.sides[1], encoder.words.sides[1], denoiser.words.sides[1]))
    length = length or answers.length or tokenizer.length
    features = _agreed("features", (encoder.words.sides[2], denoiser.words.sides[2]))
    if length is None or not 2 <= length <= MOST_TOKENS:
        raise ImportingError(
            f"Neither the graphs nor the tokenizer say how many tokens a text has, up to {MOST_TOKENS:,}; "
            "give --length."
        )
    if features is None or features > _MOST_FEATURES:
        raise ImportingError(
            f"The graphs say of no number of features up to {_MOST_FEATURES:,} that a word has."
        )
    whole = _whole(encoder, denoiser)
    mask = denoiser.mask
    biased = mask is not None and len(mask.sides) == 3 and mask.kind in FLOATS
    masked = (mask is not None or encoder.mask is not None) and not biased
    embedding = _edit_of(encoder.graph).table_of(encoder.tokens.name)
    condition = condition_of(
        tokenizer, length, features,
        embedding=embedding.width if embedding else 0, whole=(whole.sides[1] or 0) if whole else 0,
        seen=mask is None and encoder.mask is None, weighted=biased, masked=masked,
    )  # fmt: skip
    rows = embedding.rows if embedding else len(tokenizer.vocabulary)
    if len(tokenizer.vocabulary) > rows:
        raise ImportingError(
            f"The tokenizer has {len(tokenizer.vocabulary):,} words, but the text encoder knows {rows:,}."
        )
    return condition, whole


def _agreed(what: str, sides: Sequence[int | None]) -> int | None:
    """The number that all say who say one."""
    said = {side for side in sides if side is not None}
    if len(said) > 1:
        raise ImportingError(f"The graphs do not fit together: they say {sorted(said)} {what}.")
    return next(iter(said), None)


def _whole(encoder: _Encoder, denoiser: _Denoiser) -> Value | None:
    """What the encoder gives for all words in one, where the network is told that."""
    if denoiser.whole is None:
        return None
    rows = [each for each in encoder.graph.outputs if each.kind in FLOATS and len(each.sides) == 2]
    rows = [each for each in rows if each.name == denoiser.whole.name] or rows
    if len(rows) != 1 or rows[0].sides[1] is None or rows[0].sides[1] != denoiser.whole.sides[1]:
        raise ImportingError(
            f"{denoiser.graph.path} is told {denoiser.whole.text()}, and {encoder.graph.path} gives "
            f"{listed(encoder.graph.outputs)}: which of these is it? Let its name be the same."
        )
    return rows[0]


def _edit_of(graph: _Graph) -> Edit:
    return Edit(graph.model)


def _text_part(encoder: _Encoder, condition: TokenCondition, whole: Value | None) -> OnnxPart:
    graph, edit, length = encoder.graph, _edit_of(encoder.graph), condition.length
    outputs = [each.name for each in (encoder.words, whole) if each is not None]
    batch = edit.free_batch([one.name for one in graph.inputs], outputs)
    table = edit.table_of(encoder.tokens.name)
    edit.tokens(encoder.tokens.name, encoder.tokens.kind, length)
    if encoder.segments is not None:
        edit.zeros(encoder.segments.name, encoder.segments.kind)
    if condition.weighs:
        edit.weights(length, encoder.mask)
    edit.output("words", encoder.words.name, encoder.words.kind, (length, condition.features), sliced=False)
    if whole is not None:
        edit.output("whole", whole.name, whole.kind, (condition.whole,), sliced=False)
    if table is not None:
        edit.output("embedded", table.looked_up, table.kind, (length, table.width), sliced=False)
    return OnnxPart(edit, batch, scalar=False)


def _denoiser_part(denoiser: _Denoiser, condition: TokenCondition, shape: tuple[int, int, int]) -> OnnxPart:
    graph, edit = denoiser.graph, _edit_of(denoiser.graph)
    batch = edit.free_batch([one.name for one in graph.inputs], [denoiser.result.name])
    edit.input("x", denoiser.x.name, denoiser.x.kind, shape)
    edit.time(denoiser.time.name, denoiser.time.kind, denoiser.time.sides)
    words = (condition.length, condition.features)
    edit.input("words", denoiser.words.name, denoiser.words.kind, words)
    if denoiser.whole is not None:
        edit.input("whole", denoiser.whole.name, denoiser.whole.kind, (condition.whole,))
    if condition.weighs:
        edit.weights(condition.length, denoiser.mask)
    given = denoiser.result
    if len(given.sides) != 4 or given.sides[1] not in (shape[0], 2 * shape[0], None):
        raise ImportingError(
            f"{graph.path} gives {given.text()} for a picture of {' × '.join(map(str, shape))}."
        )
    edit.output("prediction", given.name, given.kind, shape, sliced=given.sides[1] == 2 * shape[0])
    return OnnxPart(edit, batch, scalar=denoiser.time.sides in ((), (1,)))
