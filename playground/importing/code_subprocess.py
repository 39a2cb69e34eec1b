"""The process in which code of others runs: it confines itself, loads the network and writes it as a graph.

Only :mod:`playground.importing.code_process` starts it. It leaves in its folder a graph and some inputs with
the network's answers, or the weights of a pickle, and a report; all of these are read as untrusted files.
"""

from __future__ import annotations

import contextlib
import importlib.util
import inspect
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from playground.importing.confinement import Confined, confine

GRAPH, EXAMPLES, REPORT = "network.onnx", "examples.npz", "report.json"
STATE = "state.safetensors"
LARGEST_FILE = 4 << 30
MORE_TASKS = 64
"""Processes and threads that the code may start, beside those that the user has."""
BATCH = 2
OPSET = 17


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to convert: a source, and the class in a file whose weights it holds, if it holds no more.

    Of a pickle with ``weights`` nothing is wanted but those.
    """

    source: str
    module: str = ""
    weights: bool = False
    shape: tuple[int, ...] = ()
    seconds: int = 240
    megabytes: int = 8000


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """How it went: ``fault`` ends a sentence; ``taken`` is the part of a checkpoint that held the weights."""

    fault: str = ""
    taken: str = ""


def main(folder: str) -> None:
    """Do what ``order.json`` in the folder says."""
    workspace = Path(folder)
    order = msgspec.json.decode((workspace / "order.json").read_bytes(), type=Order)
    # Everything of this program and of its libraries is loaded before the rights are given up.
    import numpy  # noqa: F401
    import onnx  # noqa: F401
    import torch
    from safetensors.torch import load_file  # noqa: F401

    torch.set_num_threads(1)
    _limit(order)
    if sys.platform != "win32":
        from playground.core.lifeline import end_with

        end_with(0)
    _tell(confine(workspace))
    fault = taken = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            taken = (_keep_weights if order.weights else _convert)(order, workspace)
    except Exception as error:  # noqa: BLE001 - whatever the code of others raises is told as one sentence
        said = str(error).strip().splitlines() or [type(error).__name__]
        fault = f"{type(error).__name__}: {said[0][:200].rstrip('.')}"
    (workspace / REPORT).write_bytes(msgspec.json.encode(Report(fault=fault, taken=taken)))


def _tell(confined: Confined) -> None:
    """Say on standard output what is confined, and close that, and the input: no code can say otherwise."""
    os.write(1, msgspec.json.encode(confined))
    with Path(os.devnull).open("r+") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)


def _limit(order: Order) -> None:
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + order.seconds  # to load libraries takes some of its own
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    if sys.platform == "linux":
        most = own_tasks() + MORE_TASKS
        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
        resource.setrlimit(resource.RLIMIT_AS, (order.megabytes << 20, order.megabytes << 20))


def own_tasks() -> int:
    """Processes and threads of this user, as far as this process sees them."""
    count = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = dict(line.split(":", 1) for line in status.read_text(errors="replace").splitlines())
            count += int(fields["Threads"]) if int(fields["Uid"].split()[0]) == os.getuid() else 0
    return count


def _keep_weights(order: Order, workspace: Path) -> str:
    from safetensors.torch import save_file

    tensors, taken = _state(Path(order.source))
    save_file(tensors, workspace / STATE)
    return taken


def _convert(order: Order, workspace: Path) -> str:
    import numpy as np
    import torch

    network, examples, taken = _loaded(order, workspace)
    with torch.inference_mode():
        answer = network(*examples)
    names = _names(network, len(examples))
    answers = [answer] if isinstance(answer, torch.Tensor) else [*answer]
    if not _is_autoencoder(examples, answers):
        answers = answers[:1]
    outs = ["out", *(f"out.{at}" for at in range(1, len(answers)))]
    # What was exported once before is made for one number of pictures, which is seen to later.
    fixed = not order.module and Path(order.source).suffix == ".pt2"
    free = None if fixed else {name: {0: "batch"} for name in (*names, *outs)}
    traced = network if isinstance(network, torch.jit.ScriptModule) else _first(network, len(answers))
    torch.onnx.export(
        traced, examples, workspace / GRAPH, input_names=names, output_names=outs, opset_version=OPSET,
        dynamo=False, dynamic_axes=free, do_constant_folding=False,
    )  # fmt: skip
    arrays = {name: value.numpy() for name, value in zip(names, examples, strict=True)}
    arrays |= {name: value.detach().numpy() for name, value in zip(outs, answers, strict=True)}
    np.savez(workspace / EXAMPLES, **arrays)
    return taken


def _is_autoencoder(examples: Sequence[Any], answers: Sequence[Any]) -> bool:
    """Whether a picture alone was answered with a picture as large and two rows of numbers."""
    shapes = [tuple(one.shape) for one in answers if hasattr(one, "shape")]
    rows = [shape for shape in shapes if len(shape) == 2]
    picture = tuple(examples[0].shape)
    return (len(examples), len(answers), shapes.count(picture)) == (1, 3, 1) and len({*rows}) == 1 < len(rows)


def _loaded(order: Order, workspace: Path) -> tuple[Any, tuple[Any, ...], str]:
    """The network, inputs that it takes, and the part of a checkpoint that it is."""
    import torch

    from playground.importing.scripted import taking

    source = Path(order.source)
    if order.module:
        network, taken = _of_class(order, workspace)
        return network, _examples(order.shape, _takes(network)), taken
    if source.suffix == ".pt2":
        with _reading("archive of torch.export"):
            program = torch.export.load(source)
        arguments, _ = program.example_inputs or ((), {})
        drawn = tuple(_like(one) for one in arguments)
        exported: Any = program.module()
        # It is for evaluation already, and refuses to be told so.
        exported.train = exported.eval = lambda *_: exported
        return exported, drawn, ""
    load: Any = torch.jit.load
    with _reading("TorchScript"):
        scripted = load(source, map_location="cpu").eval()
    examples = _examples(order.shape, _scripted(scripted))
    return taking(scripted, len(examples)), examples, ""


@contextlib.contextmanager
def _reading(kind: str) -> Iterator[None]:
    """What libraries say of a file that they cannot read is long, and about themselves."""
    try:
        yield
    except Exception as error:
        raise ValueError(
            f"the file is no {kind} that this version of PyTorch reads, or it is damaged"
        ) from error


def _of_class(order: Order, workspace: Path) -> tuple[Any, str]:
    """The class of a file, made without arguments, with the weights of the source."""
    file, _, name = order.module.rpartition(":")
    spec = importlib.util.spec_from_file_location("imported_module", file)
    if spec is None or spec.loader is None:
        raise ValueError(f"{Path(file).name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules["imported_module"] = module
    sys.path.insert(0, str(Path(file).resolve().parent))
    # What was compiled there before may be other code than its source, which is what is trusted.
    sys.pycache_prefix = str(workspace / "compiled")
    spec.loader.exec_module(module)
    network = getattr(module, name)()
    tensors, taken = _state(Path(order.source))
    network.load_state_dict(tensors)
    return network.float().eval().requires_grad_(False), taken


_WEIGHTS_IN = ("ema", "model_ema", "ema_model", "ema_state_dict", "state_dict", "model_state_dict", "model",
               "network", "net", "unet", "weights", "params")  # fmt: skip
"""What the weights are called in a checkpoint that holds more, averages first."""


def _state(source: Path) -> tuple[dict[str, Any], str]:
    """The tensors of a source by their names, and the part of a checkpoint that they were."""
    import torch
    from safetensors.torch import load_file

    with _reading("state dict of tensors alone"):
        if source.suffix == ".safetensors":
            return load_file(source), ""
        found: Any = torch.load(source, map_location="cpu", weights_only=True)
    for part, taken in _parts(found, (), set()):
        tensors = {str(name): one for name, one in part.items() if isinstance(one, torch.Tensor)}
        # Numbers alone, such as a loss or a decay, are no weights.
        if any(one.ndim for one in tensors.values()):
            return {name: one.detach().contiguous().clone() for name, one in tensors.items()}, ".".join(taken)
    raise ValueError("it is no state dict, and holds none under a usual name")


def _parts(
    found: Any, taken: tuple[str, ...], seen: set[int]
) -> Iterator[tuple[dict[Any, Any], tuple[str, ...]]]:
    """What may hold the weights, and under which names: what has usual ones comes after what they name."""
    if isinstance(found, dict) and id(found) not in seen:
        seen.add(id(found))
        for name in _WEIGHTS_IN:
            yield from _parts(found.get(name), (*taken, name), seen)
        yield found, taken


def _takes(network: Any) -> list[str]:
    parameters = inspect.signature(network.forward).parameters.values()
    return [one.name for one in parameters if one.default is inspect.Parameter.empty]


def _scripted(network: Any) -> list[str]:
    return [one.name for one in network.forward.schema.arguments[1:] if not one.has_default_value()]


_LABELS = ("y", "label", "labels", "c", "class_labels")


def _examples(shape: Sequence[int], names: list[str]) -> tuple[Any, ...]:
    """Noise of the shape that was told, a time, and a label."""
    import torch

    if not shape:
        raise ValueError("it does not say what shape it takes; tell it by --shape, such as 1,28,28")
    generator = torch.Generator().manual_seed(0)
    found = [torch.randn(BATCH, *shape, generator=generator)]
    for name in names[1:]:
        label = name.lower() in _LABELS
        found.append(torch.zeros(BATCH, dtype=torch.int64) if label else torch.full((BATCH,), 0.5))
    return tuple(found)


def _like(one: Any) -> Any:
    """Values of an input's shape and type that are not those it was exported with."""
    import torch

    if not one.is_floating_point():
        return torch.zeros_like(one)
    generator = torch.Generator().manual_seed(0)
    drawn = (
        torch.rand(one.shape, generator=generator)
        if one.ndim < 2
        else torch.randn(one.shape, generator=generator)
    )
    return drawn.to(one.dtype)


def _names(network: Any, count: int) -> list[str]:
    try:
        names = _takes(network)
    except (TypeError, ValueError):
        names = []
    if len(names) != count:
        names = (
            _scripted(network) if hasattr(network, "forward") and hasattr(network.forward, "schema") else []
        )
    usual = ["x", "t", "y", *(f"more{at}" for at in range(count))]
    return names if len(names) == count and "out" not in names else usual[:count]


def _first(network: Any, count: int) -> Any:
    """A network of whose answers only the first ones are given, if it gives more, and which is traced."""
    import torch

    class First(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *given: Any) -> Any:
            answer = self.network(*given)
            if isinstance(answer, torch.Tensor):
                return answer
            return answer[0] if count == 1 else tuple(answer[:count])

    return First()
