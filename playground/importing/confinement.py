"""Code of others is kept from the network and from writing anywhere but into one folder, on Linux.

In bubblewrap (https://github.com/containers/bubblewrap) it sees no other process and no network. Where that
cannot be used, the process confines itself, and in bubblewrap that still holds sockets of the file system: by
the kernel's Landlock for files (since 5.13) and signals to others (since 6.12), and by a filter of system
calls for sockets and for limits, priority and shared memory of other processes; all hold for all that the
process starts, and cannot be taken back. Nothing here needs rights that users do not have. What none of it
holds: reading (a terminal, too), changing the permissions, times and attributes of files, and making many.
"""

from __future__ import annotations

import ctypes
import functools
import os
import platform
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from playground.core.child import python

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_PATH_BENEATH = 1
_LIBRARY_FLAGS = 0x200000  # O_PATH

# Rights of Landlock that change something, by the version of its interface that knows them first.
_WRITES = {1: 0b1_1111_1111_0010, 2: 1 << 13, 3: 1 << 14}
_WHOLE = 3
"""The version since which all writing is known to it: before, files could be cut off."""
_SCOPED = 6
"""The version since which it holds signals, and abstract sockets."""

_REFUSED = {
    "socket": (41, 198), "socketpair": (53, 199), "io_uring_setup": (425, 425), "ptrace": (101, 117),
    "setsid": (112, 157), "setpgid": (109, 154),
    # Priority and processors of others, and what they keep in the kernel: memory, messages, keys.
    "setpriority": (141, 140), "ioprio_set": (251, 30), "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119), "sched_setaffinity": (203, 122), "sched_setattr": (314, 274),
    "shmat": (30, 196), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
}  # fmt: skip
"""System calls by their numbers on each of the machines."""
_MACHINES = {"x86_64": (0xC000003E, 16, 302, 0), "aarch64": (0xC00000B7, 29, 261, 1)}
"""Name of the architecture, the system calls ``ioctl`` and ``prlimit64``, and the place of its numbers."""
_REQUESTS = (0x5412, 0x541C, 0x540E)
"""Of ``ioctl``: to type into a terminal (TIOCSTI, TIOCLINUX), and to take one over (TIOCSCTTY)."""
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_X32 = 0x40000000


class Confined(NamedTuple):
    """What the process can no longer do."""

    network: bool = False
    writing: bool = False
    signals: bool = False


def confine(folder: Path) -> Confined:
    """Let this process reach no network, and write nothing outside a folder, as far as the system can."""
    if sys.platform != "linux":
        return Confined()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return Confined()
    writing, signals = _keep_to(folder, libc)
    return Confined(writing=writing, signals=signals, network=_without_sockets(libc))


def _keep_to(folder: Path, libc: ctypes.CDLL) -> tuple[bool, bool]:
    """Whether it can write nothing outside the folder, and signal no process that was there before."""
    version = libc.syscall(_CREATE, None, 0, 1)
    if version < 1:
        return False, False
    handled = sum(rights for since, rights in _WRITES.items() if since <= version)
    # Files, ports of the network (which the filter holds), and what is kept to processes that it starts.
    asked = struct.pack("=QQQ", handled, 0, 0b11) if version >= _SCOPED else struct.pack("=Q", handled)
    rules = libc.syscall(_CREATE, ctypes.create_string_buffer(asked, len(asked)), len(asked), 0)
    if rules < 0:
        return False, False
    try:
        for place in (folder, Path("/dev/null")):
            handle = os.open(place, _LIBRARY_FLAGS | os.O_CLOEXEC)
            # What is no folder has no entries that could be made.
            rights = handled if place.is_dir() else handled & (0b10 | (1 << 14))
            beneath = ctypes.create_string_buffer(struct.pack("=Qi", rights, handle))
            failed = libc.syscall(_ADD, rules, _PATH_BENEATH, beneath, 0)
            os.close(handle)
            if failed:
                return False, False
        held = bool(libc.syscall(_RESTRICT, rules, 0) == 0)
        return held and version >= _WHOLE, held and version >= _SCOPED
    finally:
        os.close(rules)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _without_sockets(libc: ctypes.CDLL) -> bool:
    """Refuse the system calls by which a process speaks to others, or leaves the group that ends with it."""
    known = _MACHINES.get(platform.machine())
    if known is None:
        return False
    architecture, control, limits, place = known
    load, equal, above, give = 0x20, 0x15, 0x35, 0x06
    refuse, allow = -1, -2  # Steps counted from the end.
    steps = [
        (load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, _KILL),
        (load, 0, 0, 0), (above, refuse, 0, _X32),
        *((equal, refuse, 0, numbers[place]) for numbers in _REFUSED.values()),
        # The limits of this process alone, which is called 0.
        (equal, 0, 2, limits), (load, 0, 0, 16), (equal, allow, refuse, 0),
        (equal, 0, allow, control), (load, 0, 0, 24),
        *((equal, refuse, 0, request) for request in _REQUESTS),
        (give, 0, 0, _ALLOW), (give, 0, 0, _REFUSE | 13),
    ]  # fmt: skip
    # Jumps are counted from the step after.
    packed = b"".join(
        struct.pack("=HBBI", code, *(len(steps) + to - at - 1 if to < 0 else to for to in jumps), value)
        for at, (code, *jumps, value) in enumerate(steps)
    )
    held = ctypes.create_string_buffer(packed, len(packed))
    program = _Program(len(steps), ctypes.cast(held, ctypes.c_void_p))
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


NAME = "bubblewrap"
"""Of the package, in Debian, Ubuntu, Fedora and Arch."""
_PROGRAM = "bwrap"
_PATIENCE = 20.0


def around(command: list[str], folder: Path) -> list[str]:
    """The command in bubblewrap, by which only ``folder`` can be written."""
    return [
        _PROGRAM, "--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/",
        "--dev", "/dev", "--proc", "/proc", "--bind", str(folder), str(folder), "--chdir", str(folder),
        "--", *command,
    ]  # fmt: skip


@functools.cache
def why_not() -> str:
    """Why bubblewrap cannot be used here, as the end of a sentence; empty where a trial run succeeded."""
    if sys.platform != "linux":
        return "it is of Linux alone"
    if shutil.which(_PROGRAM) is None:
        return "it is not installed"
    try:
        done = subprocess.run(
            around(python("-S", "-c", ""), Path("/tmp")),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"it does not run ({type(error).__name__})"
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
        return f"this system does not let it run ({said[:120]})"
    return ""
