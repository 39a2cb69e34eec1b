"""The shared libraries that Qt needs on Linux, and how each system calls their packages."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Sequence

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
