"""PyTorch: the network that the card names with its safetensors weights, on CPU, CUDA or MPS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from playground.core.cards import Card, Network, Part, source_of
from playground.core.errors import CardError, ModelFileError, SessionError
from playground.core.frames import Array
from playground.core.guard import DamagedFileError
from playground.networks import build
from playground.runtimes.only_shapes import only_shapes
from playground.runtimes.safetensors_header import read_header
from playground.runtimes.session import first_line

# What was kept in half precision is computed with in single precision, as ONNX Runtime does.
_TYPES = {torch.float32: ("F32", "F16"), torch.int64: ("I64",), torch.bool: ("BOOL",)}


def devices() -> tuple[str, ...]:
    """Names of the devices that PyTorch finds, ``cpu`` first."""
    others = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return ("cpu", *(name for name, there in others.items() if there))


def version() -> str:
    """Version of PyTorch."""
    return str(torch.__version__)


class TorchExecutor:
    """One part of a network in evaluation mode, one thread, on one device."""

    def __init__(self, card: Card, folder: Path, part: str, device: str) -> None:
        """Load the part; raises ``ModelFileError``, ``CardError`` or ``SessionError``."""
        if device not in devices():
            raise SessionError(f"PyTorch finds no device “{device}” here, only {', '.join(devices())}.")
        torch.set_num_threads(1)
        # Convolutions would otherwise round to ten bits there and leave the float tolerance.
        torch.backends.cudnn.allow_tf32 = False
        self._device = device
        self._part: Part = card.parts[part]
        weights, name = source_of(card, part)
        module = _part_of(load_network(card, folder, weights), card, name)
        try:
            self._module = module.to(device)
        except (RuntimeError, AssertionError) as error:
            raise SessionError(
                f"PyTorch could not start the device “{device}”: {first_line(error)}."
            ) from error

    def __call__(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Run the part; raises :class:`SessionError` if the device fails."""
        try:
            with torch.inference_mode():
                tensors = [self._tensor(inputs[port.name]) for port in self._part.inputs]
                values = self._module(*tensors)
                outputs = (values,) if isinstance(values, Tensor) else values
                arrays = [value.cpu().numpy() for value in outputs]
        except (RuntimeError, MemoryError, IndexError) as error:
            raise SessionError(
                f"PyTorch failed on the device “{self._device}”: {first_line(error)}."
            ) from error
        names = [port.name for port in self._part.outputs]
        if len(names) != len(arrays):
            raise SessionError(f"The network gives {len(arrays)} outputs, but its card names {len(names)}.")
        return dict(zip(names, arrays, strict=True))

    def _tensor(self, array: Array) -> Tensor:
        # Arrays that came over the pipe are read-only, which torch does not take without a copy.
        return torch.from_numpy(np.require(array, requirements=["C", "W"])).to(self._device)


def load_network(card: Card, folder: Path, weights: str = "") -> nn.Module:
    """The card's network with its weights on the CPU, or those of another file, in evaluation mode.

    The weights' names, types and shapes are compared before anything is allocated; raises
    :class:`ModelFileError` where they are not the network's.
    """
    named, path = network_of(card), folder / (weights or card.weights)
    _check_tensors(path, card)
    network = build(named.name, named.config)
    try:
        network.load_state_dict(load_file(path))
    except (SafetensorError, OSError, RuntimeError) as error:
        raise ModelFileError(f"The weights {path} cannot be loaded: {first_line(error)}.") from error
    return network.eval().requires_grad_(False)


def network_of(card: Card) -> Network:
    """What the card's network is called; raises :class:`CardError` for a model that has graphs alone."""
    if card.network is None:
        raise CardError(f"{card.title} has graphs alone and no network for PyTorch; choose ONNX Runtime.")
    return card.network


def tensors_of(card: Card) -> dict[str, Tensor]:
    """The tensors of the card's network by their names, without memory for values.

    Raises :class:`CardError` where there is no such network.
    """
    named = network_of(card)
    try:
        with only_shapes():
            return build(named.name, named.config).state_dict()
    except (DamagedFileError, RuntimeError, ValueError, OverflowError, TypeError) as error:
        raise CardError(
            f"The network “{named.name}” of {card.title} cannot be built: {first_line(error)}."
        ) from error


def _check_tensors(path: Path, card: Card) -> None:
    held, wanted, own = read_header(path), tensors_of(card), network_of(card).name
    for name in sorted(wanted.keys() | held.keys()):
        if name not in held:
            raise ModelFileError(f"The weights {path} lack the tensor “{name}” of network “{own}”.")
        if name not in wanted:
            raise ModelFileError(f"The weights {path} hold “{name}”, unknown to network “{own}”.")
        shape, kinds = tuple(wanted[name].shape), _TYPES.get(wanted[name].dtype, ("",))
        if held[name].shape != shape or held[name].dtype not in kinds:
            raise ModelFileError(
                f"The weights {path} hold “{name}” as {held[name].dtype} {held[name].shape}, "
                f"but network “{own}” needs {kinds[0]} {shape}."
            )


def _part_of(network: nn.Module, card: Card, part: str) -> nn.Module:
    children = dict(network.named_children())
    if part not in children:
        raise CardError(f"The network “{network_of(card).name}” of {card.title} has no part “{part}”.")
    return children[part]
