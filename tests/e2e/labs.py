"""A 2-D lab in a real window, whatever it trains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.e2e.seat import PATIENCE, Seat, until

Lab = dict[str, Any]


class Watcher:
    """Looks at a lab by one of the probe's questions."""

    def __init__(self, question: str) -> None:
        self.question = question

    def when(self, window: Seat, holds: Callable[[Lab], bool], what: str = "the lab has come so far") -> Lab:
        """What the lab shows as soon as this holds and it shows the run that was asked for last."""

        def there() -> Lab | None:
            lab: Lab = window.ask(self.question)
            return lab if lab["run"] == lab["asked"] and lab["numbers"] and holds(lab) else None

        found: Lab = until(there, what, 3 * PATIENCE)
        return found

    def learned(self, window: Seat, steps: int) -> Lab:
        """What the lab shows after so many more training steps."""
        now = self.when(window, lambda _: True)["numbers"]["step"]
        return self.when(window, lambda lab: lab["numbers"]["step"] >= now + steps, f"{steps} steps are made")


def edited(window: Seat, **values: Any) -> None:
    """Wait until the recipe of the lab's run has these values."""
    until(lambda: values.items() <= window.state["lab"]["run"].items(), f"the recipe has {values}")
