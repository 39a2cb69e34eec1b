"""The errors a user may see: each carries one sentence that says what happened and what to do."""

from __future__ import annotations

LONGEST = 399
"""Characters of a sentence; one may quote what a file holds, which may be all of a megabyte."""

_END = 130


class PlaygroundError(Exception):
    """Base of all errors whose text is written for the user."""

    @property
    def sentence(self) -> str:
        """The sentence shown in the window or on stderr: :func:`one_line`, whatever a file held."""
        return one_line(str(self))


def one_line(text: str) -> str:
    """The text in one line of printable characters, without the middle where it is very long."""
    if len(text) > LONGEST:
        # What happened stands at the beginning, what to do at the end.
        text = f"{text[: LONGEST - _END - 3]} … {text[-_END:]}"
    return "".join(character if character.isprintable() else " " for character in text)


class UntrustedModelError(PlaygroundError):
    """A model did not come with the program, and nobody has allowed it; ``model`` is its name, if known."""

    def __init__(self, text: str, model: str = "") -> None:
        super().__init__(text)
        self.model = model


class RecipeError(PlaygroundError):
    """A recipe has an unknown kind, a wrong field, or comes from a newer version."""


class CardError(PlaygroundError):
    """A model card is missing, unreadable, or has wrong fields, all of which ``faults`` name."""

    def __init__(self, text: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.faults = faults


class UnknownModelError(CardError):
    """No model has the name that was asked for."""


class ModelFileError(PlaygroundError):
    """A model's file is missing, damaged, swapped, or unsafe to load."""


class SessionError(PlaygroundError):
    """A runtime or device could not load or run a model."""


class DataError(PlaygroundError):
    """A data set's file is missing or damaged."""


class ExportError(PlaygroundError):
    """A file could not be written or read back."""


class CheckpointError(PlaygroundError):
    """What was kept of a training could not be read, or belongs to another one."""


class ImportingError(PlaygroundError):
    """A model of others is not one that can be brought in, or more must be said of it."""


class SettingsError(PlaygroundError):
    """The settings could not be read or saved."""


class EngineError(PlaygroundError):
    """The compute process failed or could not be started."""


def lacking(error: BaseException) -> str:
    """What to do about a package that is not installed; empty for other errors, and for our own modules."""
    package = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if package in ("", "playground"):
        return ""
    return (
        f"This needs the package “{package}”, which is not installed; “playground doctor” says what "
        "installs it."
    )
