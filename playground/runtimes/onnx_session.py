"""ONNX Runtime: graphs on the CPU and on whatever else the installed build offers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as _state

from playground.core.cards import Card
from playground.core.errors import SessionError
from playground.core.frames import Array
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.session import first_line

# Reduced precision is switched off: a device may not change a picture beyond float tolerance.
PROVIDERS: dict[str, tuple[str, dict[str, str]]] = {
    "cpu": ("CPUExecutionProvider", {}),
    "cuda": ("CUDAExecutionProvider", {"use_tf32": "0", "cudnn_conv_algo_search": "HEURISTIC"}),
    "directml": ("DmlExecutionProvider", {}),
    "coreml": ("CoreMLExecutionProvider", {"ModelFormat": "MLProgram", "MLComputeUnits": "CPUAndGPU"}),
}
_ERRORS: tuple[type[Exception], ...] = (
    MemoryError,
    RuntimeError,
    ValueError,
    *(kind for kind in vars(_state).values() if isinstance(kind, type) and issubclass(kind, Exception)),
)
_QUIET = 4

# In Windows events also go to the system's own tracing, of which the variable in core.privacy does not speak.
onnxruntime.disable_telemetry_events()


def devices() -> tuple[str, ...]:
    """Names of the devices that the installed ONNX Runtime was built for, ``cpu`` first."""
    offered = onnxruntime.get_available_providers()
    return tuple(name for name, (provider, _) in PROVIDERS.items() if provider in offered)


def version() -> str:
    """Version of ONNX Runtime."""
    return str(onnxruntime.__version__)


def processor_session(graph: Path | bytes) -> Any:
    """ONNX Runtime's own session of a graph that this program has just made, on one processor thread.

    One that is given as bytes has all of its weights in it.
    """
    held, folder = (graph, Path()) if isinstance(graph, bytes) else (str(graph), graph.parent)
    return onnxruntime.InferenceSession(held, _options("cpu", folder), providers=["CPUExecutionProvider"])


class OnnxExecutor:
    """A checked graph in ONNX Runtime, one thread, on one device."""

    def __init__(self, card: Card, folder: Path, part: str, device: str) -> None:
        """Check and load a part's graph; raises ``ModelFileError`` or ``SessionError``."""
        if device not in devices():
            raise SessionError(
                f"the installed ONNX Runtime has no device “{device}”, only {', '.join(devices())}."
            )
        graph = check_graph(card, folder, part)
        self._device = device
        self._outputs = [port.name for port in card.parts[part].outputs]
        provider, settings = PROVIDERS[device]
        try:
            # Its own retry on the CPU would print to stdout and say nothing to the user.
            self._session = onnxruntime.InferenceSession(
                graph, _options(device, folder), providers=[(provider, settings)], enable_fallback=0
            )
            active = self._session.get_providers()[0]
        except _ERRORS as error:
            raise SessionError(
                f"ONNX Runtime could not load {folder / card.parts[part].graph}: {first_line(error)}."
            ) from error
        if active != provider:
            raise SessionError(f"ONNX Runtime could not start the device “{device}”.")

    def __call__(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Run the graph; raises :class:`SessionError` if the device fails."""
        feeds = {name: np.ascontiguousarray(array) for name, array in inputs.items()}
        try:
            values = self._session.run(self._outputs, feeds)
        except _ERRORS as error:
            raise SessionError(
                f"ONNX Runtime failed on the device “{self._device}”: {first_line(error)}."
            ) from error
        return dict(zip(self._outputs, values, strict=True))


def _options(device: str, folder: Path) -> Any:
    options = onnxruntime.SessionOptions()
    # A graph that is given as bytes, which are those that were checked, has no place of its own.
    # What begins like the runtime's own format it would read as that, past all that was checked.
    options.add_session_config_entry("session.load_model_format", "ONNX")
    options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = _QUIET
    options.enable_mem_pattern = device != "directml"
    return options
