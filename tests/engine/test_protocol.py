"""Whatever is said arrives as it was said; whatever else arrives is refused."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.core.errors import EngineError, RecipeError
from playground.core.frames import Frame
from playground.core.resources import Placement
from playground.engine import protocol
from playground.engine.protocol import (
    Acknowledge,
    Cancel,
    Command,
    Failed,
    Finished,
    FrameMessage,
    Message,
    Notice,
    Pause,
    Ready,
    Shutdown,
    Start,
    StepOnce,
    Update,
    decode_command,
    decode_message,
    encode,
    printable,
    read_recipe,
    write_recipe,
)
from tests.support.engine_world import RUNS, Count

DTYPES = st.one_of(
    arrays.boolean_dtypes(),
    arrays.integer_dtypes(endianness="?"),
    arrays.unsigned_integer_dtypes(endianness="?"),
    arrays.floating_dtypes(endianness="?"),
    arrays.complex_number_dtypes(endianness="?"),
    arrays.unicode_string_dtypes(endianness="?"),
    arrays.datetime64_dtypes(endianness="?"),
)
ARRAYS = DTYPES.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
SCALARS = st.one_of(TEXT, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False))
NUMBERS = st.integers(0, 2**62)

COMMANDS = st.one_of(
    st.builds(
        Start, TEXT, NUMBERS, st.binary(), st.builds(Placement, st.sampled_from(["onnx", "torch"]), TEXT)
    ),
    st.builds(Update, TEXT, NUMBERS, st.binary()),
    st.builds(Cancel, TEXT),
    st.builds(Pause, TEXT, st.booleans()),
    st.builds(StepOnce, TEXT),
    st.builds(Acknowledge, TEXT, NUMBERS),
    st.just(Shutdown()),
)
MESSAGES = st.one_of(
    st.builds(Ready, NUMBERS, st.lists(st.builds(Placement), max_size=3).map(tuple)),
    st.builds(Finished, TEXT, NUMBERS),
    st.builds(Failed, TEXT, NUMBERS, TEXT, TEXT),
    st.builds(Notice, TEXT, TEXT),
)


@given(COMMANDS)
def test_commands_arrive(command: Command) -> None:
    assert decode_command(encode(command)) == command


@given(MESSAGES)
def test_messages_arrive(message: Message) -> None:
    assert decode_message(encode(message)) == message


@given(ARRAYS, st.dictionaries(TEXT, SCALARS, max_size=4), NUMBERS, st.booleans(), st.booleans())
def test_frames_arrive(array: Any, scalars: dict[str, Any], index: int, keep: bool, final: bool) -> None:
    frame = Frame(arrays={"it": array}, scalars=scalars, index=index, total=index, keep=keep, final=final)
    message = decode_message(encode(FrameMessage("view", 3, frame)))
    assert isinstance(message, FrameMessage)
    got = message.frame
    assert (got.scalars, got.index, got.total, got.keep, got.final) == (scalars, index, index, keep, final)
    assert (message.channel, message.generation) == ("view", 3)
    it = got.arrays["it"]
    assert (it.dtype, it.shape) == (array.dtype, array.shape)
    np.testing.assert_array_equal(it, array)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1),
        np.arange(24).reshape(4, 6)[::2, ::-3],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.broadcast_to(np.float32(3), (2, 2)),
        np.arange(4, dtype=">f8"),
        np.zeros((3, 0, 2), dtype=np.uint8),
        np.array(5, dtype=np.int16),
        np.array([math.nan, math.inf, -0.0]),
    ],
)
def test_arrays_of_any_layout_arrive(array: Any) -> None:
    message = decode_message(encode(FrameMessage("view", 1, Frame(arrays={"it": array}))))
    assert isinstance(message, FrameMessage)
    it = message.frame.arrays["it"]
    assert it.dtype == array.dtype
    np.testing.assert_array_equal(it, array)
    assert np.array_equal(np.signbit(it.astype(float)), np.signbit(array.astype(float)))
    assert not it.flags.writeable


@given(st.binary(max_size=200))
def test_garbage_is_refused_or_understood_but_never_worse(data: bytes) -> None:
    for decode in (decode_command, decode_message):
        try:
            decode(data)
        except EngineError as error:
            assert "could not be read" in error.sentence


@given(st.data())
def test_damaged_messages_are_refused_or_understood_but_never_worse(data: st.DataObject) -> None:
    frame = Frame(arrays={"it": np.arange(6, dtype=np.float32).reshape(2, 3)}, scalars={"loss": 0.5})
    whole = bytearray(encode(FrameMessage("view", 1, frame)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode_message(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    except EngineError as error:
        assert "could not be read" in error.sentence


@pytest.mark.parametrize("value", [np.array([object()]), np.float32(1)])
def test_only_plain_arrays_can_be_sent(value: Any) -> None:
    with pytest.raises(EngineError, match="cannot be sent"):
        encode(FrameMessage("view", 1, Frame(arrays={"it": value})))


def test_a_result_that_is_too_large_is_refused_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MAX_MESSAGE", 2_000_000)
    encode(FrameMessage("view", 1, Frame(arrays={"it": np.zeros(1_990_000, dtype=np.uint8)})))
    frame = Frame(arrays={"it": np.zeros(3_000_000, dtype=np.uint8)})
    with pytest.raises(EngineError, match="takes 3 MB, more than the 2 MB"):
        encode(FrameMessage("view", 1, frame))


def test_recipes_go_there_and_back() -> None:
    recipe = Count(total=7, keep=True)
    assert read_recipe(write_recipe(recipe), tuple(RUNS)) == recipe


@pytest.mark.parametrize("data", [b"", b"[]", b'{"kind":"test-count","total":-1}', b"x" * 2_000_000])
def test_recipes_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(RecipeError):
        read_recipe(data, tuple(RUNS))


def test_text_that_is_not_unicode_can_be_sent() -> None:
    text = printable("model\udce4.onnx")
    assert decode_message(encode(Notice("", text))) == Notice("", "model\\udce4.onnx")
