"""Controls that know the model: samplers that explain what does not fit, labels, and the cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from markupsafe import Markup

from playground.core.cards import Card
from playground.core.fields import Field
from playground.core.words import counted, number
from playground.gaussian import coordinates, grids, samplers
from playground.gaussian.paths import Path
from playground.paradigms.denoising.legality import Cost, Refusal, coordinates_refusal, cost, sampler_refusal
from playground.paradigms.denoising.recipes import MAX_STEPS, Sampling
from playground.ui.sampling.factors_editor import FactorsEditor
from playground.ui.sampling.listed import ListedEditor, Listing, of_spacings
from playground.ui.sampling.scene import SamplingScene
from playground.ui.sampling.state import DenoisingImages
from playground.ui.stage.known_choice import label_editor
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import NumberEditor
from playground.ui.widgets.note import Note
from playground.ui.widgets.number_list import NumberListEditor, counts, shares

STEP_COUNTS = ("compared", "reflow.steps", "rows.steps", "teacher_steps")
"""Fields that hold several numbers of steps."""


_MOST_ETAS = 8


class Sampled(Protocol):
    """What these controls ask of a scene: of a stage, or of a lane of the race."""

    @property
    def asked(self) -> Sampling:
        """What it asks for, and how that is sampled."""

    @property
    def card(self) -> Card:
        """The card of their model."""

    @property
    def path(self) -> Path:
        """The path that the model was trained along."""

    @property
    def refusal(self) -> Refusal | None:
        """Why sampler, steps and model do not fit together; ``None`` where they do."""

    def follow(self, draw: Callable[[], None]) -> None:
        """Have ``draw`` called when something of this has changed."""


def _of_sampler(name: str) -> str:
    """Paper, cost and caution."""
    found = samplers.sampler(name)
    cost = "as many evaluations as it needs" if found.adaptive else _each(found.evaluations)
    parts = [found.paper, cost, *([found.caution] if found.caution else [])]
    return ". ".join(part.rstrip(".") for part in parts)


def _noted(scene: Sampled, listing: Listing, field: Field) -> Editor:
    """A list with a note under it on what is chosen: why it does not fit the model, and what does."""
    editor = ListedEditor(field, listing)
    note = editor.note = Note(f"About the {field.title.lower()}")
    note.linkActivated.connect(editor.choose)
    editor.grid.addWidget(note, 1, 0, 1, 2)

    def explain() -> None:
        refusal = scene.refusal
        if refusal is None or refusal.field != field.name:
            note.say(listing.about(getattr(scene.asked, field.name)))
            return
        title = editor.box.itemText(editor.box.findData(refusal.instead))
        way_out = Markup(" <a href='{}'>Use {}</a>").format(refusal.instead, title) if title else ""
        note.say(refusal.sentence + way_out, warning=True)

    editor.explained.connect(explain)
    scene.follow(editor.explain)
    explain()
    return editor


def steps_editor(field: Field, scene: Sampled) -> Editor:
    """The number of steps, and under it what they cost in network evaluations."""
    editor = NumberEditor(field)
    note = editor.note = Note("Cost in network evaluations")
    editor.grid.addWidget(note, 3, 0, 1, 2)

    def count() -> None:
        note.say(_cost_of(scene.asked, cost(scene.asked, scene.card)))

    scene.follow(count)
    count()
    return editor


def _cost_of(asked: Sampling, found: Cost | None) -> str:
    if found is None:
        return "The solver chooses its own steps; the evaluations it made are shown as it runs"
    chosen = samplers.sampler(asked.sampler)
    each, first = chosen.evaluations, chosen.evaluations_at_first[: asked.steps]
    parts = f"{number(asked.steps, 0)} × {each}" if each > 1 else number(asked.steps, 0)
    if more := sum(first) - len(first) * each:
        parts = f"{parts} + {more} at first"
    if saved := asked.steps * each + more - found.answers:
        parts = f"{parts} − {saved} in the last"
    if found.guided:
        parts = f"{parts} + {number(found.guided, 0)} for guidance"
    product = f"{parts} = " if found.guided or each > 1 or more else ""
    return f"{product}{counted(found.answers + found.guided, 'network evaluation')} (NFE)"


def walk_editors(scene: Sampled) -> dict[str, Callable[[Field], Editor]]:
    """Those of how a sampler walks, by the names of their fields, as a ``Form`` takes them."""
    fitting = Listing(lambda name: sampler_refusal(name, scene.card, scene.path), _of_sampler)
    there = of_spacings(lambda name: grids.refusal(name, scene.path, scene.asked.steps))
    clocks = Listing(
        lambda name: coordinates_refusal(name, scene.asked, scene.path),
        lambda name: coordinates.CHOICES[name].help,
    )
    return {
        "sampler": partial(_noted, scene, fitting),
        "spacing": partial(_noted, scene, there),
        "coordinates": partial(_noted, scene, clocks),
        "steps": lambda field: steps_editor(field, scene),
    }


def editors_for(scene: SamplingScene[DenoisingImages]) -> dict[str, Callable[[Field], Editor]]:
    """All of the editors above."""
    return {
        **walk_editors(scene),
        "label": lambda field: label_editor(field, scene),
        "factors": lambda field: FactorsEditor(field, scene),
        **dict.fromkeys(STEP_COUNTS, _counts),
        "etas": lambda field: NumberListEditor(field, shares(), _MOST_ETAS),
    }


def _counts(field: Field) -> Editor:
    return NumberListEditor(field, counts(1, MAX_STEPS), 12)


def _each(evaluations: int) -> str:
    return f"{counted(evaluations, 'evaluation')} per step"
