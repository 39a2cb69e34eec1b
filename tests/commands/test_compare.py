"""``playground compare`` from the command line: real workers, files, resuming, and sentences for nonsense."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from playground import cli
from playground.core import folders
from playground.evaluate.sweep.events import Done, Ended, Started, SweepPlan, from_line
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.evaluate.sweep.store import Store, read_collection
from tests.support.fake_classifier import NAME
from tests.support.sweeps import make_result
from tests.support.tiny_classifier import write_classifier, write_data
from tests.support.tiny_model import write_model
from tests.support.trusted import allow_all


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "user"))
    monkeypatch.setattr(folders, "shipped_models", lambda: tmp_path / "none")
    write_model(tmp_path / "models" / "tiny")
    write_classifier(tmp_path / "models" / NAME)
    write_data(tmp_path / "data")
    allow_all(tmp_path / "models", tmp_path / "settings", monkeypatch)
    return tmp_path


@pytest.fixture
def words(place: Path) -> tuple[object, ...]:
    return ("--models", place / "models", "--data", place / "data", "--samples", 60, "--workers", 1)


def compare(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    capsys.readouterr()
    status = cli.main(["compare", *map(str, words)])
    return status, *capsys.readouterr()


@pytest.mark.process
def test_a_comparison_is_measured_written_and_kept(place, words, capsys) -> None:
    files = ("--csv", place / "all.csv", "--out", place / "all.json")
    status, out, err = compare(capsys, *words, "--temperature", "0.5,1", *files, "tiny")
    assert status == 0, err
    assert out.count("Fake tiny: temperature") == 2 and "2 settings" in out and "no Inception FID" in out
    found = read_collection(place / "all.json")
    assert {result.job.recipe["temperature"] for result in found.results} == {0.5, 1.0}
    assert (place / "all.csv").read_text(encoding="utf-8") == csv_of(found.results)
    assert sorted(result.key for result in found.results) == [
        result.key for result in Store(place / "user" / "compare")
    ]
    assert found.command == "playground compare tiny --temperature 0.5,1 --samples 60 --data DIR"
    assert found.machine.workers == 1

    status, _, err = compare(capsys, *words, "--temperature", "0.5,1", *files)
    assert status == 1 and "exists already" in err
    status, out, _ = compare(capsys, *words, "--temperature", "0.5,1", *files, "--overwrite", "--json")
    assert status == 0
    assert [result["date"] for result in json.loads(out)] == [result.date for result in found.results]
    assert read_collection(place / "all.json").results == found.results

    status, out, _ = compare(capsys, *words, "--temperature", "1,2", "--events")
    events = [from_line(line) for line in out.splitlines()]
    assert status == 0 and isinstance(events[0], SweepPlan) and isinstance(events[-1], Ended)
    assert (events[-1].done, events[-1].kept, events[-1].failed) == (2, 1, 0)
    assert [event.kept for event in events if isinstance(event, Done)] == [True, False]
    assert sum(isinstance(event, Started) for event in events) == 1


@pytest.mark.process
def test_two_workers_take_times_alone_and_say_so(place, words, capsys) -> None:
    said = "made again while nothing else was measured"
    status, out, err = compare(capsys, *words[:-1], 2, "--temperature", "0.5,1", "--json")
    assert status == 0, err
    found = json.loads(out)
    assert [result["machine"]["workers"] for result in found] == [2, 2]
    for result in found:
        assert result["report"]["measures"]["milliseconds_per_image"]["value"] > 0
        assert sum(said in note for note in result["report"]["notes"]) == 1
    # Alone from the start, one worker trusts its own pictures' times, and does not make them twice.
    status, out, _ = compare(capsys, *words, "--temperature", "2", "--json")
    assert status == 0 and not any(said in note for note in json.loads(out)[0]["report"]["notes"])


@pytest.mark.process
def test_whoever_lets_go_or_asks_politely_stops_it_and_it_goes_on(place, words) -> None:
    def start() -> subprocess.Popen[bytes]:
        # The tiny model makes a million pictures in far more time than it takes to stop it.
        call = ["tiny", *map(str, words), "--samples", "1000000", "--events"]
        return subprocess.Popen(
            [sys.executable, "-m", "playground", "compare", *call],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ),
            preexec_fn=in_background,
        )  # fmt: skip

    def in_background() -> None:
        # As a shell does with what it starts there: Ctrl+C means only what is in front.
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def stop_by(way: str) -> None:
        with start() as child:
            assert child.stdout and child.stdin and child.stderr
            for line in child.stdout:
                if isinstance(from_line(line), Started):
                    break
            child.stdin.close() if way == "let go" else child.send_signal(signal.SIGTERM)
            child.stdout.read()
            said = child.stderr.read().decode()
        assert child.returncode == 130 and "goes on from there" in said and "Traceback" not in said

    stop_by("let go")
    stop_by("ask")
    assert list(Store(place / "user" / "compare")) == []


def test_what_would_be_measured_is_listed_and_nothing_is(place, words, capsys) -> None:
    status, out, _ = compare(capsys, *words, "--list")
    assert status == 0
    assert "Fake tiny: temperature 1" in out and "2 settings" in out
    status, out, _ = compare(capsys, *words, "--list", "--json")
    assert {
        job["job"]["model"] if "model" in job["job"] else job["job"]["recipe"]["model"]
        for job in json.loads(out)["jobs"]
    } == {"tiny"}
    assert not (place / "user" / "compare").exists()


def test_jobs_from_a_file_are_the_jobs(place, words, capsys) -> None:
    jobs = [
        {"kind": "vae-sample", "model": "tiny", "temperature": 0.3},
        {"recipe": {"kind": "vae-sample", "model": "tiny"}, "samples": 80, "repeats": 2},
    ]
    path = place / "jobs.json"
    path.write_text(json.dumps(jobs), encoding="utf-8")
    status, out, _ = compare(capsys, *words, "--jobs", path, "--list", "--json")
    assert status == 0
    found = [one["job"] for one in json.loads(out)["jobs"]]
    assert {(job["recipe"]["temperature"], job["samples"], job["repeats"]) for job in found} == {
        (0.3, 60, 1), (1.0, 80, 2),
    }  # fmt: skip


def test_a_recipe_in_a_file_is_measured_of_as_many_pictures_as_is_usual(
    place, words, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place / "jobs.json"
    path.write_text(json.dumps([{"kind": "vae-sample", "model": "tiny"}]), encoding="utf-8")
    usual = [word for word in words if word not in ("--samples", 60)]
    for size in (2000, 77):
        status, out, _ = compare(capsys, *usual, "--jobs", path, "--list", "--json")
        assert status == 0
        assert [one["job"]["samples"] for one in json.loads(out)["jobs"]] == [size]
        monkeypatch.setattr("playground.commands.comparing.usual_size", lambda card: 77)


def test_jobs_that_cannot_be_measured_are_left_out_in_words(place, words, capsys) -> None:
    path = place / "jobs.json"
    jobs = [{"kind": "vae-sample", "model": name} for name in ("tiny", "nobody")] + [{"kind": "vae-plane"}]
    path.write_text(json.dumps(jobs), encoding="utf-8")
    status, out, _ = compare(capsys, *words, "--jobs", path, "--list", "--json")
    found = json.loads(out)
    assert (status, len(found["jobs"]), len(found["left_out"])) == (0, 1, 2)


@pytest.mark.parametrize(("more", "status"), [(["--jobs", "jobs.json"], 1), (["--samples", "1"], 2)])
def test_where_nothing_can_be_measured_a_list_ends_as_the_measurement_would(
    more, status, place, words, capsys, monkeypatch
) -> None:
    monkeypatch.chdir(place)
    (place / "jobs.json").write_text('[{"kind": "vae-sample", "model": "nobody"}]', encoding="utf-8")
    measured = compare(capsys, *words, *more)
    assert measured[0] == status and measured[2].count("\n") == 1
    for how in (["--list"], ["--list", "--json"]):
        assert compare(capsys, *words, *more, *how) == measured


@pytest.mark.parametrize("content", ["", "{}", "[1]", '[{"kind": "nobody"}]', '[{"recipe": 3}]', "[" * 9999])
def test_jobs_that_are_none_are_one_sentence(content, place, words, capsys) -> None:
    path = place / "jobs.json"
    path.write_text(content, encoding="utf-8")
    status, out, err = compare(capsys, *words, "--jobs", path)
    assert (status, out, err.count("\n")) == (1, "", 1)


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        (["nobody"], 2, "There is no model"),
        (["tiny", "--steps", "5"], 2, "has no steps"),
        (["tiny", "--temperature", "9"], 2, "9"),
        (["--workers", "0"], 2, "at least one worker"),
        (["--cluster", "here:1"], 2, "leave out --workers"),
        (["--cluster", " "], 2, "address"),
        (["--table", "--list"], 2, "--table"),
        (["--jobs", "x.json", "tiny"], 2, "leave out models"),
        (["--jobs", "absent.json"], 1, "cannot be read"),
        (["--samples", "2"], 2, "pictures"),
        (["--repeats", "0"], 2, "once or more"),
        (["--seed", "-1"], 2, "between 0 and 2147483647"),
        ([NAME], 2, "no pictures"),
    ],
)
def test_what_is_wrong_is_one_sentence(more, status, says, words, capsys) -> None:
    found = compare(capsys, *words, *more)
    assert (found[0], found[1]) == (status, "")
    assert says in found[2] and found[2].count("\n") == 1 and "Traceback" not in found[2]


def test_a_cluster_that_does_not_answer_is_one_sentence(words, capsys) -> None:
    status, _, err = compare(capsys, *words[:-2], "--cluster", "nonsense")
    assert (status, err.count("\n")) == (1, 1) and "not the address of a cluster" in err


def test_the_table_is_printed_from_what_is_kept(place, words, capsys) -> None:
    Store(place / "user" / "compare").put(make_result("v", "vae", "tiny", data="fake-data"))
    (place / "user" / "compare" / "bad.json").write_text("{", encoding="utf-8")
    status, out, err = compare(capsys, *words, "--table", "--json")
    assert status == 0 and "bad.json.bad" in err
    assert [row["title"] for row in json.loads(out)["rows"]][:2] == ["VAE", "GAN"]
    status, out, _ = compare(capsys, *words, "--table", "--out", place / "table.md")
    assert status == 0 and "normalizing flow" in out
    assert (place / "table.md").read_text(encoding="utf-8").startswith("|")
