"""The form at the left of an Images stage: the model, and groups of fields of which the open panel's show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec.structs import replace
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card, FactorCondition, Unconditional
from playground.core.conditions import condition_of, knows_none
from playground.core.fields import Field
from playground.core.folders import assets
from playground.core.pictures import mosaic
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.refusals import guidable
from playground.paradigms.families import family_of
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import Group, Simple, Unused
from playground.ui.state.feed import Shown
from playground.ui.state.views import StageState
from playground.ui.widgets.buttons import primary
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import editor_for
from playground.ui.widgets.form import EditorFactory, Form
from playground.ui.widgets.form_column import FormColumn
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.qimage import to_qimage

_PICTURE = 72


def facts_of(card: Card) -> str:
    """What the networks are told and give; empty for a kind of model that says no more than its summary."""
    family = family_of(card.paradigm)
    return "" if family is None else family.facts(card)


class ModelControls(FormColumn):
    """Edits a stage's state by its field specs: the model, and the groups of the open panel."""

    def __init__(
        self,
        scene: Scene[StageState],
        groups: Mapping[Group, Collection[str]],
        editors: Mapping[str, EditorFactory],
        unused: Unused | None = None,
        simple: Mapping[str, Simple] | None = None,
    ) -> None:
        """Each of ``groups`` is shown while one of its panels is open; ``editors`` are controls by their
        fields' names, what is ``unused`` of a group is hidden, and ``simple`` says by panel what is left in
        Simple."""
        super().__init__(14)
        self.scene = scene
        self._editors, self._unused = dict(editors), unused
        self._hidden: dict[Group, set[str]] = {}
        self._left = simple or {}
        self.model = ModelPicker(scene)
        self.action = primary()
        self.action.clicked.connect(self._act)
        self.groups = [(group, self._form(group)) for group in groups]
        self._boxes: list[tuple[Collection[str], QWidget]] = []
        self.add(self.model, self.action)
        for group, form in self.groups:
            box = _titled(group.title, form)
            self._boxes.append((groups[group], box))
            self.add(box)
            if box is not form:
                self.listen(form)
        scene.follow(self._forget, "panel model")
        scene.follow(self.show_rows)
        self.show_rows()

    def _act(self) -> None:
        left = self._left.get(self.scene.state.panel)
        if left is not None and left.action is not None:
            left.action.do(self.scene)

    def _form(self, group: Group) -> Form:
        editors, names = self._editors, tuple(group.fields.split())
        if group.unfolded:
            editors = {name: _unfolded(editors.get(name, editor_for)) for name in names}
        return Form(self.scene.store, names, editors)

    def show_rows(self) -> None:
        """Show the groups of the open panel; in Simple what it leaves of them, and its action."""
        state = self.scene.state
        left = self._left.get(state.panel) if self._simple else None
        action = None if left is None else left.action
        self.model.facts.setHidden(left is not None)
        self.action.setVisible(action is not None)
        if action is not None:
            self.action.setText(action.title)
            set_tip(self.action, action.tip)
        meant = condition_fields(self.scene.card)
        for (group, form), (panels, box) in zip(self.groups, self._boxes, strict=True):
            fields = group.fields.split()
            unused = {name for name in fields if _field(name) in _OF_CONDITIONS - meant}
            unused |= set() if self._unused is None else set(self._unused(state, group))
            if left is not None:
                unused |= set(fields) - set(left.controls.split()) - self._revealed
            box.setVisible(state.panel in panels and (left is None or not unused.issuperset(fields)))
            for name in unused ^ self._hidden.get(group, set()):
                form.set_shown(name, name not in unused)
            self._hidden[group] = unused


def _field(control: str) -> str:
    """The field that a control is of, such as ``rows.label``."""
    return control.rpartition(".")[2]


_OF_LABELS = frozenset({"label", "labelled"})
_OF_FACTORS = frozenset({"factors"})
_OF_GUIDANCE = frozenset({"guidance", "guided_from", "guided_to"})
_OF_CONDITIONS = _OF_LABELS | _OF_FACTORS | _OF_GUIDANCE


def condition_fields(card: Card) -> frozenset[str]:
    """The fields of labels, factors and guidance that mean something to a model."""
    condition = condition_of(card)
    if isinstance(condition, FactorCondition):
        return _OF_FACTORS
    if isinstance(condition, Unconditional):
        return frozenset()
    return _OF_LABELS | _OF_GUIDANCE if knows_none(condition) else _OF_LABELS


def idle_fields(card: Card) -> frozenset[str]:
    """The fields of labels and of guidance that can have one value only with a model, or change nothing."""
    denoising = Denoising.of(card)
    guided = denoising is not None and guidable(denoising)
    return (_OF_LABELS | _OF_FACTORS) - condition_fields(card) | (frozenset() if guided else _OF_GUIDANCE)


def picture_of(card: Card) -> QPixmap:
    """Samples of a model that ships; empty for another."""
    shipped = {path.stem: path for path in (assets() / "pictures").glob("*.png")}
    return QPixmap(str(shipped[card.name])) if card.name in shipped else QPixmap()


_SAMPLES = ("sample", "samples")
"""Views of samples alone, by whose first pictures a model is known that did not come with any."""


class ModelPicker(QWidget):
    """Which model is run, with a picture of what it draws, and what its card says about it.

    A model that does not ship has the first samples that it drew since the window was opened.
    """

    def __init__(self, scene: Scene[StageState]) -> None:
        super().__init__()
        self.picture = Label(name="Four of its samples")
        self.picture.setFixedSize(_PICTURE, _PICTURE)
        self.picture.setScaledContents(True)
        self.scene = scene
        self._drawn: dict[str, QPixmap] = {}
        """By the hash of its card, since another model may come under the name of one."""
        for view in scene.feeds.keys() & set(_SAMPLES):
            scene.feeds[view].arrived.connect(self._take)
        self.box = ChoiceBox()
        self.box.setAccessibleName("Model")
        self._list_models()
        self.about = Label(wraps=True, selectable=True)
        self.facts = Note("What the network predicts, and of what path")
        said = across(self.picture, (self.about, 1), spacing=10)
        lay_out(self, down(Label(strong("Model")), self.box, said, self.facts))
        self.box.activated.connect(lambda _: scene.choose_model(scene.cards[self.box.currentData()]))
        scene.follow(self._show_model, "model")
        scene.models_changed.connect(self._list_models)
        scene.models_changed.connect(self._show_model)
        self._show_model()

    def _list_models(self) -> None:
        self.box.clear()
        for card in self.scene.cards.values():
            self.box.addItem(card.title, card.name)

    def _show_model(self) -> None:
        card = self.scene.card
        self.box.setCurrentIndex(self.box.findData(card.name))
        self.about.setText(card.summary)
        picture = self._drawn.get(card.hash) or picture_of(card)
        self.picture.setPixmap(picture)
        self.picture.setHidden(picture.isNull())
        set_tip(self.about, card.measured_with)
        self.facts.say(facts_of(card))

    def _take(self, shown: Shown) -> None:
        card, images = self.scene.card, shown.frame.arrays.get("images")
        unknown = self.picture.isHidden() and shown.frame.final and shown.recipe.model == card.name
        if unknown and images is not None and images.ndim == 4 and len(images) >= 4:
            four = mosaic(images[:4].reshape(2, 2, *images.shape[1:]))
            self._drawn[card.hash] = QPixmap.fromImage(to_qimage(four))
            self._show_model()


def _unfolded(make: Callable[[Field], Editor | None]) -> Callable[[Field], Editor | None]:
    return lambda field: make(replace(field, folded=False))


def _titled(title: str, form: Form) -> QWidget:
    if not title:
        return form
    return lay_out(QWidget(), down(Label(strong(title)), form))
