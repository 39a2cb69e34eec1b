"""Which runtimes and devices this machine offers."""

from __future__ import annotations

import importlib.util

from playground.core.resources import RuntimeName

MODULES: dict[RuntimeName, str] = {"onnx": "onnxruntime", "torch": "torch"}
KNOWN: dict[RuntimeName, tuple[str, ...]] = {
    "onnx": ("cpu", "cuda", "directml", "coreml"),
    "torch": ("cpu", "cuda", "mps"),
}


def installed() -> tuple[RuntimeName, ...]:
    """The installed runtimes, found without importing them."""
    return tuple(name for name, module in MODULES.items() if importlib.util.find_spec(module) is not None)


def available(*, ask_torch: bool = False) -> dict[RuntimeName, tuple[str, ...]]:
    """Devices of each installed runtime.

    Only PyTorch knows its devices, and importing it takes seconds: unless ``ask_torch`` is set, its entry is
    just the CPU, which it always has.
    """
    found: dict[RuntimeName, tuple[str, ...]] = {}
    for runtime in installed():
        if runtime == "onnx":
            from playground.runtimes import onnx_session

            found[runtime] = onnx_session.devices()
        elif ask_torch:
            from playground.runtimes import torch_session

            found[runtime] = torch_session.devices()
        else:
            found[runtime] = ("cpu",)
    return found
