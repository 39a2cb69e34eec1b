"""A heartbeat of nobody: how late a process that only sleeps is woken on this machine at the moment.

``python -m tests.soak.reference`` beats until its standard input ends, and prints how late it was, in
milliseconds, as JSON.
"""

from __future__ import annotations

import json
import select
import sys
import time

from tests.bench.watched_window import BEAT_MS


def main() -> None:
    """Beat."""
    late, before = [], time.monotonic()
    while not select.select([sys.stdin], [], [], BEAT_MS / 1e3)[0]:
        now = time.monotonic()
        late.append(round(max(0.0, 1e3 * (now - before) - BEAT_MS), 1))
        before = now
    print(json.dumps(late))


if __name__ == "__main__":
    main()
