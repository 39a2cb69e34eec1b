"""Averaged weights that a run keeps on its way, in half precision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from safetensors.torch import save
from torch import Tensor

from playground.export.atomic import write_file


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
