"""Made-up results of a sweep, and jobs whose work is to answer, to wait or to die, in real processes."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Any

import msgspec

from playground.core.machine import Machine
from playground.evaluate.report import Measure, Report
from playground.evaluate.sweep.events import Planned
from playground.evaluate.sweep.jobs import Job, Result, VariantName
from playground.evaluate.sweep.work import Answer

MACHINE = Machine(processor="Abacus", cores=2, system="Linux test", python="3.11.0", workers=2)


def measure(value: float, reach: float | None = 0.1, samples: int = 2000) -> Measure:
    """A number with an interval of ``reach`` to both sides."""
    low, high = (None, None) if reach is None else (value - reach, value + reach)
    return Measure(
        value=value, low=low, high=high, samples=samples, repeats=1,
        interval="none" if reach is None else "half-samples", values=(value,),
    )  # fmt: skip


def make_result(
    key: str = "k0",
    family: VariantName = "flow",
    model: str = "some-flow",
    frechet: float = 0.5,
    evaluations: float = 10.0,
    milliseconds: float = 9.0,
    samples: int = 2000,
    date: str = "2026-11-25T12:00:00Z",
    data: str = "some-data",
    **recipe: Any,
) -> Result:
    """A sound result with every kind of measure."""
    written = {
        "kind": f"{family}-sample",
        "model": model,
        "sampler": "euler",
        "steps": 10,
        "count": 80,
        **recipe,
    }
    measures = {
        "frechet_distance": measure(frechet, samples=samples),
        "coverage": measure(0.9, 0.05),
        "recall": measure(0.8, 0.05),
        "milliseconds_per_image": measure(milliseconds, 0.5),
        "network_evaluations": measure(evaluations, None),
    }
    return Result(
        key=key,
        job=Job(recipe=written, samples=samples),
        family=family,
        title=f"{model}: a setting",
        report=Report(
            model=model,
            recipe=msgspec.Raw(msgspec.json.encode(written)),
            features="some-classifier",
            features_sha256="0" * 64,
            reference=f"300 training images of {data}",
            held_out=f"60 held-out images of {data}",
            measures=measures,
            real={"frechet_distance": measure(0.1), "coverage": measure(0.95, 0.01)},
            notes=(),
            facts={"runtime": "onnx", "device": "cpu"},
        ),
        machine=MACHINE,
        date=date,
        seconds=3.0,
        command="playground compare",
    )


def planned(count: int, **special: str) -> list[Planned]:
    """Jobs 0 … count − 1; ``special`` says by key what becomes of one: see :func:`do`."""
    found = []
    for number in range(count):
        key = f"k{number}"
        job = Job(recipe={"kind": "flow-sample", "model": "some-flow", "does": special.get(key, "answer")})
        found.append(Planned(key=key, job=job, family="flow", title=f"job {number}", seconds=1.0))
    return found


def do(folder: str, job: bytes, key: str) -> bytes:
    """What a job says it does, each time with one more line in the file of its key.

    ``answer`` gives a result; ``die`` kills the worker, ``die once`` the first time only; ``wait`` waits to
    be killed, the first time only; ``hoard`` takes 500 MB and waits; ``refuse``
    cannot be measured; ``raise`` is a defect; ``babble`` is none.
    """
    path = Path(folder) / key
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{os.getpid()}\n")
    runs = len(path.read_text(encoding="utf-8").splitlines())
    what = msgspec.json.decode(job, type=Job).recipe["does"]
    if what == "die" or (what == "die once" and runs == 1):
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "wait" and runs == 1:
        threading.Event().wait()
    if what == "hoard":
        hoard = bytearray(b"1") * 500_000_000
        threading.Event().wait(len(hoard))
    if what == "raise":
        raise ZeroDivisionError("a defect")
    if what == "babble":
        return b"no answer"
    if what == "refuse":
        return msgspec.json.encode(Answer(sentence="This cannot be measured."))
    return msgspec.json.encode(Answer(result=make_result(key=key)))


def runs_of(folder: Path) -> dict[str, list[int]]:
    """By key, the process ids of every time a job was begun."""
    return {
        path.name: [int(line) for line in path.read_text(encoding="utf-8").split()]
        for path in sorted(folder.iterdir())
    }
