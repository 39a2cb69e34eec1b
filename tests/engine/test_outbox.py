"""What is outdated never reaches the pipe, and what is not always does."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from playground.engine.outbox import Outbox
from playground.engine.protocol import Acknowledge, Cancel, Command, Pause, Shutdown, Start, StepOnce, Update


def contents(outbox: Outbox) -> list[Command]:
    outbox.put(Shutdown())
    found: list[Command] = []
    while not isinstance(command := outbox.take(), Shutdown):
        assert command is not None
        found.append(command)
    return found


def filled(*commands: Command) -> list[Command]:
    outbox = Outbox()
    for command in commands:
        outbox.put(command)
    return contents(outbox)


def test_a_drag_leaves_one_request() -> None:
    starts = [Start("a", generation, b"") for generation in range(10_000)]
    assert filled(*starts) == starts[-1:]


def test_a_new_recipe_makes_all_before_it_pointless_on_its_channel_only() -> None:
    other = (Start("b", 1, b""), Pause("b", True), StepOnce("b"), Acknowledge("b", 1))
    before = (Start("a", 2, b""), Update("a", 2, b""), Pause("a", True), StepOnce("a"), Acknowledge("a", 2))
    assert filled(*other, *before, Start("a", 3, b"")) == [*other, Start("a", 3, b"")]
    assert filled(*other, *before, Cancel("a")) == [*other, Cancel("a")]


def test_only_the_last_update_and_pause_are_sent_but_every_step_and_acknowledgement() -> None:
    commands = (
        Start("a", 1, b""),
        Update("a", 1, b"old"),
        Acknowledge("a", 1),
        StepOnce("a"),
        Pause("a", False),
        Update("a", 1, b"new"),
        Acknowledge("a", 1),
        StepOnce("a"),
        Pause("a", True),
    )
    assert filled(*commands) == [
        commands[0], commands[2], commands[3], commands[5], commands[6], commands[7], commands[8]
    ]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([Start, Cancel, Update, Pause]))))
def test_it_never_grows_beyond_a_few_per_channel(moves: list[tuple[str, type]]) -> None:
    made: list[Command] = []
    for generation, (channel, kind) in enumerate(moves):
        match kind.__name__:
            case "Start":
                made.append(Start(channel, generation, b""))
            case "Cancel":
                made.append(Cancel(channel))
            case "Update":
                made.append(Update(channel, generation, b""))
            case _:
                made.append(Pause(channel, True))
    kept = filled(*made)
    assert len(kept) <= 3 * 3
    assert all(command in made for command in kept)
    for channel in "abc":  # the last word on a channel is never lost
        of_channel = [command for command in made if command.channel == channel]  # type: ignore[union-attr]
        assert not of_channel or of_channel[-1] in kept


def test_closing_wakes_the_writer_and_drops_the_rest() -> None:
    outbox = Outbox()
    taken: list[Command | None] = []
    thread = threading.Thread(target=lambda: taken.append(outbox.take()))
    thread.start()
    outbox.close()
    thread.join(10)
    assert taken == [None]
    outbox.put(Cancel("a"))
    assert outbox.take() is None
