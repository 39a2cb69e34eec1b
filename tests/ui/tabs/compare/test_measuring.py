"""The sweep's process as the window sees it: its lines, its end, and how it is ended."""

from __future__ import annotations

import itertools
import os
import signal
import sys

import pytest

from playground.core.recipe import change
from playground.evaluate.sweep.choices import Choice
from playground.evaluate.sweep.events import (
    Done,
    Ended,
    Failed,
    Notice,
    Planned,
    Progress,
    Started,
    SweepPlan,
    to_line,
)
from playground.evaluate.sweep.jobs import Job
from playground.ui.tabs.compare.measuring import Measuring
from playground.ui.tabs.compare.quality.measure_bar import MeasureBar, totals
from tests.support.compare_results import some

RESULTS = some()[:3]
PLAN = SweepPlan(
    jobs=tuple(
        Planned(key=each.key, job=each.job, family=each.family, title=each.title, seconds=10.0 * place)
        for place, each in enumerate(RESULTS, 1)
    ),
    workers=2,
)
SAY = "import sys; sys.stdout.write(open(sys.argv[1]).read()); sys.stdout.flush()\n"
WAIT = "sys.stdin.read(); sys.exit(130)\n"
IGNORE = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
DEAF = f"{IGNORE}{SAY}while True: time.sleep(10)\n"


class Listener:
    """What a measuring has told."""

    def __init__(self, measuring):
        self.results, self.sentences, self.ends = [], [], 0
        measuring.measured.connect(self.results.append)
        measuring.report.connect(lambda sentence, _details: self.sentences.append(sentence))
        measuring.ended.connect(self._note)

    def _note(self):
        self.ends += 1


@pytest.fixture
def measuring(qapp):
    made = Measuring()
    yield made
    made.end()
    made.deleteLater()


@pytest.fixture
def heard(measuring):
    return Listener(measuring)


def begin(measuring, folder, events, then="", program=None):
    """A child that says these events and then does something, or another ``program`` that says them."""
    lines = folder / "lines"
    lines.write_bytes(b"".join(each if isinstance(each, bytes) else to_line(each) for each in events))
    measuring.start((str(lines),), (sys.executable, "-c", program or SAY + then))


def test_what_the_child_says_is_told(measuring, heard, tmp_path, qtbot):
    first, second, third = RESULTS
    events = [
        PLAN,
        Started(key=first.key),
        Progress(key=first.key, done=80, total=2000, seconds_left=55.0),
        Done(result=first, seconds_left=50.0),
        b"a line that is no event\n",
        Started(key=second.key),
        Failed(key=second.key, sentence="This network is not here."),
        Notice(sentence="A worker died and was replaced."),
        Done(result=third, kept=True),
        Ended(done=2, kept=1, failed=1, seconds=3.0),
    ]
    begin(measuring, tmp_path, events)
    assert measuring.running
    qtbot.waitUntil(lambda: heard.ends == 1, timeout=20_000)
    assert heard.results == [first, third]
    assert heard.sentences == ["This network is not here.", "A worker died and was replaced."]
    assert measuring.sweep.plan == PLAN
    assert measuring.sweep.finished == {first.key, third.key}
    assert measuring.sweep.failed == {second.key: "This network is not here."}
    assert not measuring.running


def test_the_bar_tells_how_far_it_has_come(measuring, tmp_path, qtbot):
    bar = MeasureBar(measuring)
    qtbot.addWidget(bar)
    bar.resize(700, 30)
    first, second, _ = RESULTS
    events = [
        PLAN,
        Done(result=first),
        Started(key=second.key),
        Progress(key=second.key, done=1000, total=2000, seconds_left=40.0),
    ]
    assert bar.button.text() == "Measure here"
    begin(measuring, tmp_path, events, WAIT)
    qtbot.waitUntil(lambda: measuring.sweep.seconds_left == 40.0, timeout=20_000)
    assert bar.button.text() == "Stop"
    # 10 of 60 seconds for the first job, and half of 20 for the second.
    assert measuring.sweep.share() == pytest.approx(20 / 60)
    text = bar.words.text()
    assert "1 of 3" in text and "40 s left" in text and "1,000 of 2,000 pictures" in text
    bar.stopped.connect(measuring.stop)
    bar.button.click()
    assert bar.words.text() == "Stopping …" and not bar.button.isEnabled()
    qtbot.waitUntil(lambda: not measuring.running, timeout=20_000)
    assert bar.button.text() == "Measure here" and bar.button.isEnabled()


def test_the_tab_tells_what_goes_on_wherever_one_is_and_leads_there(tab, tmp_path, qtbot):
    told = []
    tab.ongoing.connect(told.append)
    measuring = tab.shared.measuring
    failed = Failed(key=RESULTS[0].key, sentence="Not here.", seconds_left=40.0)
    begin(measuring, tmp_path, [PLAN, failed], WAIT)
    qtbot.waitUntil(lambda: measuring.sweep.seconds_left == 40.0, timeout=20_000)
    assert told[-1] == measuring.summary
    assert "1 of 3" in told[-1] and "40 s left" in told[-1]
    tab.store.load(change(tab.store.state, stage="table"))
    tab.show_ongoing()
    assert tab.store.state.stage == "quality"
    measuring.stop()
    assert told[-1] == "Stopping …"
    qtbot.waitUntil(lambda: not measuring.running, timeout=20_000)
    assert told[-1] == ""
    assert all(before != after for before, after in itertools.pairwise(told))
    tab.store.load(change(tab.store.state, stage="table"))
    tab.show_ongoing()
    assert tab.store.state.stage == "table"


def test_a_stopped_child_is_no_error_and_another_can_follow(measuring, heard, tmp_path, qtbot):
    begin(measuring, tmp_path, [PLAN], WAIT)
    qtbot.waitUntil(lambda: measuring.sweep.plan is not None, timeout=20_000)
    assert measuring.stop()
    qtbot.waitUntil(lambda: heard.ends == 1, timeout=20_000)
    assert heard.sentences == []
    begin(measuring, tmp_path, [PLAN, Ended(done=3, kept=3, failed=0, seconds=0.1)])
    qtbot.waitUntil(lambda: heard.ends == 2, timeout=20_000)
    assert heard.sentences == [] and not measuring.stop()


def test_a_killed_child_gives_one_sentence_and_what_it_said_stays(measuring, heard, tmp_path, qtbot):
    begin(measuring, tmp_path, [PLAN, Done(result=RESULTS[0])], WAIT)
    qtbot.waitUntil(lambda: bool(heard.results), timeout=20_000)
    os.kill(measuring._process.processId(), signal.SIGKILL)
    qtbot.waitUntil(lambda: heard.ends == 1, timeout=20_000)
    (sentence,) = heard.sentences
    assert sentence.startswith("Measuring was ended from outside.") and "is kept" in sentence
    assert heard.results == [RESULTS[0]]


def test_a_failing_child_is_quoted_in_one_sentence(measuring, heard, tmp_path, qtbot):
    code = "sys.stderr.write('noise\\nplayground: The disk is full.\\n'); sys.exit(1)\n"
    begin(measuring, tmp_path, [], code)
    qtbot.waitUntil(lambda: heard.ends == 1, timeout=20_000)
    assert heard.sentences == ["The disk is full."]


def test_what_is_left_out_is_told_with_its_reason(measuring, heard, tmp_path, qtbot):
    plan = SweepPlan(jobs=PLAN.jobs, workers=1, left_out=("The model “x” is not here.", "Nor is “y”."))
    begin(measuring, tmp_path, [plan, Ended(done=3, kept=3, failed=0, seconds=0.1)])
    qtbot.waitUntil(lambda: heard.ends == 1, timeout=20_000)
    assert heard.sentences == ["Not measured: The model “x” is not here. Nor is “y”."]


def test_a_child_that_ends_without_a_word_is_told_of(measuring, heard, tmp_path, qtbot):
    begin(measuring, tmp_path, [PLAN], "sys.exit(3)\n")
    qtbot.waitUntil(lambda: heard.ends == 1, timeout=20_000)
    (sentence,) = heard.sentences
    assert sentence.startswith("Measuring ended with status 3.")


def test_a_program_that_is_not_there_gives_one_sentence(measuring, heard, tmp_path, qtbot):
    measuring.start((), (str(tmp_path / "nothing"),))
    qtbot.waitUntil(lambda: heard.ends == 1, timeout=20_000)
    (sentence,) = heard.sentences
    assert sentence.startswith("Measuring could not be started")
    assert not measuring.running


def test_the_windows_end_is_the_end_of_a_child_that_will_not_listen(measuring, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr("playground.ui.tabs.compare.measuring._END_MS", 200)
    begin(measuring, tmp_path, [PLAN], program=DEAF)
    qtbot.waitUntil(lambda: measuring.sweep.plan is not None, timeout=20_000)
    number = measuring._process.processId()
    measuring.end()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
    assert not measuring.running


def test_only_one_sweep_runs_at_a_time(measuring, tmp_path, qtbot):
    begin(measuring, tmp_path, [PLAN], WAIT)
    process = measuring._process
    begin(measuring, tmp_path, [PLAN], WAIT)
    assert measuring._process is process


def choice(*, chosen: bool = True, seconds: float | None = 30.0, measured: bool = False) -> Choice:
    return Choice(
        key="one", job=Job(recipe={"kind": "flow-sample"}), title="", chosen=chosen, added=False,
        seconds=seconds, dear=False, measured=measured,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ([], "Nothing is chosen"),
        ([choice(chosen=False)], "Nothing is chosen"),
        ([choice(measured=True)], "All of it is measured"),
        ([choice(), choice(measured=True), choice(chosen=False)], "1 setting, about 30 s"),
        ([choice(), choice(seconds=None)], "2 settings, at least 30 s"),
        ([choice(seconds=None)], "1 setting"),
        ([choice(seconds=600.0)], "1 setting, about 10 min"),
    ],
)
def test_what_is_chosen_is_told_with_the_time_that_is_known(choices: list[Choice], told: str) -> None:
    assert totals(choices)[0] == told
