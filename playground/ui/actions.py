"""The one list of everything the window can do: menus, shortcuts and the shortcut list come from it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from playground.ui.widgets.plain import set_tip

MENUS = ("&File", "&Edit", "&View", "&Model", "&Run", "&Go", "&Help")


class Command(msgspec.Struct, frozen=True):
    """One thing to do: where it stands, what it is called, and its key."""

    name: str
    menu: str
    text: str
    shortcut: str
    help: str = ""
    choice: str = ""
    """Commands with the same word here exclude each other and are marked when chosen."""
    checkable: bool = False
    separated: bool = False
    """Whether a line stands before it in its menu."""
    more_shortcuts: tuple[str, ...] = ()


COMMANDS = (
    Command("open", "&File", "&Open…", "Ctrl+O", "Open an exported picture, arrays or a recipe"),
    Command(
        "open-link",
        "&File",
        "Open &link…",
        "Ctrl+L",
        "Open the link on the clipboard, or one that is typed",
        more_shortcuts=("Ctrl+V",),
    ),
    Command("export", "&File", "&Export…", "Ctrl+E", "Write what is shown to a file"),
    Command("quit", "&File", "&Quit", "Ctrl+Q", "Close the window", separated=True),
    Command("undo", "&Edit", "&Undo", "Ctrl+Z", "Take back the last edit"),
    Command("redo", "&Edit", "&Redo", "Ctrl+Shift+Z", "Make the edit again", more_shortcuts=("Ctrl+Y",)),
    Command("copy", "&Edit", "&Copy picture", "Ctrl+C", "Copy the main picture", separated=True),
    Command("copy-link", "&Edit", "Copy &link", "Ctrl+Shift+L", "Copy a text that leads to what is open"),
    Command(
        "copy-python", "&Edit", "Copy as &Python", "Ctrl+Shift+P", "Copy a program that makes what is shown"
    ),
    Command(
        "copy-command", "&Edit", "Copy as c&ommand", "Ctrl+Shift+O", "Copy a line for a shell that does it"
    ),
    Command("reset", "&Edit", "Reset to &defaults", "Ctrl+R", "Bring every control of what is open back"),
    Command("theme-system", "&View", "Theme: as the &system", "Ctrl+T, S", choice="theme"),
    Command("theme-light", "&View", "Theme: &light", "Ctrl+T, L", choice="theme"),
    Command("theme-dark", "&View", "Theme: &dark", "Ctrl+T, D", choice="theme"),
    Command(
        "palette-usual",
        "&View",
        "Colours: &usual",
        "Ctrl+T, U",
        choice="palette",
        separated=True,
    ),
    Command(
        "palette-colour-blind",
        "&View",
        "Colours: for the colour-&blind",
        "Ctrl+T, B",
        "Colours of classes, families and marks that all readers tell apart",
        choice="palette",
    ),
    Command("contrast", "&View", "&High contrast", "Ctrl+T, H", "Text that stands out more", checkable=True),
    Command("larger", "&View", "Lar&ger text", "Ctrl++", separated=True, more_shortcuts=("Ctrl+=",)),
    Command("smaller", "&View", "S&maller text", "Ctrl+-"),
    Command("normal", "&View", "&Normal text", "Ctrl+0"),
    Command("controls", "&View", "&Controls", "Ctrl+[", "Show the controls", checkable=True, separated=True),
    Command("explanation", "&View", "&Explanation", "Ctrl+]", "Show the explanation", checkable=True),
    Command(
        "all-controls",
        "&View",
        "&All controls",
        "Ctrl+.",
        "Show all that the tab has, or little of it",
        checkable=True,
    ),
    Command(
        "diagram", "&View", "Data&flow", "Ctrl+\\", "Show how the model’s parts follow, or fold that away"
    ),
    Command("dismiss", "&View", "Dismiss &messages", "Ctrl+Shift+D", "Take all messages away"),
    Command("history", "&View", "&History…", "Ctrl+H", "What was drawn: find it again, or compare two of it"),
    Command("full-screen", "&View", "&Full screen", "F11", checkable=True, separated=True),
    Command("present", "&View", "&Present", "F5", "Fill the screen with what is open, for many to see"),
    Command(
        "next-placement", "&Model", "&Next runtime and device", "Ctrl+D", "Run the models on the next one"
    ),
    Command("import", "&Model", "&Import…", "Ctrl+Shift+I", "Bring in a model that was trained elsewhere"),
    Command(
        "models-folder", "&Model", "Open the models &folder", "Ctrl+Shift+M", "Where to put your own models"
    ),
    Command("data", "&Model", "&Data…", "Ctrl+Shift+A", "Pictures of your own: add, look at, remove"),
    Command(
        "trusted-models", "&Model", "&Trusted models…", "Ctrl+Shift+T", "Which models of others may be used"
    ),
    Command("stop", "&Model", "&Stop computing and writing", "Esc", "Give up what takes too long"),
    Command("restart", "&Model", "&Restart the compute process", "Ctrl+Shift+R", separated=True),
    Command("play", "&Run", "&Play or pause", "Space", "Play or pause"),
    Command("back", "&Run", "One step &back", "Left", "One step back", separated=True),
    Command("forward", "&Run", "One step &forward", "Right", "One step forward"),
    Command("first", "&Run", "Fir&st", "Home", "Go to the first"),
    Command("last", "&Run", "&Last", "End", "Go to the last"),
    Command("faster", "&Run", "F&aster", "Ctrl+Right", separated=True),
    Command("slower", "&Run", "Sl&ower", "Ctrl+Left"),
    Command("loop", "&Run", "Play to and &fro", "Ctrl+Shift+Space", "Go back at the end", checkable=True),
    Command(
        "train-toggle",
        "&Run",
        "&Train or pause training",
        "Ctrl+Return",
        "Let a network learn while you look, or hold it",
        separated=True,
    ),
    Command("train-step", "&Run", "One training st&ep", "Ctrl+Shift+Return", "Hold, and learn one step"),
    Command("train-reset", "&Run", "Begin training ane&w", "Ctrl+Shift+Backspace", "Forget what was learned"),
    Command(
        "grid",
        "&Run",
        "Draw a &grid…",
        "Ctrl+G",
        "Draw what is shown for all combinations of values of up to three of its fields",
        separated=True,
    ),
    Command("start", "&Help", "&Start page", "Alt+Home", "A picture of every paradigm, and courses"),
    Command("explain", "&Help", "&Explain what is shown", "F1", "Show the explanation and go there"),
    Command("shortcuts", "&Help", "&Keyboard shortcuts", "Ctrl+/", "List every shortcut"),
    Command("copy-details", "&Help", "&Copy details for a report", "Ctrl+Shift+C", separated=True),
    Command("about", "&Help", "&About", "Shift+F1", separated=True),
)

WITHIN_TABS = (
    Command(
        "next-stage",
        "&Go",
        "Next s&tage of the tab",
        "Ctrl+Tab",
        "Show the tab’s next stage, and after the last the first",
        separated=True,
        more_shortcuts=("Ctrl+Shift+PgDown",),
    ),
    Command(
        "previous-stage",
        "&Go",
        "Previous sta&ge of the tab",
        "Ctrl+Shift+Tab",
        "Show the tab’s previous stage, and before the first the last",
        more_shortcuts=("Ctrl+Shift+PgUp",),
    ),
    Command(
        "next-panel", "&Go", "Next &panel", "Ctrl+PgDown", "Open the stage’s next panel, and then the first"
    ),
    Command(
        "previous-panel",
        "&Go",
        "Previous pane&l",
        "Ctrl+PgUp",
        "Open the stage’s previous panel, and then the last",
    ),
)
"""They stand below the tabs themselves, which are added when it is known which there are."""


class Actions(QObject):
    """The commands as Qt actions in the window's menu bar."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._menus = {title: window.menuBar().addMenu(title) for title in MENUS}
        self._groups: dict[str, QActionGroup] = {}
        self._actions: dict[str, QAction] = {}
        self._commands: dict[str, Command] = {}
        for command in COMMANDS:
            self.add(command)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    @property
    def commands(self) -> tuple[Command, ...]:
        """All commands, in the order in which they were added."""
        return tuple(self._commands.values())

    def menu(self, title: str) -> QMenu:
        return self._menus[title]

    def add(self, command: Command) -> QAction:
        """Make a command's action and put it into its menu."""
        action = QAction(command.text, self._window)
        action.setObjectName(command.name)
        keys = [command.shortcut, *command.more_shortcuts]
        action.setShortcuts([QKeySequence(key) for key in keys if key])
        plain = command.text.replace("&", "").rstrip("…")
        action.setStatusTip(command.help or plain)
        set_tip(action, f"{plain} ({shortcut_text(command)})" if command.shortcut else plain)
        action.setCheckable(command.checkable or bool(command.choice))
        if command.choice:
            group = self._groups.setdefault(command.choice, QActionGroup(self))
            group.addAction(action)
        if command.separated:
            self._menus[command.menu].addSeparator()
        self._menus[command.menu].addAction(action)
        self._actions[command.name] = action
        self._commands[command.name] = command
        return action

    def on(self, name: str, do: Callable[[], object]) -> None:
        """Do this when the command is chosen."""
        self._actions[name].triggered.connect(lambda _checked=False: do())


def shortcut_text(command: Command) -> str:
    """A command's key as this system writes it."""
    return QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
