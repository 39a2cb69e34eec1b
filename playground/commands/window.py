"""``playground`` and ``playground window``: open the window, or say why it cannot open."""

from __future__ import annotations

import argparse
import ctypes
import difflib
import gc
import importlib
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from playground.commands import UsageError, options
from playground.core import memory_limit, plain_text, toml
from playground.core.errors import ExportError, PlaygroundError, SettingsError
from playground.core.folders import assets
from playground.core.guard import guarded
from playground.core.links import is_link
from playground.core.regular_files import check_regular, named
from playground.core.toml import ContentError, read_text

_X_PORT = 6000


class DisplayError(PlaygroundError):
    """There is no screen to open a window on, or Qt cannot use it."""


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """What is opened, and where to look for models."""
    parser.add_argument(
        "file",
        type=named,
        nargs="?",
        metavar="FILE",
        help="an exported picture or arrays, a recipe or a model’s folder, to open as if it were dropped on "
        "the window",
    )
    beginning = parser.add_mutually_exclusive_group()
    beginning.add_argument(
        "--lesson",
        type=_lesson,
        metavar="NAME",
        help="begin with a lesson, such as vae/border, or border where one tab alone has it",
    )
    beginning.add_argument(
        "--open",
        default="",
        metavar="RECIPE",
        help="begin with what a recipe, an exported file or a link (playground:…) says",
    )
    options.add_model_folders(parser)
    parser.add_argument(
        "--engine-memory",
        metavar="GB",
        type=_gigabytes,
        help="memory that computing may take before it is ended (three quarters of what there is)",
    )


def _lesson(words: str) -> str:
    """The whole name of a lesson."""
    with guarded(ContentError, "Please reinstall: the lessons are damaged"):
        known = [
            f"{path.stem}/{lesson['id']}"
            for path in sorted((assets() / "lessons").glob("*.toml"))
            for lesson in toml.decode(read_text(path))["lesson"]
        ]
    found = [name for name in known if words in (name, name.partition("/")[2])]
    if len(found) == 1:
        return found[0]
    if words.partition("/")[0] in _added():
        return words
    near = found or difflib.get_close_matches(words, [*known, *(name.partition("/")[2] for name in known)])
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"there is no lesson “{plain_text.line(words)}”{hint}")


def _added() -> tuple[str, ...]:
    """Names of the families of plug-ins, whose lessons their tabs alone know."""
    from playground.paradigms.families import families

    return tuple(each.name for each in families() if each.tab)


def _gigabytes(words: str) -> str:
    try:
        memory_limit.from_words(words)
    except SettingsError as error:
        raise UsageError(error.sentence) from error
    return words


def run(args: argparse.Namespace) -> int:
    """Open the window and give its exit status when it is closed."""
    if args.file is not None:
        if args.open:
            raise UsageError("a FILE is opened or what --open names, not both")
        check_file(args.file)
    if args.open and not is_link(args.open):
        check_file(Path(args.open))
    if args.engine_memory is not None:
        os.environ[memory_limit.VARIABLE] = args.engine_memory
    memory_limit.limit()  # a mistake in it is told before anything is opened
    check_display(os.environ)
    from playground.core.folders import model_folders
    from playground.engine.early import EarlyEngine

    # Start-up makes many objects and drops few; searching them for garbage takes a tenth of its time. The
    # window enables that again once it is there.
    gc.disable()
    models = tuple(args.models)
    engine = EarlyEngine(model_folders(models))
    try:
        return int(
            application().main(
                models=models, opened=args.file, engine=engine, lesson=args.lesson or "", shown=args.open
            )
        )
    finally:
        engine.close()
        gc.enable()


def check_file(path: Path) -> None:
    """Raise ``ExportError`` where no window could open the file, whatever it holds."""
    from playground.export.containers import LARGEST_FILE

    with guarded(ExportError, f"{path} cannot be opened"):
        if not path.is_dir():
            check_regular(path, LARGEST_FILE)


def application() -> ModuleType:
    """The module of the window; raises :class:`DisplayError` when Qt itself cannot be loaded."""
    try:
        return importlib.import_module("playground.ui.shell.app")
    except ImportError as error:
        raise DisplayError(
            f"the window’s libraries cannot be loaded ({error}); “playground doctor” says what to install"
        ) from error


def check_display(environment: Mapping[str, str]) -> None:
    """Raise :class:`DisplayError` in one sentence where Qt would abort the process with a page of advice."""
    if not sys.platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return
    if environment.get("WAYLAND_DISPLAY"):
        return
    display = environment.get("DISPLAY", "")
    if not display:
        raise DisplayError(
            "there is no display, so the window cannot open; the commands in “playground --help” work without"
        )
    if not answers(display):
        raise DisplayError(f"the display {display} does not answer, so the window cannot open")
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError as error:
        raise DisplayError(
            "the window needs the library libxcb-cursor, which is missing; see “playground doctor”"
        ) from error


def answers(display: str) -> bool:
    """Whether an X server listens where ``DISPLAY`` points."""
    host, _, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not number.isdigit():
        return False
    if host not in ("", "unix"):
        return _connects(socket.AF_INET, (host.strip("[]"), _X_PORT + int(number)))
    path = f"/tmp/.X11-unix/X{number}"
    return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(address)
        except OSError:
            return False
    return True
