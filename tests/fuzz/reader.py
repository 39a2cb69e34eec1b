"""What a fuzzer says of one reader of the program; each file of ``readers`` names some in ``READERS``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fuzz.mutate.plain import Mutation

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A reader, real inputs for it, and how to make others of them.

    ``seeds`` lays out a folder with whatever must stand beside the input, and gives real inputs that the
    program made. ``read`` reads the input in ``file`` of that folder; it gives anything, or raises
    ``PlaygroundError``, and nothing else. ``again`` asserts that what was read comes back from what it is
    written to. ``opens`` are the functions of the program that open a file or take foreign bytes on the way,
    as module and name. ``inputs`` are tried by ``make test``. ``memory`` bytes and ``seconds`` of the
    processor may be needed for any input, a large one may take longer; a reader that ``moves`` its file away
    keeps all of it.
    """

    name: str
    seeds: Callable[[Path], Sequence[bytes]]
    read: Callable[[Path], Any]
    mutate: Mutation
    opens: tuple[str, ...]
    file: str = "input"
    again: Callable[[Any], None] | None = None
    inputs: int = 50
    memory: int = 64 << 20
    seconds: float = 1.0
    moves: bool = False


def discover() -> dict[str, Reader]:
    """Every reader by its name."""
    package = importlib.import_module("tests.fuzz.readers")
    found: dict[str, Reader] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        for reader in importlib.import_module(f"tests.fuzz.readers.{module}").READERS:
            assert reader.name not in found, reader.name
            found[reader.name] = reader
    return found


def corpus(reader: Reader) -> dict[str, bytes]:
    """Past findings of a reader by their names: small files, and what is made of a few lines of Python."""
    from tests.fuzz.past import PAST

    folder = CORPUS / reader.name
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: path.read_bytes() for path in files} | {
        name: make() for name, make in PAST.get(reader.name, {}).items()
    }
