"""What a training would take, and how many steps its minutes come to, timed beside the window."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.core.memory_limit import GB
from playground.core.words import counted
from playground.studio import foresight, memory, presets
from playground.studio.foresight import for_minutes
from playground.studio.training_folders import Plan
from playground.ui.state.command_run import CommandRun


class Cost(NamedTuple):
    """Time and memory in a sentence, and the steps that there is time for, where others have shown that."""

    said: str
    steps: int | None = None


def cost_of(plan: Plan) -> Cost:
    """Time, memory and steps of a plan; raises ``DataError`` for one that cannot be."""
    presets.check(plan)
    memory.check(plan)
    said = (
        f"It learns for {counted(round(plan.minutes), 'minute')}, as many steps as fit into that, and takes "
        f"about {memory.needed(plan) / GB:.1f} GB of memory."
    )
    return Cost(said, foresight.by_others(plan))


class _Said(msgspec.Struct, frozen=True):
    steps: int


class Forecast(QObject):
    """Times the steps of a kind of training once, however many minutes it is given then."""

    changed = Signal()
    """It is known how many they are, or that this cannot be found."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known: dict[Plan, tuple[int, float]] = {}
        """Steps and minutes by plans without what makes steps no longer."""
        self._asked: Plan | None = None
        self._run: CommandRun | None = None
        self._printed = ""

    @property
    def busy(self) -> bool:
        """Whether steps are being timed."""
        return self._run is not None

    def steps(self, plan: Plan) -> int | None:
        """The number of steps, where it is known."""
        found = self._known.get(_kind(plan))
        return None if found is None else for_minutes(*found, plan.minutes)

    def note(self, plan: Plan, steps: int) -> None:
        """It is known by other trainings."""
        self._known[_kind(plan)] = steps, plan.minutes

    def ask(self, plan: Plan) -> None:
        """Find it out, unless that is known or being found out; nothing else is found out any more."""
        if self.steps(plan) is not None:
            self.give_up()
        elif self._asked is None or _kind(self._asked) != _kind(plan):
            self.give_up()
            self._asked, self._printed = plan, ""
            run = self._run = CommandRun(_words(plan), self)
            run.line.connect(self._take_line)
            run.ended.connect(self._end)
            run.start()

    def give_up(self) -> None:
        """Find nothing out."""
        run, self._run, self._asked = self._run, None, None
        if run is not None:
            run.give_up()

    def _take_line(self, line: str) -> None:
        self._printed += line

    def _end(self, done: bool, _sentence: str) -> None:
        plan, self._run = self._asked, None
        try:
            found = msgspec.json.decode(self._printed, type=_Said) if done else None
        except msgspec.MsgspecError:
            found = None
        if plan is not None and found is not None:
            self.note(plan, found.steps)
        self.changed.emit()


def _kind(plan: Plan) -> Plan:
    return msgspec.structs.replace(plan, name="", minutes=1.0, date="", seed=0)


def _words(plan: Plan) -> list[str]:
    words = [
        "train", plan.family, "--data", plan.data, "--size", str(plan.size), "--preset", plan.preset,
        "--minutes", f"{plan.minutes:g}", "--threads", str(plan.threads), "--estimate", "--json",
    ]  # fmt: skip
    words += [] if plan.classes else ["--no-classes"]
    words += ["--teacher", plan.teacher] if plan.teacher else []
    return words + (["--device", plan.device] if plan.device else [])
