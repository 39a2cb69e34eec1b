"""A desktop laboratory for generative models.

What programs of others use is listed in ``__all__`` and told of in ``docs/python.md``; each name is imported
when it is first asked for, so that ``import playground`` costs nothing. ``__init__.pyi`` has their types.
"""

import os
import sys

# Python looks for modules in the current folder first, whose files are anybody’s, and this path is handed on
# to the engine and to other workers. Of “python -m playground” this is the first to run, and ends that before
# anything is imported; the folder stays where the program itself is in it.
_own = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 - pathlib would come from there, too
if sys.argv[:1] == ["-m"] and not sys.flags.safe_path and sys.path[0] != _own:
    del sys.path[0]

from playground.core.address_space import mind_the_limit  # noqa: E402
from playground.core.privacy import keep_private  # noqa: E402

__version__ = "0.1.0"
API = 1
"""Counts up when something that a program may use is taken away or means something else."""

_PLACES = {
    "Grid": "grids", "Model": "models", "PlaygroundError": "models", "Result": "results",
    "export": "exporting", "grid": "grids", "identify": "identifying", "load": "models",
    "recipe": "results", "run": "results", "sample": "results", "show": "showing", "wrap": "wrapping",
}  # fmt: skip
__all__ = [
    "API", "Grid", "Model", "PlaygroundError", "Result", "__version__", "export", "grid", "identify",
    "load", "recipe", "run", "sample", "show", "wrap",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module ‘playground’ has no attribute ‘{name}’")
    import importlib

    found = globals()[name] = getattr(importlib.import_module(f".{_PLACES[name]}", "playground.api"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


# Here, where every process begins, so that no one can forget it.
keep_private()
mind_the_limit()
