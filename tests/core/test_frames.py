"""Frames go through msgpack and come back the same."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.core.frames import Frame, decode_array, encode_array

ENCODER = msgspec.msgpack.Encoder(enc_hook=encode_array)
DECODER = msgspec.msgpack.Decoder(Frame, ext_hook=decode_array)
DTYPES = st.sampled_from(["<f4", "<f8", ">f4", "|u1", "<i8", "|b1", "<u2"]).map(np.dtype)


@given(arrays.arrays(DTYPES, arrays.array_shapes(min_dims=0, min_side=0)))
def test_arrays_come_back_bit_for_bit(array: np.ndarray) -> None:
    frame = Frame(arrays={"a": array}, scalars={"x": 1.5, "n": 3, "s": "é", "b": True}, index=2, total=5)
    back = DECODER.decode(ENCODER.encode(frame))
    assert back.arrays["a"].dtype == array.dtype
    assert back.arrays["a"].shape == array.shape
    assert back.arrays["a"].tobytes() == array.tobytes()
    assert (back.scalars, back.index, back.total) == (frame.scalars, 2, 5)
    assert (back.keep, back.final) == (False, False)


@given(arrays.arrays(np.float32, (4, 6)))
def test_strided_and_transposed_arrays_come_back(array: np.ndarray) -> None:
    for view in (array.T, array[::2, 1:], array[::-1]):
        back = DECODER.decode(ENCODER.encode(Frame(arrays={"a": view}))).arrays["a"]
        np.testing.assert_array_equal(back, view)


def test_a_received_array_cannot_be_written() -> None:
    back = DECODER.decode(ENCODER.encode(Frame(arrays={"a": np.zeros(3)}))).arrays["a"]
    with pytest.raises(ValueError, match="read-only"):
        back[0] = 1


def test_nothing_but_arrays_is_sent() -> None:
    with pytest.raises(TypeError, match="cannot send a object"):
        ENCODER.encode(Frame(arrays={"a": object()}))
    with pytest.raises(TypeError, match="ndarray"):
        ENCODER.encode(Frame(arrays={"a": np.array([{}, []], dtype=object)}))


@given(st.binary(max_size=40))
def test_broken_bytes_are_a_value_error(data: bytes) -> None:
    for code in (1, 2):
        try:
            array = decode_array(code, memoryview(data))
        except (ValueError, msgspec.MsgspecError):
            continue
        assert not array.dtype.hasobject


def test_an_array_of_objects_is_not_read() -> None:
    head = msgspec.msgpack.encode(("|O", (1,)))
    with pytest.raises(ValueError, match="objects"):
        decode_array(1, memoryview(len(head).to_bytes(2, "little") + head + bytes(8)))
