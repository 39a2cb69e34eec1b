"""Trainings of one's own pictures are begun, seen and asked from the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from playground import cli
from playground.commands import following
from playground.core.errors import PlaygroundError
from playground.datasets import own_sets as data_sets
from playground.studio import starting, training_folders
from playground.studio.training_folders import Plan, Report, StoredTraining
from playground.zoo.lock import alone_in
from tests.support import own_drawings

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def playground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command: its status, and what it wrote."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))

    def run(*words: str) -> tuple[int, str, str]:
        status = cli.main(words)
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """What was begun, without a process for it."""
    plans: list[Plan] = []

    def start(plan: Plan) -> StoredTraining:
        plans.append(plan)
        return put(plan, Report())

    monkeypatch.setattr(starting, "start", start)
    return plans


def put(plan: Plan, told: Report) -> StoredTraining:
    """A training that has said this."""
    folder = training_folders.place() / plan.name
    folder.mkdir(parents=True)
    (folder / training_folders.PLAN).write_bytes(msgspec.json.encode(plan))
    training_folders.write_report(folder, told)
    return training_folders.read(plan.name)


PLAN = Plan(name="cats-flow", family="flow", data="cats")


def test_a_folder_of_pictures_is_added_and_learned_from(
    playground: Run, begun: list[Plan], tmp_path: Path
) -> None:
    place = own_drawings.draw(tmp_path / "My Drawings", 12, 20)
    status, out, err = playground("train", "gan", "--data", str(place), "--background", "--no-classes")
    assert status == 0, err
    assert data_sets.read("my-drawings").shape == (3, 20, 20)
    (plan,) = begun
    assert (plan.name, plan.family, plan.data) == ("my-drawings-gan", "gan", "my-drawings")
    assert (plan.size, plan.classes) == (20, False)
    assert "are now the data set my-drawings" in err and "follow my-drawings-gan" in out
    assert playground("train", "gan", "--data", str(place), "--background", "--size", "16")[0] == 0
    assert (begun[1].name, begun[1].data, begun[1].size) == ("my-drawings-gan-2", "my-drawings", 16)
    other = own_drawings.draw(tmp_path / "other" / "my-drawings", 4, 20)
    status, _, err = playground("train", "gan", "--data", str(other))
    assert status == 1 and "There is a data set my-drawings already" in err


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("flow", "--data", "gone"), 1, "no data set “gone”"),
        (("flow", "--data", "gone", "--size", "30"), 1, "not 30"),
        (("flow",), 2, "--data"),
        (("reflow", "--data", "gone"), 1, "learns from a finished one"),
        (("--data", "gone", "flow"), 2, "say the family first"),
    ],
)
def test_what_cannot_be_trained_is_a_sentence(
    playground: Run, words: tuple[str, ...], status: int, said: str
) -> None:
    found, _, err = playground("train", *words)
    assert found == status and said in err and err.count("\n") == 1
    assert training_folders.names() == ()


def test_help_says_what_a_family_takes(playground: Run) -> None:
    assert "--minutes" in playground("train", "flow", "--help")[1]
    assert "train FAMILY" in playground("train", "--help")[1]


def test_trainings_are_listed_and_shown(playground: Run) -> None:
    assert "no training yet" in playground("trainings", "list")[1]
    put(
        PLAN,
        Report(
            stage="finished",
            step=1200,
            steps=1200,
            model="cats-flow",
            measured={"copies": 0.25, "noise_kernel_distance_error": 0.5},
        ),
    )
    put(msgspec.structs.replace(PLAN, name="cut"), Report(stage="training", step=7, steps=90))
    assert "interrupted" in playground("trainings", "list")[1]
    shown = playground("trainings", "show", "cats-flow")[1]
    assert "1,200 of 1,200" in shown and "noise_kernel_distance_error  0.5\n" in shown
    assert (
        len(
            {line.find(value) for line, value in zip(shown.splitlines()[-3:-1], ("0.25", "0.5"), strict=True)}
        )
        == 1
    )
    found = json.loads(playground("trainings", "list", "--json")[1])
    assert {each["plan"]["name"]: each["state"] for each in found} == {
        "cats-flow": "finished", "cut": "interrupted",
    }  # fmt: skip
    assert json.loads(playground("trainings", "show", "cut", "--json")[1])["told"]["step"] == 7
    status, _, err = playground("trainings", "show", "dogs")
    assert status == 1 and "there are" in err


def test_a_damaged_one_hides_no_other(playground: Run) -> None:
    put(PLAN, Report())
    put(msgspec.structs.replace(PLAN, name="bad"), Report())
    (training_folders.place() / "bad" / training_folders.REPORT).write_bytes(b"{")
    _, out, err = playground("trainings", "list")
    assert "cats-flow" in out and "cannot be read" in err


def test_one_at_work_is_asked_and_not_removed(playground: Run) -> None:
    folder = put(PLAN, Report(stage="training")).folder
    for action in ("pause", "stop"):
        status, _, err = playground("trainings", action, PLAN.name)
        assert status == 1 and "No process works" in err
    with alone_in(folder):
        for action in ("pause", "stop", "go"):
            assert playground("trainings", action, PLAN.name)[0] == 0
            assert training_folders.asked_of(folder).wish == action
        assert playground("trainings", "remove", PLAN.name)[0] == 1
    assert playground("trainings", "remove", PLAN.name)[0] == 0
    assert training_folders.names() == ()


def test_one_that_has_ended_learns_longer(playground: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def learn_longer(name: str, minutes: float) -> None:
        training_folders.plan_anew(
            training_folders.folder_of(name), msgspec.structs.replace(PLAN, longer=(minutes,))
        )

    put(PLAN, Report(stage="training", step=3))
    status, _, err = playground("trainings", "go", PLAN.name, "--minutes", "5")
    assert status == 1 and "has not come to its end yet" in err
    monkeypatch.setattr(starting, "learn_longer", learn_longer)
    status, out, _ = playground("trainings", "go", PLAN.name, "--minutes", "5")
    assert status == 0 and "learns for 5 minutes more" in out
    assert "20 + 5" in playground("trainings", "show", PLAN.name)[1]
    assert playground("trainings", "go", PLAN.name, "--minutes", "soon")[0] == 2


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        (Report(stage="finished", model="cats-flow", measured={"copies": 0.5}), 0, "copies  0.5"),
        (Report(stage="finished", model="cats-flow", steps=2), 0, "2 steps have hardly taught it anything"),
        (Report(stage="stopped", sentence="Stopped at step 3."), 0, "Stopped at step 3."),
        (Report(stage="failed", sentence="The disk is full."), 1, "The disk is full."),
        (Report(stage="training", step=3), 130, "trainings go cats-flow"),
    ],
)
def test_following_ends_with_what_became_of_it(playground: Run, told: Report, status: int, said: str) -> None:
    put(PLAN, told)
    found, out, err = playground("trainings", "follow", PLAN.name)
    assert found == status and said in out + err


def test_following_ends_with_a_sentence_where_the_folder_goes(
    playground: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(PLAN, Report(stage="training", step=3)).folder
    with alone_in(folder):
        monkeypatch.setattr(following.time, "sleep", lambda _: shutil.rmtree(folder))
        status, _, err = playground("trainings", "follow", PLAN.name)
    assert status == 1
    assert f"The training {PLAN.name} is no longer there: its folder {folder} is gone." in err


def test_control_c_stops_what_was_begun_here_and_leaves_others_alone(
    playground: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(PLAN, Report(stage="training", step=3)).folder

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(following.time, "sleep", interrupted)
    with alone_in(folder):
        assert following.follow(PLAN.name, stops=False) == following.INTERRUPTED
    assert training_folders.asked_of(folder).wish == "go"
    real = starting.ask

    with alone_in(folder):

        def ask(name: str, wish: training_folders.Wish) -> None:
            real(name, wish)
            training_folders.write_report(folder, Report(stage="stopped", sentence="Stopped."))
            monkeypatch.setattr(training_folders, "is_held", lambda _: False)

        monkeypatch.setattr(starting, "ask", ask)
        assert following.follow(PLAN.name, stops=True) == 0
    assert training_folders.asked_of(folder).wish == "stop"


def test_a_failure_says_how_to_take_it_up_again() -> None:
    found = StoredTraining(
        folder=Path(),
        plan=PLAN,
        report=Report(stage="failed", sentence="No room."),
        asked=training_folders.Asked(),
        alive=False,
    )
    with pytest.raises(PlaygroundError, match=r"No room\. \(playground trainings go cats-flow"):
        list(following.said_at_the_end(found))
