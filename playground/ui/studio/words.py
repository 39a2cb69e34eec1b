"""What is said of trainings in the window: their families, states and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from playground.core.resources import DEVICES
from playground.core.words import duration, magnitude, number
from playground.studio import foresight
from playground.studio.training_folders import Family, Plan, Report, StoredTraining, keeps_model
from playground.ui.studio.seen import Row

FAMILIES: Mapping[Family, str] = {
    "vae": "VAE",
    "gan": "GAN",
    "diffusion": "Diffusion",
    "flow": "Flow Matching",
    "reflow": "Reflow",
    "consistency": "Consistency",
    "nflow": "Normalizing Flow",
}
assert set(FAMILIES) == set(get_args(Family))


_KNOWN_AFTER, _MUCH = 0.1, 1.25
"""Share of the time asked for after which it is known how long a training takes, and when it is told."""
_DISTANCES = {"kernel_distance": "kernel distance", "frechet_distance": "Fréchet distance"}


def state(kept: StoredTraining) -> str:
    """How a training is, in a word or two."""
    if kept.interrupted:
        return "interrupted"
    if kept.alive and kept.report.stage in ("stopped", "failed"):
        return "starting"
    if kept.alive and kept.asked.wish == "stop":
        return "stopping"
    if kept.alive and kept.asked.wish == "pause" and kept.report.stage != "paused":
        return "pausing"
    return str(kept.report.stage)


def share(told: Report) -> float:
    """How much of its steps is made, from 0 to 1."""
    return min(1.0, told.step / told.steps) if told.steps > 0 else 0.0


def left(kept: StoredTraining) -> str:
    """The time that a training still takes, in words; nothing where that is not known."""
    seconds = kept.report.seconds_left
    if not kept.alive or seconds is None or state(kept) != "training":
        return ""
    return f"{duration(seconds)} left"


def overdue(kept: StoredTraining) -> str:
    """That a training takes much longer than was asked for, since its steps were counted when it began.

    Of one that is through much earlier nothing is said: it goes on until its minutes are over.
    """
    told, asked = kept.report, 60 * kept.plan.all_minutes
    whole = told.seconds + (told.seconds_left or 0.0)
    if not left(kept) or told.seconds < _KNOWN_AFTER * asked or whole <= asked * _MUCH:
        return ""
    return (
        f"It will have taken {duration(whole)} instead of {duration(asked)}: the number of its steps was "
        "planned when the machine was less busy."
    )


def too_few(kept: StoredTraining) -> str:
    """That so few steps teach next to nothing, where it is known how many they are."""
    told = kept.report
    known = told.stage in ("training", "finished") and told.steps > 0
    if not known or not foresight.too_few(kept.plan.family, told.steps):
        return ""
    if told.stage == "training":
        return foresight.few(told.steps)
    return f"{foresight.were_few(told.steps)} Train longer, and it goes on from here."


def percent(kept: StoredTraining) -> str:
    """How much of its steps is made, in percent; nothing where it is another thing that is done now."""
    if not kept.report.steps or state(kept) in ("finished", "starting", "measuring", "preparing"):
        return ""
    # A hundred are all of them.
    return f"{int(100 * share(kept.report) + 1e-9)}%"


def summary(kept: StoredTraining) -> str:
    """State, progress and time left in a line."""
    if state(kept) == "finished" and too_few(kept):
        return "Ended, untrained"
    shown = f"{state(kept).capitalize()} {percent(kept)}".rstrip()
    return ", ".join(filter(None, (shown, left(kept))))


def progress(kept: StoredTraining) -> str:
    """State and progress, and what the process says of them; nothing twice."""
    shown, said, known = state(kept), kept.report.sentence, summary(kept)
    if kept.interrupted:
        said = "Its process ended without a word; go on, and only the last steps are made again."
    elif shown == "starting" or said in ("Prepares the training.", f"{shown.capitalize()}."):
        said = ""
    elif said.startswith(f"{shown.capitalize()} at "):
        # What follows the state’s own word goes on where the progress ends.
        return f"{known}, {said.removeprefix(shown.capitalize()).lstrip()}"
    return " ".join(filter(None, (f"{known}.", said, too_few(kept), overdue(kept))))


def model_there(kept: StoredTraining) -> str:
    """Which model is opened where that is not the one as it is now; nothing where that is clear."""
    told, finished = kept.report, keeps_model(kept.plan, kept.report)
    if (kept.alive and not finished) or (told.stage == "finished" and told.model):
        return ""
    if not told.model:
        return "There is no model of it to open yet. Go on, and it can be opened."
    of = f"step {number(told.model_step, 0)}"
    if finished:
        numbers = ", and the measured numbers below are of it" if told.measured else ""
        return f"The finished model, that of {of}, is the one that is opened{numbers}."
    if told.steps:
        of += f" ({told.model_step / told.steps:.0%} of the training)"
    later = f"; the training itself is at {share(told):.0%}" if told.model_step < told.step else ""
    return f"Its model, which can be opened, is that of {of}{later}."


def in_list(row: Row) -> str:
    """The two lines of a training in the list."""
    return f"{row.name}\n{'Cannot be read' if row.kept is None else summary(row.kept)}"


def ongoing(at_work: tuple[StoredTraining, ...]) -> str:
    """What the status line says while trainings are at work: nothing, if none is."""
    running = [kept for kept in at_work if state(kept) != "paused"]
    if not running:
        return ""
    if len(running) > 1:
        return f"{len(running)} trainings"
    (one,) = running
    return f"Training {one.folder.name}: {percent(one) or state(one)}"


def about(plan: Plan) -> str:
    """What is trained on what."""
    size = f"{plan.size} × {plan.size}"
    told = ", told the classes" if plan.classes and plan.family != "vae" else ""
    taught = f", taught by {plan.teacher}" if plan.teacher else ""
    return f"{FAMILIES[plan.family]} of {plan.data}, {size}, {plan.preset}{told}{taught}"


def facts(kept: StoredTraining) -> tuple[tuple[str, str], ...]:
    """Names and values of what is known of how it is trained."""
    told = kept.report
    steps = f"{number(told.step, 0)} of {number(told.steps, 0)}" if told.steps else ""
    spent = f"{duration(told.seconds)} of {duration(60 * kept.plan.all_minutes)}" if told.seconds else ""
    known = (
        ("Steps", steps),
        ("Time spent", spent),
        ("Device", DEVICES.get(told.device, told.device)),
        ("Precision", told.precision),
        ("Parameters", number(told.parameters, 0) if told.parameters else ""),
        ("Pictures by", "the moving average of the weights (EMA)" if told.step else ""),
    )
    return tuple((name, value) for name, value in known if value)


def measured(found: Mapping[str, float]) -> tuple[tuple[str, str, str], ...]:
    """Name, value and a note on each of the main numbers of a finished model; its card has all of them.

    A distance is named with the features that it is in.
    """
    features = "a classifier" if "classifier_accuracy" in found else "an autoencoder"
    known = (
        ("bits/dim held out", *_beside(found, "bits_per_dim", single_pixels="pixel_bits_per_dim")),
        *(
            (
                f"{title} in features of {features}",
                *_beside(found, name, training_pictures=f"real_{name}", noise=f"noise_{name}"),
            )
            for name, title in _DISTANCES.items()
        ),
        ("class agreement", *_within(found, "class_agreement")),
        ("copies", *_shares(found, "copies")),
    )
    return tuple(each for each in known if each[1])


def _beside(found: Mapping[str, float], name: str, **others: str) -> tuple[str, str]:
    """A number with its standard error, and the same of what it is to be held against."""
    notes = [
        f"{title.replace('_', ' ')} {magnitude(found[other])}"
        for title, other in others.items()
        if other in found
    ]
    if name not in found:
        return "", ""
    error = f"{name}_error"
    value = magnitude(found[name]) + (f" ± {magnitude(found[error], 2)}" if error in found else "")
    return value, f"({', '.join(notes)})" if notes else ""


def _within(found: Mapping[str, float], name: str) -> tuple[str, str]:
    """A share with its interval, and that of held-out pictures."""
    if name not in found:
        return "", ""
    low, high, real = (found.get(each) for each in (f"{name}_low", f"{name}_high", "classifier_accuracy"))
    notes = [] if low is None or high is None else [f"{low:.0%}–{high:.0%}"]
    notes += [] if real is None else [f"held-out pictures {real:.0%}"]
    return f"{found[name]:.0%}", f"({', '.join(notes)})" if notes else ""


def _shares(found: Mapping[str, float], name: str) -> tuple[str, str]:
    """A share, what a perfect model would show, and what that would seldom exceed by chance."""
    if name not in found:
        return "", ""
    others = {"perfect": f"{name}_expected", "by chance up to": f"{name}_by_chance"}
    notes = [f"{title} {found[other]:.1%}" for title, other in others.items() if other in found]
    return f"{found[name]:.1%}", f"({', '.join(notes)})" if notes else ""


def proposed(family: Family, data: str, taken: tuple[str, ...]) -> str:
    """A name for a training that is not taken yet."""
    stem = f"{data}-{family}"[:36]
    names = (stem, *(f"{stem}-{count}" for count in range(2, 1000)))
    return next(name for name in names if name not in taken)
