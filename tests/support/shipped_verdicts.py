"""The verdicts on the graphs that ship; ``python -m tests.support.shipped_verdicts`` writes them."""

from __future__ import annotations

import msgspec

from playground.core import folders
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue
from playground.runtimes.graph_check import judge
from playground.runtimes.graph_facts import Verdict, key_of
from playground.runtimes.graph_verdict import SHIPPED, facts_of


def verdicts() -> dict[str, Verdict]:
    """What is to be said of every graph that ships, by its key."""
    found = {}
    for entry in catalogue((folders.shipped_models(),), rules()).entries:
        for part in entry.card.parts:
            data = (entry.folder / entry.card.parts[part].graph).read_bytes()
            facts = facts_of(entry.card, entry.folder, part)
            found[key_of(data, facts)] = judge(data, facts)
    return dict(sorted(found.items()))


if __name__ == "__main__":
    SHIPPED.write_bytes(msgspec.json.format(msgspec.json.encode(verdicts()), indent=1) + b"\n")
