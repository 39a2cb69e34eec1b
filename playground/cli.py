"""The command ``playground``: finds the command's module, and turns every error into one sentence."""

from __future__ import annotations

import argparse
import difflib
import importlib
import io
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol, cast

from playground import __version__
from playground.commands import UsageError
from playground.core import output, plain_text, plugins
from playground.core.errors import PlaygroundError, lacking, one_line
from playground.core.regular_files import unreadable_reason

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

FAILED, USAGE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141

COMMANDS = {
    "window": ("open the window (what happens without a command)", "playground.commands.window"),
    "generate": ("run a recipe and write its pictures or arrays", "playground.commands.generate"),
    "verify": ("run an exported file’s recipe again and compare", "playground.commands.verify"),
    "models": ("list the models and what was measured on them", "playground.commands.models"),
    "import": ("bring in a model that was trained elsewhere", "playground.commands.importing"),
    "data": ("add pictures of your own as a data set", "playground.commands.data"),
    "train": ("train a model from its recipe, or of pictures of your own", "playground.commands.train"),
    "trainings": ("see, pause, stop and take up what is trained", "playground.commands.trainings"),
    "evaluate": ("measure a trained model", "playground.commands.evaluate"),
    "compare": ("measure quality against cost of all models", "playground.commands.compare"),
    "doctor": ("check this installation and say how to mend it", "playground.commands.doctor"),
    "screenshot": ("render a tab to a PNG file without a display", "playground.commands.screenshot"),
}

LIMITED = frozenset({"generate", "verify", "evaluate"})
"""Commands that run models in this process, and so watch how much memory it takes."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence too."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is, with status 2."""
        self.exit(USAGE, f"playground: {one_line(message)} (see {self.prog} --help)\n")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """As usual, but that it cannot be written is an error."""
        (file or sys.stdout).write(self.format_help())


class Command(Protocol):
    """What a module of ``playground.commands`` offers."""

    def add_arguments(self, parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
        """Add the command's options; ``argv`` is there for options that depend on others."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work and give the exit status."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status: 0 done, 1 failed work, 2 bad usage, 130 interrupted."""
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    if argv is None:
        output.guard()
    if argv is None and not debug:
        # A model's values may be infinite, which is told in a sentence and not by lines of this program.
        warnings.simplefilter("ignore", RuntimeWarning)
    if argv is None and words[:1] == ["import"]:
        from playground.commands import in_subprocess

        if in_subprocess.wanted(words):
            return _main(words, debug, in_subprocess.run)
    try:
        return _main(words, debug)
    finally:
        _tell_of_plugins(words, debug)


def _main(words: list[str], debug: bool, do: Callable[[list[str]], int] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # A terminal without a “ must not end a command.
    try:
        _check_current_folder()
        status = do(words) if do else _dispatch([word for word in words if word != "--debug"])
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 0 if error.code is None else FAILED
    except KeyboardInterrupt:
        return _fail("interrupted", INTERRUPTED, debug)
    except BrokenPipeError:
        return _broken_pipe()
    except PlaygroundError as error:
        return _fail(error.sentence, USAGE if isinstance(error, UsageError) else FAILED, debug)
    except OSError as error:
        if not error.filename:
            return _fail_unexpected(error, debug)
        where = plain_text.line(os.fsdecode(error.filename))
        return _fail(f"{where} cannot be used: {unreadable_reason(error)}.", FAILED, debug)
    except Exception as error:  # noqa: BLE001 - the last place where a defect can become a sentence
        return _fail_unexpected(error, debug)
    return _flushed(status, debug)


def _flushed(status: int, debug: bool) -> int:
    """The status of a command whose output is all written."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _broken_pipe()
    except PlaygroundError as error:
        return _fail(error.sentence, FAILED, debug)
    return status


def _broken_pipe() -> int:
    """The reader has gone; the interpreter must not complain about that while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _check_current_folder() -> None:
    try:
        Path.cwd()
    except OSError as error:
        raise PlaygroundError("The current folder is no longer there; go to another one.") from error


def _fail_unexpected(error: Exception, debug: bool) -> int:
    if absent := lacking(error):
        return _fail(absent, FAILED, debug)
    what = one_line(f"{type(error).__name__}: {error}")
    return _fail(f"unexpected error: {what} (run again with --debug for details)", FAILED, debug)


def _tell_of_plugins(words: list[str], debug: bool) -> None:
    """Say which plug-ins were left out; the window says that itself."""
    if words and words[0] in COMMANDS and words[0] not in ("window", "doctor"):
        for trouble in plugins.troubles():
            sys.stderr.write(f"playground: {trouble.sentence}\n{trouble.details if debug else ''}")


def _fail(sentence: str, status: int, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    sys.stderr.write(f"playground: {sentence}\n")
    return status


def _dispatch(words: list[str]) -> int:
    name, rest = _asked(words)
    summary, module = COMMANDS[name]
    command = cast(Command, importlib.import_module(module))
    parser = Parser(
        prog=f"playground {name}", description=summary[0].upper() + summary[1:] + ".", allow_abbrev=False
    )
    command.add_arguments(parser, rest)
    parser.add_argument("--debug", action="store_true", help="show where an error came from")
    args = parser.parse_args(rest)
    if name not in LIMITED:
        return command.run(args)
    from playground.commands.limiting import limited

    with limited():
        return command.run(args)


def _asked(words: list[str]) -> tuple[str, list[str]]:
    """The command and its words: without one, the window opens, with the file that is named."""
    first = words[0] if words else "--"
    if first in COMMANDS:
        return first, words[1:]
    options = words[: words.index("--")] if "--" in words else words
    if first.startswith("-"):
        if {"-h", "--help", "--version"} & set(options):
            _overview().parse_args(words)
        return "window", words
    # A command has no suffix and lies in no folder; what does not exist is told of as a file.
    if os.path.lexists(first) or "." in first or Path(first).name != first:
        return "window", words
    near = difflib.get_close_matches(first, COMMANDS, n=1)
    hint = f"did you mean “playground {near[0]}”?" if near else "see playground --help"
    raise UsageError(f"there is no command and no file “{plain_text.line(first)}”; {hint}")


def _overview() -> argparse.ArgumentParser:
    parser = Parser(
        prog="playground",
        usage="playground [FILE] [--lesson NAME] | playground --open RECIPE | playground COMMAND [OPTIONS]",
        description="A desktop laboratory for generative models. Without a command it opens the window, with "
        "the exported picture or arrays, the recipe or the model’s folder FILE, if one is named (playground "
        "-- FILE, where it is called like a command).",
        epilog="playground COMMAND --help describes a command. Exit status: 0 done, 1 failed, 2 bad usage.",
    )
    parser.add_argument("--version", action="version", version=f"playground {__version__}")
    parser.add_argument("--debug", action="store_true", help="show where an error came from")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, (summary, _) in COMMANDS.items():
        commands.add_parser(name, help=summary)
    return parser
