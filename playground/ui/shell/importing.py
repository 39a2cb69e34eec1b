"""*Model → Import…*, and models of others that are dropped: the command ``playground import``, run beside.

What a source leaves open is asked for by the buttons of the message that says so, and the command runs again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from playground.core.cards import Card
from playground.core.errors import CardError, PlaygroundError
from playground.paradigms.cards import read_card
from playground.ui.state.command_run import CommandRun, reworded
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.files import ask_for_file, ask_for_folder
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.messages import EVERYWHERE, MessageBar

_WHY = (
    "{} is compared with pictures that were held out of those that it learned, and its classes are called "
    "as they are there."
)


class LearnedDialog(Dialog):
    """Asks for one of the data sets that fit; closing it says none of them."""

    chosen = Signal(str)
    """The name of a data set."""

    def __init__(self, title: str, sets: Mapping[str, str], parent: QWidget) -> None:
        """``sets`` are titles by names."""
        super().__init__(
            "Which pictures did it learn?", (460, 160), parent, QDialogButtonBox.StandardButton.Cancel
        )
        self.sets = ChoiceBox()
        self.sets.setAccessibleName("Data set that it learned")
        for name, told in sets.items():
            self.sets.addItem(told if told == name else f"{told} ({name})", name)
        why = Label(_WHY.format(title))
        why.setWordWrap(True)
        take = self.buttons.addButton("It learned these", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._take)
        self.fill(why, self.sets)
        take.setDefault(True)

    def _take(self) -> None:
        self.chosen.emit(self.sets.currentData())
        self.accept()


SUFFIXES = (".onnx", ".pt2", ".pt", ".pth", ".safetensors")
MARKS = ("model_index.json", "config.json", "tokenizer.json")
"""Files by which a folder of diffusers is known, or one of graphs that are told words; to open one means its
folder."""
_BESIDE = "tokenizer"
"""The folder of a tokenizer in that of a model."""
_ABOUT = "importing a model"

ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "--trust": {"I trust who made it": ("--trust",)},
    "--role": {"A decoder of a VAE": ("--role", "decoder"), "A generator of a GAN": ("--role", "generator")},
    "--range": {"Black is 0": ("--range", "0:1"), "Black is −1": ("--range=-1:1",)},
    "--measured": {"Take what fits best": ("--measured",)},
}
"""By the option that a sentence names: what can be answered, and the words that answer it."""


PICTURES, NAME, MEASURED = "Choose its pictures…", "Under another name", "Take what was measured"
ASKED, SHOW = "Say what it learned…", "Show it"

_BUTTONS = (
    (r"say --trust(?=[.:])", "say “I trust who made it”"),
    (r" by --role\b", ""),
    (r"say by --range what black and white are, such as --range=-1:1", "say what black and white are"),
    (r"Take it all the same by --measured", "“Take what fits best” takes it all the same"),
    (r"(?:give|name) (?:--size, or )?(pictures like those it was trained on) by --pictures", r"choose \1"),
    (r" \(--pictures\)", ""),
    (r"give them by --pictures", "choose them"),
    (r" by --pictures\b", ""),
    (r"--measured takes that", f"“{MEASURED}” imports it so, as another model"),
    (r"choose another by --name", "choose another name"),
)
"""What stands in the sentences of the command for what has a button here."""
_OPTION = re.compile(r"(?<!\w)--[a-z]+")
_QUOTED = re.compile(r"“([a-z0-9._-]+)”")


def told_here(sentence: str) -> str:
    """A sentence of the command in the window's words; of an option without such it says whose it is."""
    sentence = reworded(sentence, _BUTTONS)
    left = list(dict.fromkeys(_OPTION.findall(sentence)))
    if not left:
        return sentence
    are = "are options" if len(left) > 1 else "is an option"
    return f"{sentence} ({' and '.join(left)} {are} of the command “playground import”.)"


class _Said(msgspec.Struct, frozen=True):
    """What the command says when it is done, as far as it is told here."""

    folder: str
    notes: list[str]


class Importer(QObject):
    """Runs one import at a time."""

    def __init__(self, messages: MessageBar, imported: Callable[[Path], None], window: QWidget) -> None:
        """``imported`` is called with the folder of a model that is there from now on."""
        super().__init__(window)
        self._messages, self._imported, self._window = messages, imported, window
        self._run: CommandRun | None = None
        self._printed = ""
        self._source, self._words = Path(), tuple[str, ...]()

    @property
    def busy(self) -> bool:
        """Whether one is being imported."""
        return self._run is not None

    def takes(self, path: Path) -> bool:
        """Whether a file or folder is to be imported, by its name or what lies in it."""
        if path.is_dir():
            marked = any((place / mark).is_file() for place in (path, path / _BESIDE) for mark in MARKS)
            return marked and not (path / "card.toml").exists()
        return path.suffix.lower() in SUFFIXES or path.name in MARKS

    def ask(self) -> None:
        """Ask for what to import."""
        ask_for_file(
            self._window, "Import a model: a graph, or a file of its folder", "Models",
            (*MARKS, *(f"*{suffix}" for suffix in SUFFIXES)), self.bring,
        )  # fmt: skip

    def bring(self, path: Path, words: tuple[str, ...] = ()) -> None:
        """Import a source, with further words of the command."""
        if self._run is not None:
            self._messages.show_message(
                f"{self._source.name} is being imported; one at a time.", severity="warning"
            )
            return
        self._source, self._words = _meant(path), words
        self._printed = ""
        run = self._run = CommandRun(("import", "--json", str(self._source), *words), self)
        run.line.connect(self._take_line)
        run.ended.connect(self._take_end)
        self._messages.show_message(
            f"Importing {self._source.name} …", severity="info", choices={"Cancel": self.end},
            tab=EVERYWHERE, about=_ABOUT,
        )  # fmt: skip
        run.start()

    def end(self) -> None:
        """Give up; nothing of it is left."""
        run, self._run = self._run, None
        self._messages.withdraw(_ABOUT)
        if run is not None:
            run.give_up()

    def _take_line(self, line: str) -> None:
        self._printed += line

    def _take_end(self, done: bool, sentence: str) -> None:
        self._run = None
        self._messages.withdraw(_ABOUT)
        try:
            found = msgspec.json.decode(self._printed, type=_Said) if done else None
        except msgspec.MsgspecError:
            found = None
        if found is None:
            self._tell_why_not(sentence)
            return
        for note in found.notes:
            again: dict[str, Callable[[], None]] = {}
            if "--measured" in note:
                words = (*self._words, "--measured", "--name", _another(Path(found.folder).name))
                again[MEASURED] = partial(self.bring, self._source, words)
            self._messages.show_message(told_here(note), severity="info", choices=again)
        self._imported(Path(found.folder))

    def _tell_why_not(self, sentence: str) -> None:
        """Why nothing was imported, with buttons for what would help."""
        choices: dict[str, Callable[[], None]] = {
            label: partial(self.bring, self._source, (*self._words, *words))
            for option, answers in ANSWERS.items()
            if option in sentence
            for label, words in answers.items()
        }
        if "--pictures" in sentence:
            choices[PICTURES] = self._ask_for_pictures
        if "--name" in sentence and (taken := _QUOTED.search(sentence)):
            words = (*self._words, "--name", _another(taken[1]))
            choices[NAME] = partial(self.bring, self._source, words)
        said = told_here(sentence) or f"{self._source.name} was not imported: the command broke off."
        self._messages.show_message(said, choices=choices)

    def _ask_for_pictures(self) -> None:
        source, words = self._source, self._words
        ask_for_folder(
            self._window, "Pictures like those it was trained on",
            lambda folder: self.bring(source, (*words, "--pictures", str(folder))),
        )  # fmt: skip


def show_imported(
    messages: MessageBar,
    folder: Path,
    show: Callable[[str, str], None],
    take: Callable[[Card], Card],
    window: QWidget,
) -> None:
    """Let a new model be chosen without a restart, and lead to it by ``show``, given tab and model.

    Where it may have learned a data set that is there, it is asked which, over ``window``.
    """
    # Start-up has no use for these.
    from playground.importing.learned import fitting, say_learned

    try:
        card = read_card(folder)
    except CardError as error:
        messages.show_message(error.sentence)
        return
    listed = take(card)
    sets = {} if card.data else fitting(card)
    if not sets:
        tell_of(messages, listed, "imported", show)
        return

    def tell() -> None:
        tell_of(messages, listed, "imported", show, _UNKNOWN, {ASKED: ask})

    def ask() -> None:
        dialog = LearnedDialog(listed.title, sets, window)
        dialog.chosen.connect(say)
        # Its message went with the button.
        dialog.rejected.connect(tell)
        dialog.open()

    def say(name: str) -> None:
        try:
            take(say_learned(folder, name))
        except PlaygroundError as error:
            messages.show_message(error.sentence)
            return
        messages.show_message(
            f"{listed.title} learned {sets[name]}: that is what it is compared with.",
            severity="info",
            choices={SHOW: lambda: show(card.paradigm, card.name)},
        )

    tell()


_UNKNOWN = " Which pictures it learned is not known yet, so it is compared with none."


def tell_of(
    messages: MessageBar,
    card: Card,
    how: str,
    show: Callable[[str, str], None],
    more: str = "",
    choices: Mapping[str, Callable[[], None]] = MappingProxyType({}),
) -> None:
    """Say of a new model how it came, and lead to it; ``more`` is said, and can be chosen, beside that."""
    messages.show_message(
        f"{card.title} was {how}, and can be chosen.{more}",
        severity="info",
        choices={SHOW: lambda: show(card.paradigm, card.name), **choices},
    )


def _meant(path: Path) -> Path:
    """The folder of a model that is meant by a file of it; any other file itself."""
    if path.name not in MARKS:
        return path
    return path.parent.parent if path.parent.name == _BESIDE else path.parent


def _another(name: str) -> str:
    """The next name to try: its number is counted on."""
    stem, _, number = name.rpartition("-")
    return f"{stem}-{int(number) + 1}" if stem and number.isdecimal() else f"{name}-2"
