"""``python -m playground`` is the command ``playground``."""

from playground.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
