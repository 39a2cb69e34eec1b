"""A multilayer perceptron with its backpropagation in closed form, on flat arrays that are kept.

Networks of this size spend most of an automatic differentiation on bookkeeping; written out, a training step
takes half the time. The gradient of a gradient penalty is that of the directional derivative ``v·∇D``: a
forward pass of tangents and the same backward pass (Pearlmutter 1994).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
ActivationName = Literal["relu", "leaky relu", "tanh"]

_LEAK = 0.2
_BLOCK = 1024
"""Points at once whose hidden layers stay in the processor's cache."""
_LAST_GAIN = 0.2
"""Of the last layer: the generator begins in the middle, the discriminator without an opinion."""


class Activation(msgspec.Struct, frozen=True):
    """A nonlinearity φ that is computed in place, and its derivatives as functions of its value.

    ``bend`` is φ″/φ′, ``None`` where it is zero almost everywhere; ``gain`` keeps the variance of what goes
    through it.
    """

    gain: float
    apply: Callable[[Floats], None]
    slope: Callable[[Floats], Floats]
    bend: Callable[[Floats], Floats] | None = None


def _relu(x: Floats) -> None:
    np.maximum(x, 0, out=x)


def _leaky(x: Floats) -> None:
    np.maximum(x, _LEAK * x, out=x)


def _tanh(x: Floats) -> None:
    np.tanh(x, out=x)


def _relu_slope(y: Floats) -> Floats:
    return (y > 0).astype(np.float32)


def _leaky_slope(y: Floats) -> Floats:
    slope = (y > 0).astype(np.float32)
    slope *= 1 - _LEAK
    slope += _LEAK
    return slope


def _tanh_slope(y: Floats) -> Floats:
    slope = y * y
    np.subtract(1, slope, out=slope)
    return slope


ACTIVATIONS: dict[ActivationName, Activation] = {
    "relu": Activation(2**0.5, _relu, _relu_slope),
    "leaky relu": Activation((2 / (1 + _LEAK**2)) ** 0.5, _leaky, _leaky_slope),
    "tanh": Activation(5 / 3, _tanh, _tanh_slope, lambda y: -2 * y),
}


class Parameters:
    """Weights ``(in, out)`` and biases ``(out,)`` of each layer as views of one flat array."""

    def __init__(self, sizes: Sequence[int]) -> None:
        pairs = list(itertools.pairwise(sizes))
        self.flat: Floats = np.zeros(sum((a + 1) * b for a, b in pairs), np.float32)
        self.weights: list[Floats] = []
        self.biases: list[Floats] = []
        start = 0
        for a, b in pairs:
            self.weights.append(self.flat[start : start + a * b].reshape(a, b))
            self.biases.append(self.flat[start + a * b : start + (a + 1) * b])
            start += (a + 1) * b


class GanNetwork:
    """Sizes from input to output, the activation between them, and the parameters."""

    def __init__(self, sizes: Sequence[int], activation: ActivationName, random: np.random.Generator) -> None:
        self.sizes, self.activation = tuple(sizes), ACTIVATIONS[activation]
        self.own = Parameters(sizes)
        last = len(self.own.weights) - 1
        for index, (weight, bias) in enumerate(zip(self.own.weights, self.own.biases, strict=True)):
            gain = self.activation.gain if index < last else _LAST_GAIN
            root = len(weight) ** -0.5
            weight[:] = gain * root * random.standard_normal(weight.shape)
            bias[:] = root * random.uniform(-1, 1, bias.shape) * (index < last)

    def __call__(self, x: Floats) -> Floats:
        """The outputs ``(n, out)`` at ``x`` ``(n, in)``."""
        parts = [self._block(x[start : start + _BLOCK]) for start in range(0, len(x), _BLOCK)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _block(self, x: Floats) -> Floats:
        own, value = self.own, x
        # What overflows is for the caller to see.
        with np.errstate(all="ignore"):
            for weight, bias in zip(own.weights[:-1], own.biases[:-1], strict=True):
                value = value @ weight
                value += bias
                self.activation.apply(value)
            return np.asarray(value @ own.weights[-1] + own.biases[-1])


class Pass:
    """Forward and backward passes of ``count`` points at once through a network, in arrays that are kept."""

    def __init__(self, network: GanNetwork, count: int) -> None:
        self.network = network
        self.inputs: Floats = np.zeros((count, network.sizes[0]), np.float32)
        self.hidden: list[Floats] = [np.zeros((count, size), np.float32) for size in network.sizes[1:-1]]
        self.out: Floats = np.zeros((count, network.sizes[-1]), np.float32)
        self._back = [np.zeros_like(each) for each in self.hidden]
        self._inputs_back = np.zeros_like(self.inputs)
        self._ones = np.ones(count, np.float32)

    def forward(self, x: Floats) -> Floats:
        """The outputs ``(count, out)``, in an array that the next pass overwrites."""
        own, value = self.network.own, x
        self.inputs = x
        for weight, bias, hidden in zip(own.weights, own.biases, self.hidden, strict=False):
            np.matmul(value, weight, out=hidden)
            hidden += bias
            self.network.activation.apply(hidden)
            value = hidden
        np.matmul(value, own.weights[-1], out=self.out)
        self.out += own.biases[-1]
        return self.out

    def backward(self, slopes: Floats, into: Parameters | None = None) -> Floats:
        """Derivatives of a loss by the inputs, from those by the outputs; those by the parameters go
        ``into`` an array."""
        own, back = self.network.own, slopes
        for index in range(len(self.hidden), -1, -1):
            if into is not None:
                value = self.hidden[index - 1] if index else self.inputs
                np.matmul(value.T, back, out=into.weights[index])
                np.matmul(self._ones, back, out=into.biases[index])
            below = self._back[index - 1] if index else self._inputs_back
            np.matmul(back, own.weights[index].T, out=below)
            if index:
                below *= self.network.activation.slope(self.hidden[index - 1])
            back = below
        return back

    def directional(self, along: Floats, into: Parameters) -> None:
        """Derivatives by the parameters of ``Σ along·∇(output)``, with ``along`` ``(count, in)`` held fixed.

        It needs a backward pass of ones before it, whose arrays it uses.
        """
        own, activation = self.network.own, self.network.activation
        tangent, bent = along, []
        for index, hidden in enumerate(self.hidden):
            np.matmul(tangent.T, self._back[index], out=into.weights[index])
            moved = tangent @ own.weights[index]
            bent.append(moved)
            tangent = activation.slope(hidden) * moved
        np.matmul(tangent.T, np.ones_like(self.out), out=into.weights[-1])
        for bias in into.biases:
            bias[:] = 0
        if activation.bend is not None:
            self._bend(bent, activation.bend, into)

    def _bend(self, moved: list[Floats], bend: Callable[[Floats], Floats], into: Parameters) -> None:
        """What comes from the slopes' own dependence on the parameters."""
        own, back = self.network.own, None
        for index in range(len(self.hidden) - 1, -1, -1):
            hidden = self.hidden[index]
            term = bend(hidden) * self._back[index] * moved[index]
            if back is not None:
                term += self.network.activation.slope(hidden) * (back @ own.weights[index + 1].T)
            into.weights[index] += (self.hidden[index - 1] if index else self.inputs).T @ term
            into.biases[index] += term.sum(0)
            back = term
