"""Results as files, and files read back; called, it writes a model of one's own (``playground.export``)."""

import importlib
import sys
from pathlib import Path
from types import ModuleType


class _Callable(ModuleType):
    """This package: ``playground.export`` is a function of the public interface, too, and has its name."""

    def __call__(self, *args: object, **options: object) -> Path:
        written: Path = importlib.import_module(".exporting", "playground.api").export(*args, **options)
        return written


sys.modules[_Callable.__module__].__class__ = _Callable
