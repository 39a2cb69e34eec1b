"""Nodes of a graph from which nothing follows, such as checks of sizes that TorchScript leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

from onnx import ModelProto, NodeProto


def leave_out_unused(model: ModelProto) -> None:
    """Remove every node that no output of the graph needs."""
    nodes = [*model.graph.node]
    makers = {out: at for at, node in enumerate(nodes) for out in node.output if out}
    ahead, needed = [one.name for one in model.graph.output], set[int]()
    while ahead:
        at = makers.get(ahead.pop())
        if at is not None and at not in needed:
            needed.add(at)
            ahead += read_by(nodes[at])
    model.graph.ClearField("node")
    model.graph.node.extend(nodes[at] for at in sorted(needed))


def read_by(node: NodeProto) -> Iterator[str]:
    """The names that a node reads, also those in the graphs inside it."""
    yield from node.input
    for attribute in node.attribute:
        for graph in (attribute.g, *attribute.graphs):
            for inner in graph.node:
                yield from read_by(inner)
            yield from (one.name for one in graph.output)


def kinds_in(node: NodeProto) -> Iterator[str]:
    """The operators of a node and of the nodes in the graphs inside it."""
    yield node.op_type
    for attribute in node.attribute:
        for graph in (attribute.g, *attribute.graphs):
            for inner in graph.node:
                yield from kinds_in(inner)
