"""The commands of the program, a module each; a module is imported when its command runs."""

from playground.core.errors import PlaygroundError

__all__ = ["UsageError"]


class UsageError(PlaygroundError):
    """The command line asks for something impossible; exit status 2."""
