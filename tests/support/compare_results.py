"""Results of a sweep as data, made of a few numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

from playground.core.cards import Card
from playground.evaluate.report import Measure, Report
from playground.evaluate.sweep.jobs import Job, Machine, Result, VariantName

MACHINE = Machine(processor="Test CPU", cores=2, system="Linux", python="3.11.9", workers=2)
REAL = {
    "frechet_distance": 0.03,
    "precision": 0.88,
    "recall": 0.87,
    "coverage": 0.97,
    "class_agreement": 0.94,
}
DATE = "2026-11-25T10:00:00Z"
COMMAND = "playground compare --models models"


def measure(value: float, spread: float | None = 0.02, samples: int = 2000) -> Measure:
    """A number with an interval as wide as ``spread`` to both sides."""
    low, high = (None, None) if spread is None else (value - spread, value + spread)
    return Measure(
        value=value, low=low, high=high, samples=samples, repeats=1,
        interval="none" if spread is None else "half-samples", values=(value,),
    )  # fmt: skip


def result(
    model: str = "fashion-flow",
    family: VariantName = "flow",
    *,
    evaluations: float = 10.0,
    distance: float = 0.2,
    milliseconds: float | None = None,
    samples: int = 2000,
    features: str = "fashion-classifier",
    date: str = DATE,
    spread: float = 0.02,
    runtime: str = "onnx",
    device: str = "cpu",
    words: bool = False,
    **recipe: Any,
) -> Result:
    """A result whose other measures follow from the distance; ``recipe`` adds to the recipe's fields."""
    filled = {"kind": "flow-sample", "model": model, "count": 80, "seed": 0, **recipe}
    job = Job(recipe=filled, samples=samples)
    quality = {
        "frechet_distance": distance,
        "kernel_distance": distance / 10,
        "precision": 1 / (1 + distance),
        "recall": 1 / (1 + 2 * distance),
        "coverage": 1 / (1 + 0.5 * distance),
        "class_agreement": 1 / (1 + 0.1 * distance),
        **({"agreement": 1 / (1 + distance)} if words else {}),
    }
    cost = {
        "network_evaluations": measure(evaluations, None),
        "milliseconds_per_image": measure(milliseconds or 0.9 * evaluations, 0.05),
    }
    measures = {name: measure(value, spread, samples) for name, value in quality.items()}
    facts: dict[str, Any] = {
        "model": model, "model_sha256": "0" * 64, "runtime": runtime, "device": device,
    }  # fmt: skip
    report = Report(
        model=model,
        recipe=msgspec.Raw(msgspec.json.encode(filled)),
        features=features,
        features_sha256="1" * 64,
        reference="60,000 training images of fashion-mnist",
        held_out=f"{samples:,} held-out images of fashion-mnist",
        measures={**measures, **cost},
        real={name: measure(value, 0.01, samples) for name, value in REAL.items()},
        notes=("Distances are in the features of a classifier.",),
        facts=facts,
    )
    said = (job, date, *(() if runtime == "onnx" else (runtime, device)))
    key = hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()
    title = " ".join(str(recipe[name]) for name in ("sampler", "steps") if name in recipe)
    return Result(
        key=key, job=job, family=family, title=f"{model} {title}".strip(), report=report, machine=MACHINE,
        date=date, seconds=12.5, command=COMMAND,
    )  # fmt: skip


def without_frechet(made: Result) -> Result:
    """The result as if too few pictures were held out for a Fréchet distance."""
    measures = {name: each for name, each in made.measures.items() if name != "frechet_distance"}
    return msgspec.structs.replace(made, report=msgspec.structs.replace(made.report, measures=measures))


def of_now(results: Iterable[Result], cards: Iterable[Card]) -> list[Result]:
    """The results as those of the models that the cards are of."""
    hashes = {card.name: card.hash for card in cards}
    found = []
    for each in results:
        facts = {**each.report.facts, "model_sha256": hashes.get(each.model, "0" * 64)}
        report = msgspec.structs.replace(each.report, facts=facts)
        found.append(msgspec.structs.replace(each, report=report))
    return found


def some() -> tuple[Result, ...]:
    """A small sweep: two flows of several steps, diffusion, and a model of one evaluation."""
    flow = {1: 10.9, 5: 0.27, 10: 0.22, 50: 0.36}
    return (
        *(
            result(evaluations=steps, distance=distance, sampler="ab2", steps=steps)
            for steps, distance in flow.items()
        ),
        result("fashion-ddpm", "ddpm", evaluations=1000, distance=0.235, sampler="ddpm", steps=1000),
        result("fashion-ddpm", "ddim", evaluations=50, distance=0.289, sampler="ddim", steps=50),
        result("fashion-consistency", "consistency", evaluations=1, distance=1.0, steps=1),
        result("fashion-gan", "gan", evaluations=1, distance=0.9, kind="gan-sample", truncation=1.0),
    )
