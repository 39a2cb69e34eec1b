"""What consistency models are to whatever is shared by all families."""

from __future__ import annotations

from playground.paradigms.consistency import Interpolate, Jumps, Rows, Sample
from playground.paradigms.denoising.card import drawing_parts, facts, rules, steps
from playground.paradigms.denoising.refusals import refusal_of
from playground.paradigms.family import Candidate, Family, Mark, Nature, Variant, Walk
from playground.paradigms.plane.recipes import ConsistencyLab

PARADIGM = Family(
    name="consistency",
    title="Consistency",
    order=5,
    generate=Sample,
    card=rules("consistency"),
    runs={
        Sample: "playground.paradigms.denoising.sampling:sample",
        Rows: "playground.paradigms.consistency.runs:rows",
        Jumps: "playground.paradigms.consistency.runs:jumps",
        Interpolate: "playground.paradigms.denoising.interpolation:interpolate",
        ConsistencyLab: "playground.paradigms.plane.runs:train",
    },
    variants=(
        Variant(
            name="consistency",
            title="consistency",
            colour=8,
            mark=Mark(form="star", corners=10, size=1.3),
            nature=Nature(
                likelihood="none",
                why="A consistency model gives the ends of its teacher’s paths and nothing on the way, so no "
                "change of density can be followed.",
                type="map to an ODE’s end",
                explained="A map from any point of an ODE’s path to the path’s end (Song et al. 2023).",
                league="consistency",
            ),
        ),
    ),
    settings_of=lambda _card: steps("consistency", 1, 2, 4),
    refusal_of=refusal_of,
    drawing_parts=drawing_parts,
    facts=facts,
    edited=("sampler", "steps", "spacing", "clip", "clip_limit", "clip_share"),
    lanes=(
        Sample(model="fashion-consistency", steps=4),
        Sample(model="fashion-consistency", steps=1),
    ),
    lanes_order=3,
    candidates=(
        Candidate(
            name="consistency",
            title="Consistency",
            help="Half of the budget for a teacher, half for its distillation.",
            variant="consistency",
            entrant="playground.paradigms.consistency.league:consistency",
            walk=Walk(steps=1, title="Consistency’s steps", help="Jumps from noise to data."),
        ),
    ),
)
