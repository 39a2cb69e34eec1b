"""One input is read once, and held against what every reader promises."""

from __future__ import annotations

import re
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import playground
from playground.core.errors import PlaygroundError
from tests.fuzz.mutate.plain import LARGEST
from tests.fuzz.reader import Reader

LONGEST = 400
"""Characters of a sentence."""

SECONDS_EACH_MEGABYTE = 3.0
"""What the processor may need for a large input, besides what its reader may for any."""

_OURS = str(Path(playground.__file__).parent)
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_QUOTED = re.compile(r"“[^”]*”|`[^`]*`|'[^']*'|/\S+|[-+\d.e]*\d[\w.+-]*|\$[\w.\[\]…]*")


@dataclass(frozen=True)
class Trial:
    """What became of an input: an outcome, its cost, and where a promise was broken what and how.

    ``memory`` is how many bytes more there were at a time than before.
    """

    outcome: str
    seconds: float
    memory: int
    broken: str = ""
    details: str = ""


def input_of(reader: Reader, seeds: Any, seed: int, number: int) -> bytes:
    """Input ``number`` of a reader: always the same for one seed."""
    rng = Random(f"{reader.name}/{seed}/{number}")
    return reader.mutate(rng, rng.choice(seeds), seeds)[:LARGEST]


def attempt(reader: Reader, folder: Path, data: bytes, *, slow_is_broken: bool = True) -> Trial:
    """Read ``data`` in a folder that ``reader.seeds`` laid out."""
    path = folder / reader.file
    path.write_bytes(data)
    before = _listing(folder)
    at_rest = _peak(reset=True)
    began = time.process_time()
    broken, details, value, read = "", "", None, False
    try:
        value = reader.read(path)
        read, outcome = True, "read"
    except PlaygroundError as error:
        outcome = pattern(error.sentence)
        broken = _wrong_sentence(error.sentence)
    except Exception as error:
        outcome = broken = _signature(error)
        details = traceback.format_exc()
    seconds = time.process_time() - began
    memory = _peak() - at_rest
    broken = broken or _wrong_cost(reader, data, seconds, memory, slow_is_broken)
    broken = broken or _wrong_files(reader, path, data, before, _listing(folder))
    if read and not broken and reader.again is not None:
        try:
            reader.again(value)
        except Exception as error:
            broken, details = f"does not come back: {_signature(error)}", traceback.format_exc()
    return Trial(outcome, seconds, memory, broken, details)


def pattern(sentence: str) -> str:
    """A sentence without what differs from file to file."""
    return _QUOTED.sub("…", sentence)[:200]


def _signature(error: BaseException) -> str:
    """The kind of an error, and where in the program it came through last."""
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(_OURS)
    ]
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
    return f"{type(error).__name__}{place}"


def _wrong_sentence(sentence: str) -> str:
    if not sentence.strip():
        return "the sentence is empty"
    if not sentence.isprintable():
        return "the sentence is no single line of printable characters"
    if len(sentence) >= LONGEST:
        return f"the sentence is too long: {pattern(sentence)[:60]}"
    return ""


def _wrong_cost(reader: Reader, data: bytes, seconds: float, growth: int, slow_is_broken: bool) -> str:
    allowed = reader.seconds + SECONDS_EACH_MEGABYTE * len(data) / 1e6
    if slow_is_broken and seconds > allowed:
        return f"slow: more than {allowed:.0f} s"
    if growth > reader.memory:
        return f"memory: more than {reader.memory >> 20} MiB"
    return ""


def _wrong_files(reader: Reader, path: Path, data: bytes, before: set[str], after: set[str]) -> str:
    new = after - before
    if after == before and path.read_bytes() == data:
        return ""
    kept = [file for file in (path.parent / Path(name).name for name in new) if file.read_bytes() == data]
    for name in new:
        (path.parent / Path(name).name).unlink()
    if reader.moves and before - after == {reader.file} and len(kept) == len(new) == 1:
        return ""
    came, went = ", ".join(sorted(new)), ", ".join(sorted(before - after))
    return f"files: {came or 'none'} appeared, {went or 'none'} went"


def _listing(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def _peak(*, reset: bool = False) -> int:
    """The most memory that this process had since the last reset, in bytes; 0 where no system tells it."""
    try:
        if reset:
            _CLEAR.write_text("5")
        text = _STATUS.read_text()
    except OSError:
        return 0
    return 1024 * int(text.partition("VmHWM:")[2].split()[0])
