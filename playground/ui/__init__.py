"""The window.

PySide reads the text of every module that is imported after it, so that ``from __feature__ import …`` may
change those that name PySide and no others. Nothing here asks for that, and it takes a tenth of a start.
"""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401 - it begins to follow imports

_followed = sys.modules.get("shibokensupport.feature")
if _followed is not None:
    vars(_followed)["_mod_uses_pyside"] = lambda _module: True
