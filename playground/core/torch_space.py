"""Whether there is address space left for PyTorch, asked in the moment in which it would be loaded."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from playground.core.errors import SessionError

_BESIDE = 100 << 20
"""Bytes that PyTorch asks for while it loads, beside its libraries."""


class TorchFinder(MetaPathFinder):
    """Finds PyTorch as ever; whether there is space for it is asked when it is loaded."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The specification of PyTorch, and of nothing else."""
        if fullname != "torch":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None and spec.loader is not None:
            need = sum(file.stat().st_size for file in Path(spec.origin).parent.glob("lib/*.so*")) + _BESIDE
            if need > self._limit - _used():
                spec.loader = _Refusal(self._limit, need)
        return spec


class _Refusal(Loader):
    def __init__(self, limit: int, need: int) -> None:
        self._limit = limit
        self._need = need

    def exec_module(self, module: ModuleType) -> None:
        """Say why instead."""
        raise SessionError(
            f"PyTorch cannot be loaded: this process may use {self._limit >> 20:,} MB of address space "
            f"(ulimit -v), and PyTorch needs {self._need >> 20:,} MB more than is in use; raise the limit, "
            "or use ONNX Runtime where that will do."
        )


def _used() -> int:
    """Bytes of address space that this process has."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()
