"""``python -m playground.studio NAME``: the process that works on a training until that ends."""

from __future__ import annotations

import sys

from playground.studio.process import give_way, main

if __name__ == "__main__":
    give_way()
    raise SystemExit(main(sys.argv[1:]))
