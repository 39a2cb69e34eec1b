"""What window and engine, and sweep and workers, say to each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from playground import paradigms
from playground.commands.comparing import read_jobs
from playground.core.frames import Frame
from playground.core.resources import Placement
from playground.engine import protocol
from playground.evaluate.sweep import events
from playground.evaluate.sweep.heartbeat import Heartbeat, read_heartbeat
from playground.evaluate.sweep.work import Answer, answer_of
from tests.fuzz.mutate.tree import json_mutation, message_mutation
from tests.fuzz.reader import Reader
from tests.fuzz.worlds import pictures, recipes
from tests.support.sweeps import make_result, planned


def _commands(_: Path) -> Sequence[bytes]:
    recipe = protocol.write_recipe(recipes()[0])
    said = (
        protocol.Start("a", 1, recipe, Placement("torch", "cpu")), protocol.Update("a", 1, recipe),
        protocol.Cancel("a"),
        protocol.Pause("a", True), protocol.StepOnce("a"), protocol.Acknowledge("a", 1), protocol.Shutdown(),
    )  # fmt: skip
    return [protocol.encode(one) for one in said]


def _messages(_: Path) -> Sequence[bytes]:
    arrays = {"images": pictures(1), "none": np.zeros((0, 3)), "b": np.ones(3, bool), "t": np.array("text")}
    frame = Frame(arrays=arrays, scalars={"nfe": 3, "x": 0.5, "s": "a", "b": True}, facts={"a": 1})
    said = (
        protocol.Ready(1, (Placement(),)), protocol.FrameMessage("a", 1, frame), protocol.Finished("a", 1),
        protocol.Failed("a", 1, "It failed.", "details"), protocol.Notice("", "Something."),
    )  # fmt: skip
    return [protocol.encode(one) for one in said]


def _recipes(_: Path) -> Sequence[bytes]:
    return [protocol.write_recipe(recipe) for recipe in recipes()]


def _events(_: Path) -> Sequence[bytes]:
    said = (
        events.SweepPlan(jobs=tuple(planned(2)), workers=2, left_out=("One.",)), events.Started(key="k"),
        events.Progress(key="k", done=1, total=2, seconds_left=0.5), events.Done(result=make_result()),
        events.Failed(key="k", sentence="No."), events.Notice(sentence="So."),
        events.Ended(done=1, kept=0, failed=0, seconds=1.5),
    )  # fmt: skip
    return [events.to_line(one) for one in said]


def _answers(_: Path) -> Sequence[bytes]:
    return [msgspec.json.encode(one) for one in (Answer(result=make_result()), Answer(sentence="No."))]


def _jobs(_: Path) -> Sequence[bytes]:
    jobs = [one.job for one in planned(2)]
    return [msgspec.json.encode([*jobs, jobs[0].recipe])]


READERS = (
    Reader(
        name="command", seeds=_commands, read=lambda path: protocol.decode_command(path.read_bytes()),
        mutate=message_mutation, opens=("playground.engine.protocol._decode",), inputs=50,
    ),
    Reader(
        name="message", seeds=_messages, read=lambda path: protocol.decode_message(path.read_bytes()),
        mutate=message_mutation, inputs=100,
        opens=("playground.engine.protocol._decode", "playground.core.frames.decode_array"),
    ),
    Reader(
        name="message-recipe", seeds=_recipes, mutate=json_mutation, opens=("playground.core.recipe.decode",),
        read=lambda path: protocol.read_recipe(path.read_bytes(), paradigms.recipe_types()),
    ),
    Reader(
        name="event", seeds=_events, read=lambda path: events.from_line(path.read_bytes()),
        mutate=json_mutation,
        opens=("playground.evaluate.sweep.events.from_line",),
    ),
    Reader(
        name="answer", seeds=_answers, read=lambda path: answer_of(path.read_bytes()), mutate=json_mutation,
        opens=("playground.evaluate.sweep.work.answer_of",),
    ),
    Reader(
        name="beat", seeds=lambda _: [msgspec.json.encode(Heartbeat(1, 2))],
        mutate=json_mutation, file="k.beat",
        read=lambda path: read_heartbeat(str(path.parent), "k"), inputs=30,
        opens=("playground.evaluate.sweep.heartbeat.read_heartbeat",),
    ),
    Reader(
        name="jobs", seeds=_jobs, read=lambda path: read_jobs(path, 1), mutate=json_mutation,
        opens=("playground.commands.comparing.read_jobs",),
    ),
)  # fmt: skip
