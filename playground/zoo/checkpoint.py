"""Checkpoints: one safetensors file with the tensors and, in its header, the other facts as JSON.

Each is written whole to a temporary file and then renamed, and the one before is kept, so that neither a kill
nor a full disk can lose more than the last minutes. A *slim* one is small enough to be kept elsewhere, less
than a third: weights and their averages in half precision, second moments in bfloat16 (they are too small for
half precision), and no first moments, which ten steps bring back. A training goes on from it as from any
other, though not to the same bits.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from playground.core.errors import DataError, ExportError
from playground.core.guard import DamagedFileError, guarded
from playground.core.regular_files import check_regular
from playground.export.atomic import write_file
from playground.runtimes.safetensors_header import MAX_BYTES

FIRST_MOMENT = ".exp_avg"
"""How the name of a mean of gradients ends."""


def state_of(optimiser: torch.optim.Optimizer, prefix: str) -> dict[str, Tensor]:
    """An optimiser's moments as tensors whose names begin with ``prefix``."""
    return {
        f"{prefix}{index}.{name}": tensor
        for index, state in optimiser.state_dict()["state"].items()
        for name, tensor in state.items()
    }


def give_state(optimiser: torch.optim.Optimizer, tensors: dict[str, Tensor], prefix: str) -> None:
    """Give back what :func:`state_of` took; first moments that are not there begin at zero."""
    parameters = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in part(tensors, prefix).items():
        index, name = key.split(".", 1)
        state.setdefault(int(index), {})[name] = _laid_out(tensor, parameters[int(index)])
    for place, moments in state.items():
        moments.setdefault(FIRST_MOMENT.removeprefix("."), torch.zeros_like(parameters[place]))
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})


def _laid_out(moment: Tensor, parameter: Tensor) -> Tensor:
    """An optimiser's moment in the memory layout of its parameter; the count of its steps as it is.

    A checkpoint has every tensor row by row. The fused optimiser walks through memory and not through
    indices, so it would join the moment of one weight to another weight.
    """
    return torch.empty_like(parameter).copy_(moment) if moment.shape == parameter.shape else moment


def part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with ``prefix``, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


NEWEST = "checkpoint.safetensors"
BEFORE = "checkpoint-before.safetensors"
FORMAT, OLDER = "playground-checkpoint-2", "playground-checkpoint-1"
"""The older one has no checksum."""
_CHECKSUM = "sha256"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a checkpoint holds besides tensors: progress, the best validation, and the recipe as JSON."""

    format: str = FORMAT
    step: int
    seconds: float
    best: float | None
    best_step: int
    recipe: str


def save_checkpoint(folder: Path, tensors: dict[str, Tensor], facts: Facts) -> None:
    """Write the newest checkpoint of a run; raises :class:`ExportError` if the disk refuses."""
    data = encoded(tensors, facts)
    try:
        _keep_newest(folder)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ExportError(f"The checkpoint in {folder} cannot be kept: {why}.") from error
    write_file(folder / NEWEST, data, overwrite=True)


def encoded(tensors: dict[str, Tensor], facts: Facts) -> bytes:
    """A checkpoint as the bytes of its file."""
    contiguous = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    said = msgspec.json.encode(facts).decode()
    return save(contiguous, {"facts": said, _CHECKSUM: _checksum(contiguous, said)})


def _checksum(tensors: dict[str, Tensor], facts: str) -> str:
    """SHA-256 of the facts and of all tensors."""
    digest = hashlib.sha256(facts.encode())
    for name, tensor in sorted(tensors.items()):
        digest.update(f"\n{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()


def _keep_newest(folder: Path) -> None:
    """Let the newest checkpoint be the one before, and the newest, too, until another takes its place."""
    newest, before = folder / NEWEST, folder / BEFORE
    if not newest.exists():
        return
    before.unlink(missing_ok=True)
    try:
        before.hardlink_to(newest)
    except OSError:
        newest.replace(before)  # some file systems have no links


def load_checkpoint(
    folder: Path, is_of: Callable[[str], bool], total: int
) -> tuple[dict[str, Tensor], Facts, str] | None:
    """Tensors, facts and a notice (empty when all is well) of a run's newest readable checkpoint.

    One of the recipe, which ``is_of`` knows by its JSON, lies within ``total`` steps. ``None`` if the run has
    none yet; raises :class:`DataError` if there are some but none can be read.
    """
    damaged: list[str] = []
    for name in (NEWEST, BEFORE):
        path = folder / name
        if not path.exists():
            continue
        try:
            with guarded(DataError, f"{path} is damaged"):
                tensors, facts = _read(path, is_of, total)
        except DataError as error:
            damaged.append(error.sentence.removesuffix("."))
            continue
        notice = (
            f"{damaged[0]}; training goes on from step {facts.step} of the one before." if damaged else ""
        )
        return tensors, facts, notice
    if damaged:
        raise DataError(f"{damaged[0]}, and there is no other checkpoint; delete the folder to start anew.")
    return None


def _read(path: Path, is_of: Callable[[str], bool], total: int) -> tuple[dict[str, Tensor], Facts]:
    # The library would wait for a pipe.
    check_regular(path, MAX_BYTES)
    with safe_open(path, framework="pt") as file:
        said = file.metadata() or {}
        facts = msgspec.json.decode(said["facts"], type=Facts)
        if facts.format not in (FORMAT, OLDER):
            raise DamagedFileError(f"its format is “{facts.format[:40]}”")
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        if facts.format == FORMAT and said.get(_CHECKSUM) != _checksum(tensors, said["facts"]):
            raise DamagedFileError("its checksum is wrong")
    within = facts.step <= total or not is_of(facts.recipe)
    if not (0 <= facts.best_step <= facts.step and within):
        raise DamagedFileError(f"it is of step {facts.step} of {total}, the best one {facts.best_step}")
    if not (0 <= facts.seconds < math.inf and math.isfinite(facts.best or 0.0)):
        raise DamagedFileError(f"it tells of {facts.seconds} seconds and a best loss of {facts.best}")
    return tensors, facts


BEST = "best."


def slim(tensors: dict[str, Tensor], *, keeps_best: bool) -> dict[str, Tensor]:
    """The tensors of a checkpoint in fewer bytes, with or without the weights that were best so far."""
    return {
        name: _fewer_bytes(name, tensor)
        for name, tensor in tensors.items()
        if not name.endswith(FIRST_MOMENT) and (keeps_best or not name.startswith(BEST))
    }


def _fewer_bytes(name: str, tensor: Tensor) -> Tensor:
    if not tensor.is_floating_point() or tensor.ndim == 0:
        return tensor
    return tensor.to(torch.bfloat16 if name.startswith("optimiser.") else torch.float16)


def write_snapshot(folder: Path, step: int, weights: Mapping[str, Tensor]) -> None:
    """Keep the weights of a step."""
    path = snapshot_file(folder, step)
    path.parent.mkdir(exist_ok=True)
    halves = {name: tensor.half().cpu().contiguous() for name, tensor in weights.items()}
    write_file(path, save(halves), overwrite=True)


def snapshot_file(folder: Path, step: int) -> Path:
    """Where a run keeps the weights of a step."""
    return folder / "snapshots" / f"step-{step:07d}.safetensors"


def kept_steps(folder: Path) -> Sequence[int]:
    """The steps whose weights a run has kept, in order."""
    paths = (folder / "snapshots").glob("step-*.safetensors")
    return sorted(int(path.stem.removeprefix("step-")) for path in paths)
