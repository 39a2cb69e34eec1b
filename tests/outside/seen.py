"""What of a program's calls leaves the machine or its own folders."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.outside.trace import CHANGES, OPENS, SOCKETS, Call

ROOT = Path(__file__).resolve().parents[2]

_LOOK_UPS = {"/etc/resolv.conf", "/etc/hosts", "/etc/gai.conf", "/etc/host.conf"}
"""Read by the C library when a host is looked up, and for nothing else."""

_UNIX = re.compile(r'sun_path=(?P<abstract>@?)"(?P<path>(?:[^"\\]|\\.)*)"')
_FAMILY = re.compile(r"\b(?P<family>AF_\w+)")
_WRITES = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE|__O_TMPFILE)\b")
_LOCAL = {"AF_UNIX", "AF_LOCAL", "AF_UNSPEC"}

DESKTOP = re.compile(
    r"@?/tmp/\.X11-unix/X\d+|@?/tmp/\.ICE-unix/\d+|/run/user/\d+/(wayland-\d+|bus|at-spi/bus\S*)|"
    r"/run/dbus/system_bus_socket|/var/run/dbus/system_bus_socket|@?/tmp/dbus-\S+"
)
"""Local sockets of the desktop that a window is shown on, and of nothing else."""

NEEDED = (
    r"/dev/(null|tty|pts/\d+|ptmx)",
    # Memory and locks that the window shares with its engine, and a sweep with its workers.
    r"/dev/shm/(pym-\d+-\w+|sem\.[\w-]+|pymp-\w+)",
    # The kernel's own switches of a process.
    r"/proc/(self|\d+)/\S+",
)
"""Places of the system that are no files."""

PASSING = {
    r"\w{8}": "Python’s tempfile tries whether it can write there",
    r"\.playground-\w+\.part(/.*)?": "graphs while they are made",
    r"pymp-\w+(/.*)?": "memory shared with workers, where there is no /dev/shm",
    r"torchinductor_\w+": "an empty folder that PyTorch makes when a network is trained",
}
"""What is made in the temporary folder, and why."""


class Places(NamedTuple):
    """Where a program may write: its own folders and what it was told to write, and the temporary folder."""

    own: tuple[Path, ...]
    temporary: Path


class Seen(NamedTuple):
    """Sockets to other machines, look-ups of hosts, local sockets, and paths that were written."""

    internet: tuple[str, ...]
    look_ups: tuple[str, ...]
    local: tuple[str, ...]
    outside: tuple[str, ...]
    passing: tuple[str, ...]

    @property
    def secret(self) -> tuple[str, ...]:
        """All that must not be."""
        strange = (place for place in self.local if not DESKTOP.fullmatch(place))
        return (*self.internet, *self.look_ups, *strange, *self.outside)


def judge(calls: Iterable[Call], places: Places) -> Seen:
    """Sort what was seen; every thing is named once."""
    internet: dict[str, None] = {}
    look_ups: dict[str, None] = {}
    local: dict[str, None] = {}
    outside: dict[str, None] = {}
    passing: dict[str, None] = {}
    for call in calls:
        if call.name in SOCKETS:
            if found := _UNIX.search(call.arguments):
                address = found["abstract"] + found["path"]
                (look_ups if "/nscd/" in address else local)[address] = None
            elif not set(_FAMILY.findall(call.arguments)) <= _LOCAL:
                internet[f"{call.name}({call.arguments})"] = None
        for path in call.paths:
            if str(path) in _LOOK_UPS:
                look_ups[str(path)] = None
        for path in _written(call):
            if path.is_relative_to(places.temporary):
                inside = str(path.relative_to(places.temporary))
                kind = next((kind for kind in PASSING if re.fullmatch(kind, inside)), "")
                (passing if kind else outside)[PASSING.get(kind, str(path))] = None
            elif not _allowed(call, path, places):
                outside[str(path)] = None
    return Seen(tuple(internet), tuple(look_ups), tuple(local), tuple(outside), tuple(passing))


def _written(call: Call) -> tuple[Path, ...]:
    """The paths that a call changed."""
    if not call.granted or not call.paths:
        return ()
    if call.name in OPENS:
        return call.paths[:1] if call.name == "creat" or _WRITES.search(call.arguments) else ()
    if call.name.startswith("rename"):
        return call.paths
    return call.paths[-1:] if call.name in CHANGES else ()


def _allowed(call: Call, path: Path, places: Places) -> bool:
    if any(re.fullmatch(place, str(path)) for place in NEEDED):
        return True
    if "__pycache__" in path.parts and any(path.is_relative_to(code) for code in _code()):
        return True  # Python keeps modules compiled, beside their source.
    # A folder of the program's own may need folders above it to be made.
    above = call.name.startswith("mkdir") and any(own.is_relative_to(path) for own in places.own)
    return above or any(path.is_relative_to(own) for own in places.own)


def _code() -> tuple[Path, ...]:
    found = {ROOT, Path(sys.prefix), Path(sys.base_prefix), *map(Path, sys.path)}
    return tuple(path.resolve() for path in found if str(path) not in ("", ".", tempfile.gettempdir()))
