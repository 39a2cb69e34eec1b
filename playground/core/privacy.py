"""What other packages would keep or send by themselves is turned off before they are loaded.

``import playground`` does it, so that it holds in every process: the window, its engine, workers, commands,
tests, and programs of others that use this package. Children inherit it with the environment.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

SILENCE = {
    # ONNX Runtime 1.32 keeps a device id and a database of events in the user's cache folder, looks up its
    # vendor's host and sends them there. Its own disable_telemetry_events can be called only when that has
    # begun, and does not end it.
    "ORT_DISABLE_TELEMETRY": "1",
}
"""Set whatever was there before: that nothing is sent is a promise of this program.

PyTorch, Qt, pyqtgraph, SciPy, Pillow, safetensors and distributed have nothing to turn off.
"""


def keep_private(environment: MutableMapping[str, str] = os.environ) -> None:
    """Turn off what packages send; they read this once, when they are loaded."""
    environment.update(SILENCE)
