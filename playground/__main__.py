"""``python -m playground`` is the command ``playground``."""

import os
import sys

if __name__ == "__main__":
    _own = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 - pathlib would come from here, too
    # Python looks for modules in the current folder first, whose files are anybody’s, and this path is handed
    # on to the engine and to other workers. It stays where the program itself is in that folder.
    if not sys.flags.safe_path and sys.path[0] != _own:
        del sys.path[0]

from playground.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
