"""The window opens no socket but its display’s and writes in its own folders only, as seen from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.outside.trace import why_not
from tests.outside.window import watch_window

pytestmark = pytest.mark.e2e

WHY_NOT = why_not()


@pytest.mark.skipif(bool(WHY_NOT), reason=f"NOT CHECKED what the window does to the outside: {WHY_NOT}")
def test_the_window_keeps_to_its_display_and_its_folders(tmp_path: Path) -> None:
    seen = watch_window(tmp_path)
    assert seen.secret == ()
    assert seen.local, "a window without a display’s socket was not seen at all"
