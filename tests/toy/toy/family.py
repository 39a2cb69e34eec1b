"""What the family is to whatever is shared by all of them."""

from __future__ import annotations

from playground.paradigms.family import Family, Mark, Variant
from toy.recipes import RULES, RUNS, Ray

PARADIGM = Family(
    name="toy",
    title="Toy",
    order=50,
    runs=RUNS,
    generate=Ray,
    card=RULES,
    tab="toy.tabs.toy.spec:SPEC",
    variants=(Variant(name="toy", title="Toy", colour=9, mark=Mark(form="cross")),),
)
