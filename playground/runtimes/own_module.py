"""A torch module of the caller's own as a session: nothing is written, and it stays the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core.cards import Part
from playground.core.errors import SessionError
from playground.core.frames import Array
from playground.core.resources import Placement
from playground.runtimes.session import DeviceSession, Notice, SessionView, first_line

TimeOf = Callable[[float], float]


class OwnModule(nn.Module):
    """The module asked in the order of a part's inputs, and of its answer the prediction alone.

    Libraries wrap theirs in a structure with a field ``sample``, or in a tuple that begins with it.
    """

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self.module = module

    def forward(self, *inputs: Tensor) -> Tensor:
        """Ask the module."""
        found = self.module(*inputs)
        found = found[0] if isinstance(found, tuple) else getattr(found, "sample", found)
        if not isinstance(found, Tensor):
            raise SessionError(f"The module gives a {type(found).__name__}, where a tensor is expected.")
        return found

    def answer(self, *inputs: Array) -> NDArray[np.float32]:
        """Its prediction of arrays, by the module as it is when it does not learn."""
        device = device_of(self.module)
        # A copy: what came through the engine cannot be written to.
        tensors = [torch.from_numpy(np.array(each)).to(device) for each in inputs]
        with torch.inference_mode(), evaluating(self.module):
            found: NDArray[np.float32] = self(*tensors).float().cpu().numpy()
        return found


@contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Have the module evaluate; afterwards each of its parts learns if it did."""
    learning = {part: part.training for part in module.modules()}
    module.eval()
    try:
        yield
    finally:
        for part, learned in learning.items():
            part.training = learned


def device_of(module: nn.Module) -> torch.device:
    """Where the module's parameters are; the processor where it has none."""
    return next((each.device for each in module.parameters()), torch.device("cpu"))


def session(module: nn.Module, part: Part, time_of: TimeOf | None, notice: Notice) -> SessionView:
    """A session of the module where its parameters are; ``time_of`` is asked for each time before it is."""
    placement = Placement("torch", str(device_of(module)))
    shared = DeviceSession("The module", part, placement, lambda _: _Executor(module, part, time_of), notice)
    return SessionView(shared, notice)


class _Executor:
    def __init__(self, module: nn.Module, part: Part, time_of: TimeOf | None) -> None:
        self._own, self._time_of = OwnModule(module), time_of
        self._names = [port.name for port in part.inputs]
        self._output = part.outputs[0].name

    def __call__(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        try:
            return {self._output: self._own.answer(*(self._input(name, inputs) for name in self._names))}
        except (RuntimeError, TypeError, ValueError, ArithmeticError, IndexError, MemoryError) as error:
            raise SessionError(f"The module failed: {first_line(error)}.") from error

    def _input(self, name: str, inputs: Mapping[str, Array]) -> Array:
        if name != "time" or self._time_of is None:
            return inputs[name]
        return np.array([self._time_of(float(t)) for t in inputs[name]], dtype=np.float32)
