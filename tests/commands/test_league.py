"""``playground compare --league``: the numbers of the run, kept and written, and what is refused."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import cli
from playground.commands import league
from playground.core.frames import Frame
from playground.evaluate.leagues import command_of
from playground.evaluate.sweep.stability import read_leagues, spread_cell
from playground.paradigms.league.recipes import ENTRANTS, League
from playground.paradigms.league.results import from_bytes, result, spread, whole_seeds
from tests.support.league import begin, frames, measured_roughly, of, play

WORDS = ["compare", "--league", "--budget", "steps", "--steps", "20", "--seeds", "2"]
OUT = ["--no-diffusion", "--no-flow", "--no-reflow", "--no-consistency", "--no-vae"]
SAME = of("gan", "nflow", seeds=2)


@pytest.fixture(autouse=True, scope="module")
def roughly() -> Iterator[None]:
    """All leagues of this process are measured roughly."""
    with measured_roughly(marks=5):
        yield


@pytest.fixture
def here(monkeypatch) -> None:
    """The run goes on in this process: no test of the command waits for another one to load PyTorch."""
    monkeypatch.setattr(league, "_frames", lambda recipe: iter([play(recipe)]))


@pytest.mark.torch
@pytest.mark.usefixtures("here")
def test_it_gives_the_numbers_of_the_run_in_every_form(tmp_path: Path, capsys) -> None:
    files = {name: tmp_path / f"league.{name}" for name in ("json", "csv")}
    status = cli.main(
        [
            *WORDS, *OUT, "--json", "--results", str(tmp_path / "kept"), "--out", str(files["json"]),
            "--csv", str(files["csv"]),
        ]
    )  # fmt: skip
    assert status == 0
    found = from_bytes(capsys.readouterr().out.encode())
    assert found == from_bytes(files["json"].read_bytes())
    wanted = result(SAME, play(SAME))
    for one, other in zip(found.standings, wanted.standings, strict=True):
        for name, each in other.spreads.items():
            assert name in ("seconds", "sampling_ms") or one.spreads[name] == each
    with files["csv"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["paradigm"], int(row["seed"])) for row in rows] == [
        (standing.name, run.seed) for standing in found.standings for run in standing.runs
    ]
    assert found.command == "playground compare --league " + " ".join(
        ["--no-vae", "--no-diffusion", "--no-flow", "--no-reflow", "--no-consistency", *WORDS[2:]]
    )
    leagues, problems = read_leagues(tmp_path / "kept")
    assert leagues == [found] and problems == []
    assert spread_cell(leagues[0], "gan").value is not None


@pytest.mark.torch
@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("width", [80, 200])
def test_people_get_a_table(width: int, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert cli.main([*WORDS, *OUT, "--results", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "eight-gaussians, 20 steps and 2 seeds each" in told and "Exact samples" in told
    assert "GAN" in told and "Diffusion" not in told
    assert ("│" in told) == (width == 200)


def cut_short(recipe: League) -> list[Frame]:
    """The end of a league in which one run's budget ended too early."""
    frame = play(recipe)
    frame.scalars["cut_short"] = json.dumps([("gan", 0, "The budget ended before the game began.")])
    return [frame]


@pytest.mark.torch
def test_a_run_that_was_cut_short_is_said_to_people_and_in_the_files(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(league, "_frames", lambda recipe: iter(cut_short(recipe)))
    file = tmp_path / "league.csv"
    assert cli.main([*WORDS, *OUT, "--results", str(tmp_path), "--csv", str(file)]) == 0
    told = capsys.readouterr().out
    assert " of 2, 1 cut short" in told
    assert "GAN, 1 of 2 runs cut short: The budget ended before the game began." in told
    with file.open(encoding="utf-8", newline="") as rows:
        found = [(row["paradigm"], row["seed"]) for row in csv.DictReader(rows) if row["cut_short"] == "1"]
    assert found == [("gan", "0")]


def stopped(recipe: League, place: int) -> Iterator[Frame]:
    """A league that is stopped while the seed at a place is learned."""
    for frame in frames(begin(recipe)):
        yield frame
        if frame.scalars["seed_index"] == place and frame.scalars["phase"] == "training":
            break
    raise KeyboardInterrupt


@pytest.mark.torch
def test_of_a_league_that_is_stopped_the_finished_seeds_are_kept(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(league, "_frames", lambda recipe: stopped(recipe, 2))
    assert cli.main([*WORDS, *OUT, "--seeds", "4", "--results", str(tmp_path), "--json"]) == 130
    told = capsys.readouterr()
    assert "stopped; 2 of 4 seeds are finished, and kept as a league of their own" in told.err
    (found,), _ = read_leagues(tmp_path)
    assert found == from_bytes(told.out.encode())
    assert found.command.endswith("--steps 20 --seeds 2") and found.recipe["seeds"] == 2
    wanted = result(SAME, play(SAME))
    for each in wanted.standings:
        there = found.standing(each.name)
        assert there is not None and [run.seed for run in there.runs] == [0, 1]
        assert there.spreads["sliced_wasserstein"] == each.spreads["sliced_wasserstein"]


@pytest.mark.torch
def test_a_league_that_was_stopped_goes_on_and_one_that_is_there_is_not_played_again(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    asked: list[League] = []

    def played(recipe: League) -> Iterator[Frame]:
        asked.append(recipe)
        return stopped(recipe, 1) if len(asked) == 1 else iter([play(recipe)])

    monkeypatch.setattr(league, "_frames", played)
    words = [*WORDS, *OUT, "--results", str(tmp_path), "--json"]
    assert cli.main(words) == 130
    ((before,), _), _told = read_leagues(tmp_path), capsys.readouterr()
    assert cli.main(words) == 0
    told = capsys.readouterr()
    assert "1 of 2 seeds is measured already; --fresh begins anew" in told.err
    ((found,), problems) = read_leagues(tmp_path)
    assert problems == [] and found == from_bytes(told.out.encode()) and found.recipe["seeds"] == 2
    for each in before.standings:
        standing = found.standing(each.name)
        assert standing is not None and standing.runs[:1] == each.runs and len(standing.runs) == 2
    assert cli.main(words) == 0
    told = capsys.readouterr()
    assert "2 of 2 seeds are measured already" in told.err and from_bytes(told.out.encode()) == found
    assert read_leagues(tmp_path) == ([found], [])
    assert cli.main([*words, "--fresh"]) == 0
    assert [(one.seed, one.seeds) for one in asked] == [(0, 2), (1, 1), (0, 2)]


@pytest.mark.torch
def test_of_a_league_that_is_stopped_at_once_nothing_is_kept_and_that_is_said(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(league, "_frames", lambda recipe: stopped(recipe, 0))
    file = tmp_path / "league.csv"
    assert cli.main([*WORDS, *OUT, "--results", str(tmp_path), "--csv", str(file)]) == 130
    told = capsys.readouterr()
    assert "nothing is kept" in told.err and not told.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.torch
@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.timeout(600)  # its workers stand back behind whatever else runs
def test_a_league_that_is_killed_goes_on_with_the_seeds_that_all_had_finished(tmp_path: Path) -> None:
    words = ["compare", "--league", "--budget", "steps", "--steps", "80", "--seeds", "4", *OUT, "--json"]
    command = [sys.executable, "-m", "tests.support.rough_league", *words, "--results", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not list(tmp_path.glob("league-*.json")) and process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
        process.kill()
    (kept,), problems = read_leagues(tmp_path)
    seeds = kept.recipe["seeds"]
    assert 0 < seeds < 4 and kept.over and problems == []
    assert kept.command.endswith(f"--steps 80 --seeds {seeds}")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{seeds} of 4 seeds {'is' if seeds == 1 else 'are'} measured already" in done.stderr
    ((whole,), problems) = read_leagues(tmp_path)
    assert problems == [] and whole == from_bytes(done.stdout.encode())
    for each in kept.standings:
        standing = whole.standing(each.name)
        assert standing is not None and standing.runs[:seeds] == each.runs
        assert [run.seed for run in standing.runs] == list(range(4))
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".json"] == []


@pytest.mark.torch
def test_every_seed_is_kept_before_the_next_one_ends(tmp_path: Path, monkeypatch) -> None:
    there: list[int] = []

    def looked_at(recipe: League) -> Iterator[Frame]:
        for frame in frames(begin(recipe)):
            yield frame
            (found, *others), _ = read_leagues(tmp_path) if whole_seeds(frame) else ([None], [])
            there.append(0 if found is None else found.recipe["seeds"])
            assert others == [] and there[-1] == min(whole_seeds(frame), 3 - frame.final)

    monkeypatch.setattr(league, "_frames", looked_at)
    assert cli.main([*WORDS, *OUT, "--seeds", "3", "--results", str(tmp_path), "--json"]) == 0
    assert set(there) >= {0, 1, 2}


@pytest.mark.torch
@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("seeds", "said"), [("1", "20 steps and 1 seed each"), ("2", "and 2 seeds each")])
def test_one_seed_is_one(seeds: str, said: str, tmp_path: Path, capsys) -> None:
    assert cli.main([*WORDS, *OUT, "--seeds", seeds, "--results", str(tmp_path)]) == 0
    assert said in capsys.readouterr().out


def test_no_divergence_lies_below_zero() -> None:
    found = spread([0.01, 0.11])
    assert found is not None and found.low is not None and found.low < 0
    assert league._whole(found).endswith("mean 0.0600 (0.0000–0.6953)")


def test_a_command_is_that_of_its_recipe() -> None:
    assert command_of(League(points=0)) == "playground compare --league"
    assert command_of(League(points=300, speed=2, training=False)) == "playground compare --league"
    assert command_of(League(data="drawn", drawing=bytes(8))) == ""
    others = tuple(name for name in ENTRANTS if name != "gan")
    changed = League(points=0, data="ring", seconds=3.5, entrants=others, walks=(("flow", 7),))
    assert (
        command_of(changed) == "playground compare --league --data ring --no-gan --seconds 3.5 --flow-steps 7"
    )


def test_files_that_are_there_stay_as_they_are(tmp_path: Path, capsys) -> None:
    there = tmp_path / "there.json"
    there.write_text("mine")
    assert cli.main([*WORDS, "--out", str(there)]) == 1
    assert "exists already" in capsys.readouterr().err and there.read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--steps", "1"], "“Gradient steps” must lie between"),
        (["--seeds", "99"], "“Seeds” must lie between"),
        (["--data", "nothing"], "invalid choice"),
        (["fashion-ddpm"], "unrecognized arguments"),
    ],
)
def test_what_is_out_of_bounds_is_told_in_a_sentence(words: list[str], said: str, capsys) -> None:
    assert cli.main([*WORDS, *words]) != 0
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_nobody_is_refused(capsys, tmp_path: Path) -> None:
    assert cli.main([*WORDS, *OUT, "--no-gan", "--no-nflow", "--results", str(tmp_path)]) == 1
    assert "Nobody takes part" in capsys.readouterr().err
