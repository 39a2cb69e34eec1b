"""Code of others, run once in a process of its own, after somebody has said that they trust it.

What comes back is a graph, which is then a source like any other: nothing is believed of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.machinery
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

import playground
from playground.core import plain_text
from playground.core.child import THREAD_LIMITS, python
from playground.core.errors import ExportError, ImportingError
from playground.core.frames import Array
from playground.core.guard import guarded
from playground.core.machine import at_least
from playground.core.regular_files import open_regular, read_regular
from playground.export.reading import read_arrays
from playground.export.trust import TrustStore
from playground.importing import confinement
from playground.importing.code_subprocess import EXAMPLES, GRAPH, REPORT, STATE, Order, Report
from playground.importing.confinement import Confined

LONGEST = 300.0
_MAX_REPORT, _MAX_SOURCE = 1 << 20, 4 << 30
_MAX_BESIDE = 20_000
_CONFINING_TORCH = "2.6"
"""Older ones ran what a pickle said though weights alone were asked for (CVE-2025-32434)."""
_KEPT = ("PATH", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH")
"""Of the environment: no names, keys or places of whoever imports."""


def converted(order: Order, trust: bool, folder: Path, notice: Callable[[str], None]) -> Path:
    """The graph of a source whose code had to run, or its weights, in a folder; raises ``ImportingError``.

    It runs only where ``trust`` is said now, or was said of the same bytes before.
    """
    source = Path(order.source)
    if order.weights and not at_least("torch", _CONFINING_TORCH):
        raise ImportingError(
            f"{source} is a Python pickle, and PyTorch below {_CONFINING_TORCH} may run code of one while it "
            "reads the weights; update PyTorch, or save them as safetensors."
        )
    print_of = fingerprint(order)
    store = TrustStore()
    if not trust and not store.knows(print_of):
        raise ImportingError(
            f"{source} is a Python pickle, which can hold code. If you trust who made it, say --trust: its "
            "weights are then read, and nothing else of it, once and in a process of its own."
            if order.weights
            else f"To convert {source} its own code has to run, once and in a process of its own, which can "
            f"read what you can{_besides()}. If you trust who made it, say --trust."
        )
    if not store.knows(print_of):
        # What is converted is thrown away where that cannot be kept.
        if problem := store.mend():
            notice(problem)
        store.check_writable()
    report, confined = _run(order, folder)
    if not all(confined):
        notice(
            "This system could not keep that code from "
            + " and ".join(
                what
                for what, kept in (
                    ("the network", confined.network),
                    ("your files", confined.writing),
                    ("signals to your other programs", confined.signals),
                )
                if not kept
            )
            + ": it ran with your rights there."
            + (f" Install {confinement.NAME}, and it does." if sys.platform == "linux" else "")
        )
    if report.fault:
        raise ImportingError(f"{source} cannot be converted: {report.fault}.")
    if report.taken:
        notice(f"Of {source.name}, “{plain_text.line(report.taken)}” was taken.")
    store.allow(print_of, source.name, str(source.resolve().parent))
    return folder / (STATE if order.weights else GRAPH)


def _besides() -> str:
    """What the code could do besides, for lack of confinement."""
    more = (
        ", see your other programs and change permissions of your files"
        if sys.platform == "linux"
        else ", and do what you can"
    )
    return more if confinement.why_not() else ""


def examples(folder: Path) -> dict[str, Array]:
    """Inputs that the network was given, by their names, and what it said: ``out``."""
    try:
        return read_arrays(folder / EXAMPLES)
    except ExportError as error:
        raise ImportingError(error.sentence) from error


def fingerprint(order: Order) -> str:
    """SHA-256 of what is run: the source, the file with its class, and all code that this can import from
    beside it; and of whether weights alone are read, which allows no code.
    """
    digest = hashlib.sha256()
    file, _, name = order.module.rpartition(":")
    for path in (Path(order.source), *(_code(Path(file)) if file else ())):
        inside = "" if path == Path(order.source) else str(path.relative_to(Path(file).parent))
        own = hashlib.sha256()
        with guarded(ImportingError, f"{path} cannot be read"), open_regular(path, _MAX_SOURCE) as stream:
            while part := stream.read(1 << 20):
                own.update(part)
        digest.update(hashlib.sha256(inside.encode("utf-8", "surrogateescape")).digest() + own.digest())
    return hashlib.sha256(digest.digest() + bytes([order.weights]) + name.encode()).hexdigest()


def _code(file: Path) -> list[Path]:
    """A file with code, and what stands beside and below it that an import finds, in a fixed order."""
    found = {file}
    for seen, (folder, folders, names) in enumerate(os.walk(file.parent, followlinks=True)):
        folders[:] = filter(str.isidentifier, folders)
        found |= {Path(folder, name) for name in names if _is_module(name)}
        if max(len(found), seen) > _MAX_BESIDE:
            raise ImportingError(
                f"Beside {file} lie more than {_MAX_BESIDE:,} files with code, or folders; put it and what "
                "it needs in a folder of its own."
            )
    return sorted(found)


def _is_module(name: str) -> bool:
    return any(
        name.endswith(end) and name.removesuffix(end).isidentifier()
        for end in importlib.machinery.all_suffixes()
    )


def _run(order: Order, folder: Path) -> tuple[Report, Confined]:
    (folder / "order.json").write_bytes(msgspec.json.encode(order))
    root = str(Path(playground.__file__).parent.parent)
    code = (
        f"import sys; sys.path.append({root!r}); from playground.importing.code_subprocess import main; "
        f"main({str(folder)!r})"
    )
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {**dict.fromkeys(THREAD_LIMITS, "1"), "TMPDIR": str(folder), "HOME": str(folder)}
    # It ends with this process, which holds the other end of its input. In a session of its own it has no
    # terminal into which it could type.
    theirs, ours = os.pipe()
    command = python("-B", "-c", code)
    boxed = not confinement.why_not()
    process = subprocess.Popen(
        confinement.around(command, folder) if boxed else command, stdin=theirs, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=environment, cwd=folder, start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0,
    )  # fmt: skip
    os.close(theirs)
    try:
        told, _ = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired as error:
        raise ImportingError(
            f"The code of {order.source} ran for more than {LONGEST:g} seconds and was ended."
        ) from error
    finally:
        _end(process)
        os.close(ours)
    if not (folder / REPORT).is_file():
        raise ImportingError(
            f"The code of {order.source} ended its process (status {process.returncode}): it needed too much "
            "time or memory, or broke off."
        )
    with guarded(ImportingError, "What the code left cannot be read"):
        report = msgspec.json.decode(read_regular(folder / REPORT, _MAX_REPORT), type=Report)
        confined = msgspec.json.decode(told, type=Confined)
        return report, Confined(True, True, True) if boxed else confined


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and whatever it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
