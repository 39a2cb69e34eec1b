"""A session that knows its part's ports, and moves to the CPU, saying so, when its device fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

import numpy as np

from playground.core.cards import Part
from playground.core.errors import SessionError
from playground.core.frames import Array
from playground.core.ports import Port
from playground.core.resources import Placement

Notice: TypeAlias = Callable[[str], None]


class Executor(Protocol):
    """A part loaded on one device."""

    def __call__(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Run on checked inputs; raises ``SessionError`` if the device fails."""


Load: TypeAlias = Callable[[str], Executor]


class DeviceSession:
    """A part of a model on a device; all views of that placement share it."""

    def __init__(self, what: str, part: Part, asked: Placement, load: Load, notice: Notice) -> None:
        """Load the part; ``what`` names it in sentences and ``load`` loads it on a device by its name."""
        self._what = what
        self._part = part
        self._load = load
        self._placement = asked
        try:
            self._executor = load(asked.device)
        except SessionError as error:
            self._move_to_cpu(error, notice)

    @property
    def placement(self) -> Placement:
        """Where it really runs."""
        return self._placement

    def run(self, inputs: Mapping[str, Array], notice: Notice) -> dict[str, Array]:
        """Run on arrays ``(batch, *port.shape)`` of the ports' types; raises ``SessionError``."""
        batch = self._check_inputs(inputs)
        try:
            outputs = self._executor(inputs)
        except SessionError as error:
            self._move_to_cpu(error, notice)
            outputs = self._executor(inputs)
        self._check_outputs(outputs, batch)
        return outputs

    def _move_to_cpu(self, error: SessionError, notice: Notice) -> None:
        failed = self._placement.device
        if failed == "cpu":
            raise error
        self._executor = self._load("cpu")
        self._placement = Placement(self._placement.runtime, "cpu")
        notice(f"{self._what} runs on the CPU, because the device “{failed}” failed: {error.sentence}")

    def _check_inputs(self, inputs: Mapping[str, Array]) -> int:
        expected = [port.name for port in self._part.inputs]
        if sorted(inputs) != sorted(expected):
            raise SessionError(f"{self._what} takes {_names(expected)}, but was given {_names(inputs)}.")
        batches = {inputs[port.name].shape[:1] for port in self._part.inputs}
        if len(batches) != 1 or not next(iter(batches)) or next(iter(batches)) == (0,):
            raise SessionError(f"{self._what} needs inputs of one batch of at least one.")
        batch: int = next(iter(batches))[0]
        for port in self._part.inputs:
            self._check(port, inputs[port.name], batch, "was given")
        return batch

    def _check_outputs(self, outputs: Mapping[str, Array], batch: int) -> None:
        for port in self._part.outputs:
            self._check(port, outputs[port.name], batch, "gave")

    def _check(self, port: Port, array: Array, batch: int, verb: str) -> None:
        shape = (batch, *port.shape)
        if array.dtype != port.dtype or array.shape != shape:
            raise SessionError(
                f"{self._what} {verb} “{port.name}” as {array.dtype} {array.shape}, "
                f"not as {port.dtype} {shape}."
            )
        if not np.isfinite(array).all():
            raise SessionError(f"{self._what} {verb} “{port.name}” with values that are not finite numbers.")


class SessionView:
    """A shared session as one run sees it: its notices go to that run's view."""

    def __init__(self, shared: DeviceSession, notice: Notice) -> None:
        self._shared = shared
        self._notice = notice

    @property
    def placement(self) -> Placement:
        """Where it really runs, which may differ from what was asked for."""
        return self._shared.placement

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Run on arrays whose first axis is the batch; raises ``SessionError``."""
        return self._shared.run(inputs, self._notice)


def _names(names: Mapping[str, Array] | list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names) or "nothing"


def first_line(error: BaseException) -> str:
    """The start of a library's message, fit to stand inside a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(". ")[:300]
