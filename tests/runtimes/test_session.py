"""Sessions check what goes in and out, and leave a failing device with a notice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from playground.core.errors import ModelFileError, SessionError
from playground.core.frames import Array
from playground.core.resources import Placement
from playground.runtimes.session import DeviceSession, SessionView
from tests.support.fakes import FakeSession, make_card

CARD = make_card()
CUDA = Placement("onnx", "cuda")
LATENT = {"latent": np.zeros((2, 3), np.float32)}


class Flaky:
    """Loads the fake decoder; devices named in ``at_load`` or ``at_run`` fail there."""

    def __init__(self, at_load: tuple[str, ...] = (), at_run: tuple[str, ...] = ()) -> None:
        self.at_load, self.at_run = at_load, at_run
        self.loaded: list[str] = []

    def __call__(self, device: str):
        self.loaded.append(device)
        if device in self.at_load:
            raise SessionError(f"{device} has no driver.")
        return lambda inputs: self._run(device, inputs)

    def _run(self, device: str, inputs: Mapping[str, Array]) -> dict[str, Array]:
        if device in self.at_run:
            raise SessionError(f"{device} ran out of memory.")
        return FakeSession(CARD, "decoder").run(inputs)


def open_session(load, notices: list[str], placement: Placement = CUDA) -> SessionView:
    shared = DeviceSession("The decoder", CARD.parts["decoder"], placement, load, notices.append)
    return SessionView(shared, notices.append)


def test_a_working_device_is_used_without_a_notice() -> None:
    notices: list[str] = []
    session = open_session(Flaky(), notices)
    assert session.run(LATENT)["location"].shape == (2, 1, 6, 5)
    assert session.placement == CUDA
    assert notices == []


@pytest.mark.parametrize("load", [Flaky(at_load=("cuda",)), Flaky(at_run=("cuda",))], ids=["load", "run"])
def test_a_failing_device_gives_a_notice_and_the_cpu(load: Flaky) -> None:
    notices: list[str] = []
    session = open_session(load, notices)
    first = session.run(LATENT)
    second = session.run(LATENT)
    assert session.placement == Placement("onnx", "cpu")
    assert load.loaded == ["cuda", "cpu"]
    assert len(notices) == 1
    assert "CPU" in notices[0] and "cuda" in notices[0]
    np.testing.assert_array_equal(first["location"], second["location"])


def test_a_failing_cpu_is_an_error_and_no_notice() -> None:
    notices: list[str] = []
    session = open_session(Flaky(at_run=("cpu",)), notices, Placement())
    with pytest.raises(SessionError, match="out of memory"):
        session.run(LATENT)
    assert notices == []


def test_when_the_cpu_fails_too_the_error_is_raised() -> None:
    with pytest.raises(SessionError, match="cpu has no driver"):
        open_session(Flaky(at_load=("cuda", "cpu")), [])


def test_a_bad_model_file_does_not_lead_to_the_cpu() -> None:
    def load(device: str):
        raise ModelFileError(f"bad file, tried on {device}")

    with pytest.raises(ModelFileError, match="tried on cuda"):
        open_session(load, [])


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({}, "takes “latent”"),
        ({"code": LATENT["latent"]}, "takes “latent”"),
        ({"latent": np.zeros((2, 4), np.float32)}, r"\(2, 4\)"),
        ({"latent": np.zeros((0, 3), np.float32)}, "at least one"),
        ({"latent": np.float32(1)[()] * np.ones((), np.float32)}, "batch"),
        ({"latent": np.zeros((2, 3))}, "float64"),
        ({"latent": np.full((2, 3), np.nan, np.float32)}, "finite"),
    ],
    ids=["none", "name", "shape", "empty", "scalar", "dtype", "nan"],
)
def test_wrong_inputs_get_a_sentence(inputs: dict[str, Array], words: str) -> None:
    with pytest.raises(SessionError, match=words) as caught:
        open_session(Flaky(), [], Placement()).run(inputs)
    assert "latent" in caught.value.sentence or "batch" in caught.value.sentence


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (np.zeros((2, 1, 5, 6), np.float32), r"\(2, 1, 5, 6\)"),
        (np.full((2, 1, 6, 5), np.inf, np.float32), "finite"),
    ],
)
def test_wrong_outputs_get_a_sentence(location: Array, words: str) -> None:
    def load(device: str):
        return lambda inputs: {"location": location, "log_scale": np.zeros((2, 1, 6, 5), np.float32)}

    with pytest.raises(SessionError, match=words):
        open_session(load, [], Placement()).run(LATENT)
