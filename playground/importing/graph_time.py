"""A graph that is told the card's time, where its network wants the logarithm of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx

from playground.importing.conventions import Clock

_LEAST = 1e-12


def insert_logarithm(graph: Path, clock: Clock) -> None:
    """Let the graph's input ``time`` be σ where the network is told ln σ, or a quarter of that."""
    model = onnx.load_model_from_string(graph.read_bytes())
    for node in model.graph.node:
        node.input[:] = ["time.told" if name == "time" else name for name in node.input]
    least = onnx.numpy_helper.from_array(np.array(_LEAST, dtype=np.float32), "time.least")
    share = onnx.numpy_helper.from_array(
        np.array(1.0 if clock == "log" else 0.25, dtype=np.float32), "time.share"
    )
    model.graph.initializer.extend([least, share])
    steps = [
        onnx.helper.make_node("Max", ["time", "time.least"], ["time.above"]),
        onnx.helper.make_node("Log", ["time.above"], ["time.log"]),
        onnx.helper.make_node("Mul", ["time.log", "time.share"], ["time.told"]),
    ]
    for at, node in enumerate(steps):
        model.graph.node.insert(at, node)
    graph.write_bytes(model.SerializeToString())
