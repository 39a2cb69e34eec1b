"""What a process and all its children ask of the system, seen from outside by ``strace``."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

SOCKETS = ("socket", "connect", "bind", "listen", "sendto", "sendmsg", "sendmmsg")
OPENS = ("open", "openat", "openat2", "creat")
CHANGES = (
    "mkdir", "mkdirat", "mknod", "mknodat", "rename", "renameat", "renameat2", "link", "linkat", "symlink",
    "symlinkat", "unlink", "unlinkat", "rmdir", "truncate", "chmod", "fchmodat", "chown", "lchown",
    "fchownat", "utime", "utimes", "utimensat", "setxattr",
)  # fmt: skip

# They tell which folder a relative path begins at.
_MOVES = ("chdir", "fchdir")
_BIRTHS = ("clone", "clone3", "fork", "vfork")

_LINE = re.compile(r"(?P<pid>\d+) +(?P<call>\w+)\((?P<rest>.*)")
_RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. (?P<call>\w+) resumed>(?P<rest>.*)")
_UNFINISHED = " <unfinished ...>"
_RESULT = re.compile(r"\) += (?P<value>-?\d+)[^)]*(\([^)]*\))?$")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<at>[^>]*)>, )?"(?P<path>(?:[^"\\]|\\.)*)"')
_HERE = re.compile(r"(?:AT_FDCWD|^\d+)<(?P<here>[^>]*)>")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)")
_NAMED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"v": b"\v", b"f": b"\f"}


class Call(NamedTuple):
    """One call: its name, its arguments as strace writes them, its absolute paths, whether it was granted."""

    name: str
    arguments: str
    paths: tuple[Path, ...]
    granted: bool


def why_not() -> str:
    """Why nothing can be seen from outside here, as a sentence; empty where it can."""
    if not sys.platform.startswith("linux"):
        return "Only Linux has strace."
    if shutil.which("strace") is None:
        return "strace is not installed; “sh .ci/system-libraries test” installs it."
    tried = subprocess.run([*command(Path("/dev/null")), "true"], capture_output=True, text=True, check=False)
    said = " ".join(tried.stderr.split())[:200]
    return f"strace may not look at processes here ({said})." if tried.returncode else ""


def command(log: Path, *, apart: bool = False) -> list[str]:
    """What stands before a command so that its calls and those of its children are written to ``log``.

    With ``apart`` the command is the child of who starts this, and strace stands beside it.
    """
    # Not every processor's system has all of these calls, which the “?” allows.
    calls = ",".join(f"?{name}" for name in (*SOCKETS, *OPENS, *CHANGES, *_MOVES, *_BIRTHS))
    words = ["strace", "-f", "-y", "-s", "4096", "-qq", "-e", f"trace={calls}", "-e", "signal=none"]
    # The system itself lets all other calls pass: to be stopped at each takes several times as long.
    return [*words, "--seccomp-bpf", *(["-D"] if apart else []), "-o", str(log)]


def run(words: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> str:
    """Run a command while it is watched; gives its standard output, and raises if it failed."""
    done = subprocess.run(
        [*command(log), *words],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"“{' '.join(words)}” ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def calls(log: Path, folder: Path) -> Iterator[Call]:
    """The calls in the log of a command that was started in ``folder``."""
    here: dict[str, Path] = {}
    for pid, name, text in _whole_lines(log):
        result = _RESULT.search(text)
        if result is None:  # It was killed in the middle.
            continue
        arguments, value = text[: result.start()], int(result["value"])
        told = _HERE.search(arguments) if name == "fchdir" or "AT_FDCWD" in arguments else None
        base = Path(_plain(told["here"])) if told else here.get(pid, folder)
        here[pid] = base
        paths = tuple(
            Path(base, _plain(found["at"] or ""), _plain(found["path"]))
            for found in _PATH.finditer(arguments)
        )
        if name == "chdir" and value == 0:
            here[pid] = paths[0]
        elif name in _BIRTHS and value > 0:
            here.setdefault(str(value), base)
        elif name not in (*_MOVES, *_BIRTHS):
            yield Call(name, arguments, () if name in SOCKETS else paths, value >= 0)


def _whole_lines(log: Path) -> Iterator[tuple[str, str, str]]:
    """Process, call and the rest of every line, those that another process's line had cut put together."""
    begun: dict[tuple[str, str], str] = {}
    with log.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
        for line in map(str.rstrip, lines):
            if found := _RESUMED.match(line):
                yield (
                    found["pid"],
                    found["call"],
                    begun.pop((found["pid"], found["call"]), "") + found["rest"],
                )
            elif (found := _LINE.match(line)) and line.endswith(_UNFINISHED):
                begun[found["pid"], found["call"]] = found["rest"].removesuffix(_UNFINISHED)
            elif found:
                yield found["pid"], found["call"], found["rest"]


def _plain(text: str) -> str:
    """A path without strace's escapes."""

    def byte(found: re.Match[bytes]) -> bytes:
        digits = found[1]
        return bytes([int(digits, 8)]) if digits.isdigit() else _NAMED.get(digits, digits)

    return _ESCAPE.sub(byte, text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
