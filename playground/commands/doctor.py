"""``playground doctor``: check this installation and say how to mend it."""

from __future__ import annotations

import argparse
import ctypes
import errno
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal

import msgspec

from playground import __version__
from playground.commands import options
from playground.core import folders, plugins
from playground.core.child import python as python_command
from playground.core.errors import PlaygroundError
from playground.core.words import counted
from playground.paradigms.cards import rules

_LIBRARIES = {
    # shared object: (Debian and Ubuntu, Fedora)
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libOpenGL.so.0": ("libopengl0", "libglvnd-opengl"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
}


def missing() -> list[str]:
    """Shared objects that the loader does not find."""
    return [name for name in _LIBRARIES if not _loads(name)]


def install_command(names: Sequence[str]) -> str:
    """The command that installs these shared objects, for the package manager that is here."""
    debian = sorted({_LIBRARIES[name][0] for name in names})
    fedora = sorted({_LIBRARIES[name][1] for name in names})
    if (command := _installer()) == "":
        return f"install the packages that hold {', '.join(names)} with your system’s package manager"
    return f"{command} {' '.join(debian if 'apt-get' in command else fedora)}"


def install_packages(name: str) -> str:
    """The command that installs a package that is called alike everywhere."""
    command = _installer()
    return f"{command} {name}" if command else f"install {name} with your system’s package manager"


def _installer() -> str:
    """How the package manager that is here is told to install; empty for one that is not known."""
    prefix = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    known = (name for name in ("apt-get", "dnf") if shutil.which(name))
    return next((f"{prefix}{name} install -y" for name in known), "")


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


Status = Literal["ok", "note", "problem"]
_PACKAGES = (
    "numpy", "msgspec", "platformdirs", "pillow", "onnx", "onnxruntime", "torch", "safetensors",
    "PySide6-Essentials", "pyqtgraph", "rich",
)  # fmt: skip
_QT_PACKAGES = ("PySide6-Essentials", "PySide6")
_BROKEN_QT = "6.12.0"


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at: what was found, and what to do if that is a problem."""

    name: str
    status: Status
    found: str
    mend: str = ""


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """Where models are, and how to say it."""
    options.add_model_folders(parser, Path)  # a missing one is among what is told
    parser.add_argument("--json", action="store_true", help="list the checks as JSON")


def run(args: argparse.Namespace) -> int:
    """Check everything; status 1 if there is a problem."""
    checks = list(examine(tuple(args.models)))
    problems = [check for check in checks if check.status == "problem"]
    if args.json:
        options.say_json({"ok": not problems, "checks": checks})
    else:
        for check in checks:
            options.say(f"{check.status:8} {check.name}: {check.found}")
            if check.mend:
                options.say(f"{'':8} → {check.mend}")
        options.say(f"{counted(len(problems), 'problem')} found." if problems else "Everything is in order.")
    return 1 if problems else 0


def examine(models: tuple[Path, ...] = ()) -> Iterator[Check]:
    """All checks, one after the other."""
    yield Check("playground", "ok", f"{__version__} on {platform.platform()}")
    yield python(sys.version_info[:3])
    yield from packages()
    yield qt_release(installed(_QT_PACKAGES), sys.version_info[:2])
    yield qt_starts()
    yield from _guarded("runtimes and devices", _devices)
    if sys.platform.startswith("linux"):
        yield system_libraries_check(missing(), install_command)
        yield _display()
        yield sandbox()
    yield from _models(models)
    yield from _guarded("plug-ins", _plugins)
    yield writable("settings folder", folders.user_settings())
    yield writable("data folder", folders.user_data())


def python(version: tuple[int, int, int]) -> Check:
    """The interpreter must be one the program is made for."""
    found = ".".join(str(part) for part in version)
    if (3, 11) <= version[:2] <= (3, 13):
        return Check("Python", "ok", f"{found} ({sys.executable})")
    return Check("Python", "problem", found, "use Python 3.11, 3.12 or 3.13")


def packages() -> Iterator[Check]:
    """Every package that the program needs, with its version; MP4's is optional."""
    for name in _PACKAGES:
        version = installed(
            (name, "onnxruntime-gpu", "onnxruntime-directml") if name == "onnxruntime" else (name,)
        )
        if version:
            yield Check(name, "ok", version)
        else:
            yield Check(name, "problem", "not installed", f"{sys.executable} -m pip install {name}")
    yield (
        Check("av", "ok", version)
        if (version := installed(("av",)))
        else Check("av", "note", "not installed, so MP4 cannot be written; GIF and WebP can")
    )


def installed(names: Sequence[str]) -> str | None:
    """The version of the first of these packages that is installed."""
    for name in names:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return None


def qt_release(version: str | None, python_version: tuple[int, ...]) -> Check:
    """PySide6 6.12.0 loses references to ``None``, which aborts Python before 3.12."""
    if version == _BROKEN_QT and python_version < (3, 12):
        return Check(
            "Qt release", "problem", f"PySide6 {version} aborts on Python before 3.12",
            f"{sys.executable} -m pip install 'PySide6-Essentials!={_BROKEN_QT}'",
        )  # fmt: skip
    return Check("Qt release", "ok", "none of those that are known to crash")


def qt_starts() -> Check:
    """Qt can be loaded, tried in a process of its own because a broken one ends the process."""
    code = "from PySide6.QtWidgets import QApplication; QApplication([])"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        tried = subprocess.run(
            python_command("-c", code),
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check("Qt starts", "problem", str(error), "install the package PySide6-Essentials again")
    if tried.returncode == 0:
        return Check("Qt starts", "ok", "yes, without a display")
    last = (tried.stderr.strip().splitlines() or [f"it ended with status {tried.returncode}"])[-1]
    return Check("Qt starts", "problem", last, "install the system libraries and packages named here")


def system_libraries_check(missing: Sequence[str], command: Callable[[Sequence[str]], str]) -> Check:
    """The shared libraries that Qt loads when a window opens."""
    if not missing:
        return Check("system libraries", "ok", "all that Qt needs are there")
    return Check("system libraries", "problem", f"missing {', '.join(missing)}", command(missing))


def writable(name: str, folder: Path) -> Check:
    """A folder is there or can be made, and a file can be written into it.

    It is tried in the folder itself; one above it, which is not the program's, is only asked.
    """
    present = folder
    while not present.exists() and present != present.parent:
        present = present.parent
    try:
        if present == folder:
            with tempfile.TemporaryFile(dir=folder):
                pass
        elif not present.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        elif not os.access(present, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Check(name, "problem", f"{folder} cannot be written: {reason}", f"make {present} writable")
    return Check(name, "ok", str(folder))


def _devices() -> Iterator[Check]:
    from playground.runtimes.devices import available

    for runtime, devices in available(ask_torch=True).items():
        yield Check(f"devices of {runtime}", "ok", ", ".join(devices))


def _guarded(name: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    """Checks that load foreign libraries, which fail in many ways when their installation is broken."""
    try:
        yield from look()
    except (ImportError, OSError, RuntimeError, PlaygroundError) as error:
        what = str(error).partition("\n")[0]
        yield Check(name, "problem", what, "install the package again, or another version of it")


def _display() -> Check:
    from playground.commands.window import DisplayError, check_display

    try:
        check_display(os.environ)
    except DisplayError as error:
        return Check("display", "note", error.sentence)
    chosen = os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY") or os.environ["DISPLAY"]
    return Check("display", "ok", chosen)


def _plugins() -> Iterator[Check]:
    from playground import paradigms

    paradigms.recipe_types()  # All samplers, data sets and families are found for them.
    plugins.model_folders()
    broken = {trouble.plugin: trouble for trouble in plugins.troubles()}
    for plugin in (each for group in plugins.GROUPS for each in plugins.plugins(group)):
        if plugin in broken:
            yield Check("plug-in", "problem", broken[plugin].sentence, "update or uninstall that package")
        else:
            kind = plugin.group.partition(".")[2]
            yield Check("plug-in", "ok", f"{plugin.package} adds “{plugin.name}” to {kind}")


def sandbox() -> Check:
    """What keeps code of others that is run for an import, once somebody trusts it."""
    from playground.importing import confinement

    if not (why := confinement.why_not()):
        return Check("code of imports", "ok", f"{confinement.NAME} keeps it")
    return Check(
        "code of imports", "note",
        f"the kernel alone keeps it; {confinement.NAME} would keep it better, but {why}",
        install_packages(confinement.NAME),
    )  # fmt: skip


def _models(extra: tuple[Path, ...]) -> Iterator[Check]:
    from playground.runtimes.catalogue import catalogue

    places = folders.model_folders(extra)
    for directory in extra:
        if not directory.is_dir():
            yield Check("model folder", "problem", f"{directory} does not exist", "correct --models")
    found = catalogue(places, rules())
    for problem in found.problems:
        yield Check("model", "problem", problem, "mend or remove that folder")
    names = ", ".join(entry.card.name for entry in found.entries)
    where = ", ".join(str(directory) for directory in places if directory.is_dir())
    if names:
        yield Check("models", "ok", f"{names} (in {where})")
    else:
        yield Check(
            "models", "problem", f"none in {where}", "install the program again, or give --models DIR"
        )
