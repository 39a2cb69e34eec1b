"""What packages installed beside this program add to it, found by their entry points.

A package says in its ``pyproject.toml`` what it adds::

    [project.entry-points."playground.samplers"]
    ralston = "toy.ralston:SAMPLER"

Window, engine process, workers and commands look for themselves and find the same. Nothing is imported but
what is named under our groups, and a plug-in that is broken costs a sentence in :func:`troubles`.
"""

from __future__ import annotations

import functools
import importlib.machinery
import importlib.util
import os
import re
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, NamedTuple, TypeVar

from playground.core import dotted, plain_text
from playground.core.time_limit import TookTooLongError, at_most

SAMPLERS = "playground.samplers"
PLANAR = "playground.planar"
FAMILIES = "playground.families"
MODELS = "playground.models"
GROUPS = (SAMPLERS, PLANAR, FAMILIES, MODELS)

OFF = "PLAYGROUND_NO_PLUGINS"
"""This environment variable, whatever it says, leaves all plug-ins out."""

_BARRED = frozenset({"torch", "onnx", "onnxruntime"})
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_LARGEST = 1_000_000
LONGEST = 5.0
"""Seconds that a plug-in may take to be imported."""
_METADATA = (".dist-info", ".egg-info")


class Plugin(NamedTuple):
    """An entry point: the package, with its version, that says it, and what it means by a name."""

    package: str
    group: str
    name: str
    target: str


class Trouble(NamedTuple):
    """Why a plug-in was left out: a sentence, and where the error came from."""

    plugin: Plugin
    sentence: str
    details: str


class PluginError(Exception):
    """A plug-in is not what it should be; its text ends the sentence that says so."""


T = TypeVar("T")

_troubles: dict[Plugin, Trouble] = {}
_hung: set[str] = set()
"""Modules that took too long."""


def troubles() -> tuple[Trouble, ...]:
    """What was left out so far, and why."""
    return tuple(_troubles.values())


def plugins(group: str) -> tuple[Plugin, ...]:
    """What installed packages add to a group, by name; nothing of them is imported."""
    return tuple(sorted(each for each in _installed() if each.group == group))


def load(group: str, check: Callable[[Any], T]) -> list[T]:
    """What the plug-ins of a group are.

    ``check`` makes of what an entry point names what it is to be, and raises :class:`PluginError` at what it
    is not. Whatever else goes wrong is the plug-in's mistake, too, and becomes one of :func:`troubles`.
    """
    found = []
    for plugin in plugins(group):
        with suffered(partial(_blame, plugin)), _light(), _once(plugin):
            found.append(check(dotted.load(plugin.target)))
    return found


@contextmanager
def suffered(blame: Callable[[BaseException], None], *, limited: bool = True) -> Iterator[None]:
    """Around a plug-in’s own code: whatever it raises is its mistake.

    So are more than five seconds, where it is ``limited``. Whoever presses Ctrl+C meanwhile is heard.
    """
    pressed: list[int] = []
    try:
        with _noting_interrupts(pressed), at_most(LONGEST) if limited else nullcontext():
            yield
    except TookTooLongError:
        blame(PluginError(f"it takes more than {LONGEST:g} seconds to be imported"))
    except BaseException as error:
        if pressed:
            raise
        blame(error)


@contextmanager
def _noting_interrupts(pressed: list[int]) -> Iterator[None]:
    """Tell Ctrl+C from a plug-in that raises the same error."""
    handler = signal.getsignal(signal.SIGINT)
    if not callable(handler) or threading.current_thread() is not threading.main_thread():
        yield
        return

    def note(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        handler(number, frame)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


@contextmanager
def _once(plugin: Plugin) -> Iterator[None]:
    """What has hung once would hang again under its other names."""
    module = plugin.target.partition(":")[0]
    if module in _hung:
        raise TookTooLongError
    try:
        yield
    except TookTooLongError:
        _hung.add(module)
        raise


def fit(found: Any, kind: type[T], taken: Collection[str]) -> T:
    """What a plug-in gave, if it is one of ``kind`` with a name of its own; raises :class:`PluginError`."""
    if not isinstance(found, kind):
        raise PluginError(f"it is no {kind.__name__} but “{type(found).__name__}”")
    name, title = getattr(found, "name", None), getattr(found, "title", None)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise PluginError(
            f"its name “{plain_text.line(str(name), 40)}” is not made of small letters, digits, “-” and “_”"
        )
    if not isinstance(title, str) or not title:
        raise PluginError("it has no title")
    if name in taken:
        raise PluginError(f"there is one of the name “{name}” already")
    return found


def model_folders() -> tuple[Path, ...]:
    """Folders of installed packages in which models lie, each in a folder of its own.

    The entry point names a package, or a folder in one: ``"toy.models"``. Nothing is imported.
    """
    found = []
    for plugin in plugins(MODELS):
        # Finders are somebody else's code.
        with suffered(partial(_blame, plugin)):
            found.append(_folder(plugin.target))
    return tuple(found)


def _folder(target: str) -> Path:
    top, *inner = target.replace(":", ".").split(".")
    spec = importlib.util.find_spec(top)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place, *inner)
        if folder.is_dir():
            return folder
    raise PluginError("there is no such folder")


def _blame(plugin: Plugin, error: BaseException) -> None:
    why = str(error) if isinstance(error, PluginError) else f"{type(error).__name__}: {error}".rstrip(": ")
    said = plain_text.line(f"“{plugin.name}” ({plugin.target})")
    _troubles[plugin] = Trouble(
        plugin,
        f"The plug-in {plain_text.line(plugin.package, 60)} is left out where it adds {said} to "
        f"{plugin.group.partition('.')[2]}: {plain_text.line(why, 200).rstrip('.')}.",
        "".join(traceback.format_exception(error)),
    )


class _Bar:
    """Refuses modules that take a second to load, of which the window must have none."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Nothing, or an error."""
        if name in _BARRED and threading.get_ident() == self._thread:
            raise PluginError(f"it imports {name} at once; import it in the function that needs it")
        return None


@contextmanager
def _light() -> Iterator[None]:
    bar: Any = _Bar()
    sys.meta_path.insert(0, bar)
    try:
        yield
    finally:
        sys.meta_path.remove(bar)


@functools.cache
def _installed() -> tuple[Plugin, ...]:
    return () if OFF in os.environ else added_by(sys.path)


def added_by(places: Iterable[str]) -> tuple[Plugin, ...]:
    """All entry points of our groups; of a package that is found twice, those of the first count.

    ``importlib.metadata`` reads all that every package says of itself, and takes a tenth of a second.
    """
    found: dict[str, tuple[Plugin, ...]] = {}
    for place in dict.fromkeys(places):
        try:
            with os.scandir(place) as entries:
                folders = sorted(entry.path for entry in entries if entry.name.endswith(_METADATA))
        except OSError:
            continue
        for folder in folders:
            package, _, rest = os.path.basename(folder).partition("-")  # noqa: PTH119 - some hundred of them
            said = _read(folder)
            if b"[playground." in said:
                version = rest.removesuffix(".dist-info").removesuffix(".egg-info")
                label = f"{package} {version}" if version[:1].isdigit() else package
                found.setdefault(package.lower(), tuple(_entries(label, said.decode(errors="replace"))))
    return tuple(plugin for entries in found.values() for plugin in entries)


def _read(folder: str) -> bytes:
    try:
        with open(f"{folder}/entry_points.txt", "rb") as file:  # noqa: PTH123 - as above
            return file.read(_LARGEST)
    except OSError:
        return b""


def _entries(package: str, text: str) -> Iterator[Plugin]:
    group = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            group = line.strip("[] ")
        elif group in GROUPS and "=" in line and not line.startswith(("#", ";")):
            name, _, target = line.partition("=")
            yield Plugin(package, group, name.strip(), target.partition("[")[0].strip())
