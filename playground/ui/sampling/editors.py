"""Controls that know the model: samplers that explain what does not fit, labels, and the cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette, QStandardItemModel

from playground.core.fields import Field
from playground.gaussian import grids, samplers
from playground.paradigms.denoising.recipes import MAX_STEPS
from playground.ui.plain import set_tip
from playground.ui.plots.colours import inks, mix
from playground.ui.sampling.legality import cost, sampler_refusal
from playground.ui.sampling.model_scene import ModelScene
from playground.ui.sampling.scene import SamplingScene
from playground.ui.widgets.counts import CountsEditor
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import NumberEditor
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.note import Note
from playground.ui.words import number

STEP_COUNTS = ("compared", "own_steps", "teacher_steps")
"""Fields that hold several numbers of steps."""


class KnowingChoice(Editor):
    """A list in which choices that do not fit the model stay, greyed, and say why when they are chosen."""

    def __init__(self, field: Field, scene: SamplingScene, titles: dict[str, str]) -> None:
        super().__init__(field)
        self.scene = scene
        self.box = ChoiceBox()
        for name, title in titles.items():
            self.box.addItem(title, name)
        self.note = Note(f"About the {field.title.lower()}")
        self.note.linkActivated.connect(self._choose_instead)
        self.box.activated.connect(lambda _index: self._report())
        self.name(self.box)
        self.add_title().setBuddy(self.box)
        self.grid.addWidget(self.box, 0, 1)
        self.grid.addWidget(self.note, 1, 0, 1, 2)
        scene.changed.connect(lambda _old, _new: self._explain())
        self._explain()

    def why_not(self, name: str) -> str | None:
        """Why a choice does not fit, ``None`` where it does."""
        raise NotImplementedError

    def about(self, name: str) -> str:
        """What is said of a choice that fits."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Show the value's entry."""
        self.box.setCurrentIndex(self.box.findData(value))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._explain()

    def _report(self) -> None:
        self.edited.emit(self.box.currentData())
        self.released.emit()

    def _choose_instead(self, name: str) -> None:
        self.edited.emit(name)
        self.released.emit()

    def _explain(self) -> None:
        text = self.palette().color(QPalette.ColorRole.Text)
        faint = mix(text, inks(self.palette()).ground, 0.55)
        for index in range(self.box.count()):
            reason = self.why_not(self.box.itemData(index))
            self._paint(index, faint if reason else text, reason or self.about(self.box.itemData(index)))
        chosen = getattr(self.scene.state, self.field.name)
        refusal = self.scene.refusal
        if refusal is None or refusal.field != self.field.name:
            self.note.say(self.about(chosen))
            return
        title = self.box.itemText(self.box.findData(refusal.instead))
        way_out = Markup(" <a href='{}'>Use {}</a>").format(refusal.instead, title) if title else ""
        self.note.say(refusal.sentence + way_out, warning=True)

    def _paint(self, index: int, colour: QColor, tip: str) -> None:
        model = self.box.model()
        if isinstance(model, QStandardItemModel):
            item = model.item(index)
            if item.foreground().color() != colour or item.toolTip() != tip:
                item.setForeground(colour)
                set_tip(item, tip)


class SamplerEditor(KnowingChoice):
    """The samplers, with the paper each is from."""

    def __init__(self, field: Field, scene: SamplingScene) -> None:
        super().__init__(field, scene, {each.name: each.title for each in samplers.discover()})

    def why_not(self, name: str) -> str | None:
        """Why a sampler does not fit the model."""
        return sampler_refusal(name, self.scene.card, self.scene.path)

    def about(self, name: str) -> str:
        """Paper, cost and caution."""
        found = samplers.sampler(name)
        cost = "as many evaluations as it needs" if found.adaptive else _each(found.evaluations)
        parts = [found.paper, cost, *([found.caution] if found.caution else [])]
        return ". ".join(part.rstrip(".") for part in parts)


class SpacingEditor(KnowingChoice):
    """The time grids."""

    def __init__(self, field: Field, scene: SamplingScene) -> None:
        super().__init__(field, scene, {name: grid.title for name, grid in grids.GRIDS.items()})

    def why_not(self, name: str) -> str | None:
        """Why a grid does not exist on the model's path."""
        return grids.refusal(name, self.scene.path, self.scene.state.steps)

    def about(self, name: str) -> str:
        """Where the grid's steps lie."""
        return grids.GRIDS[name].help


class StepsEditor(NumberEditor):
    """The number of steps, and under it what they cost in network evaluations."""

    def __init__(self, field: Field, scene: SamplingScene) -> None:
        super().__init__(field)
        self.scene = scene
        self.note = Note("Cost in network evaluations")
        self.grid.addWidget(self.note, 3, 0, 1, 2)
        scene.changed.connect(lambda _old, _new: self._count())
        self._count()

    def _count(self) -> None:
        state, card = self.scene.state, self.scene.card
        found = cost(state, card)
        if found is None:
            self.note.say("The solver chooses its own steps; the evaluations it made are shown as it runs")
            return
        each = samplers.sampler(state.sampler).evaluations
        parts = f"{number(state.steps, 0)} × {each}" if each > 1 else number(state.steps, 0)
        if saved := state.steps * each - found.answers:
            parts = f"{parts} − {saved} in the last"
        if found.guided:
            parts = f"{parts} + {found.guided} for guidance"
        product = f"{parts} = " if found.guided or each > 1 else ""
        total = found.answers + found.guided
        self.note.say(f"{product}{number(total, 0)} network evaluations (NFE)")


class LabelEditor(Editor):
    """The classes of the model by name, none, and each in turn where several pictures are drawn."""

    def __init__(self, field: Field, scene: ModelScene) -> None:
        super().__init__(field)
        self.scene = scene
        self._listed: tuple[bool, tuple[str, ...]] | None = None
        self.box = ChoiceBox()
        self.box.activated.connect(lambda _index: self._report())
        self.name(self.box)
        self.add_title().setBuddy(self.box)
        self.grid.addWidget(self.box, 0, 1)
        scene.changed.connect(lambda _old, new: self.show_value(getattr(new, field.name)))
        self.show_value(getattr(scene.state, field.name))

    def show_value(self, value: Any) -> None:
        """Show the label's entry."""
        state, labels = self.scene.state, self.scene.card.labels
        single = state.panel in state.singles
        if self._listed != (single, labels):
            self._listed = (single, labels)
            self.box.clear()
            for label in range(0 if single else -1, len(labels) + 1):
                name = self.scene.label_name(label)
                self.box.addItem(name[:1].upper() + name[1:], label)
        shown = state.one_label if single else value
        self.box.setCurrentIndex(self.box.findData(min(shown, len(labels))))

    def _report(self) -> None:
        self.edited.emit(self.box.currentData())
        self.released.emit()


def editors_for(scene: SamplingScene) -> dict[str, Callable[[Field], Editor]]:
    """The editors above, by the names of their fields, as a ``Form`` takes them."""
    return {
        "sampler": lambda field: SamplerEditor(field, scene),
        "spacing": lambda field: SpacingEditor(field, scene),
        "steps": lambda field: StepsEditor(field, scene),
        "label": lambda field: LabelEditor(field, scene),
        **dict.fromkeys(STEP_COUNTS, _counts),
    }


def _counts(field: Field) -> Editor:
    return CountsEditor(field, 1, MAX_STEPS, 12)


def _each(evaluations: int) -> str:
    return "1 evaluation per step" if evaluations == 1 else f"{evaluations} evaluations per step"
