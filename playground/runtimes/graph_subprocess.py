"""The child that checks one graph: it is given bytes and facts, sets limits to itself, and says its verdict.

It opens no file but Python's own modules, and writes to nothing but the pipe to its parent.
"""

from __future__ import annotations

import struct
import sys
from typing import BinaryIO

import msgspec

from playground.core.limits import limit
from playground.runtimes.graph_facts import Facts

if sys.platform != "win32":
    from playground.core.lifeline import end_with

SIZES = struct.Struct(">QQ")
"""How a job begins: the lengths of the facts and of the graph, which follow."""

OUT_OF_MEMORY = 3
"""The exit status of a child whose memory did not suffice."""


def main(seconds: str, space: str) -> None:
    """Check the graph that comes from the parent, within seconds of computing and bytes of address space."""
    limit(int(seconds), int(space))
    try:
        graph, facts = _job(sys.stdin.buffer)
        # The parent keeps its end of the pipe for as long as it waits. On Windows the limit of time must do.
        if sys.platform != "win32":
            end_with(sys.stdin.fileno())

        from playground.runtimes.graph_check import judge

        sys.stdout.buffer.write(msgspec.json.encode(judge(graph, facts)))
        sys.stdout.buffer.flush()
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


def _job(pipe: BinaryIO) -> tuple[bytes, Facts]:
    facts_length, graph_length = SIZES.unpack(pipe.read(SIZES.size))
    facts = msgspec.json.decode(pipe.read(facts_length), type=Facts)
    return pipe.read(graph_length), facts
