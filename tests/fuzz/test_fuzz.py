"""Every reader of the program keeps its promise for past findings and for some dozen inputs made of others.

``make fuzz`` tries as many as there is time for.
"""

from __future__ import annotations

import contextlib
import mmap
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from playground.core.errors import DataError, PlaygroundError
from tests.fuzz.campaign import Campaign, Tally, keep, table
from tests.fuzz.mutate.plain import mutate
from tests.fuzz.reader import CORPUS, Reader, corpus, discover
from tests.fuzz.reading import reading
from tests.fuzz.trial import attempt, input_of

READERS = discover()

OWN = {
    "playground.api.exporting._file": "only a digest of the bytes",
    "playground.batch.work._resources": "what whoever hired it has just written",
    "playground.commands.evaluation.table": "a report that was just made",
    "playground.commands.evaluation.with_report": "a report that was just made",
    "playground.commands.window.check_file": "only asks whether it is a regular file",
    "playground.commands.window._lesson": "the names of lessons that ship",
    "playground.core.captioned.write_captioned": "writes",
    "playground.core.images.write_idx": "writes",
    "playground.core.machine.processor": "a file of the system",
    "playground.core.regular_files.check_regular": "the gate itself",
    "playground.core.system.is_stopped": "a file of the system",
    "playground.core.system.memory": "a file of the system",
    "playground.core.system.resident": "a file of the system",
    "playground.core.torch_space._used": "a file of the system",
    "playground.core.regular_files.read_regular": "the gate itself",
    "playground.paradigms.grid.measuring._digest": "only a digest of the bytes",
    "playground.datasets.adding._write": "writes",
    "playground.datasets.tables._names": "the schema of a table that another package has read",
    "playground.evaluate.sweep.work._answer": "a job that the sweep has just written",
    "playground.evaluate.sweep.work._world": "what the sweep has just written",
    "playground.evaluate.sweep.world.digest_of": "only a digest of the bytes",
    "playground.export.animation.mp4": "writes",
    "playground.export.onnx_graph._traced": "a graph that was just written",
    "playground.export.onnx_graph.safetensors_offsets": "weights that were just written",
    "playground.export.onnx_graph.write_graph": "weights that were just written",
    "playground.faces.layers.parts": "the layers that ship",
    "playground.faces.sentences.sentences": "the sentences that ship",
    "playground.importing.code_process._run": "a report of a confined subprocess; only its fields are used",
    "playground.importing.code_process.fingerprint": "only a digest of the bytes",
    "playground.importing.importing._file": "only a digest of the bytes",
    "playground.importing.code_subprocess._state": "weights that were trusted, in a child without rights",
    "playground.importing.code_subprocess._tell": "the null device, and a pipe that it only writes to",
    "playground.importing.code_subprocess.main": "what its own parent writes",
    "playground.importing.code_subprocess.own_tasks": "files of the system",
    "playground.importing.diffusers_source._network": "a configuration and a header that others have read",
    "playground.importing.text_folder._loaded": "weights whose header others have read",
    "playground.importing.diffusers_source._words": "what others have read",
    "playground.importing.sources._is_scripted": "only the names in an archive",
    "playground.importing.sources._start": "only the first four bytes",
    "playground.importing.graph_time.insert_logarithm": "a graph that was just written",
    "playground.ui.shell.add_wish.AddRun._take_line": "what the command that it started says",
    "playground.ui.studio.forecast.Forecast._end": "what the command that it started says",
    "playground.ui.tabs.compare.table.parameters.Parameters._take": "what the command that it started says",
    "playground.ui.shell.importing.Importer._take_end": "what the command that it started says",
    "playground.paradigms.lab.starting.read": "a state that ships",
    "playground.paradigms.league.results._sentences": "a frame of a run",
    "playground.paradigms.league.resuming._told": "a frame of a run",
    "playground.runtimes.graph_subprocess._job": "what its own parent writes",
    "playground.runtimes.graph_guard.check_in_child": "an answer of a child, which its own tests garble",
    "playground.runtimes.exact._file": "only a digest of the bytes",
    "playground.runtimes.onnx_session.OnnxExecutor.__init__": "a graph that was checked",
    "playground.runtimes.onnx_session.processor_session": "a graph that was checked",
    "playground.evaluate.ranking._cut_short": "a frame of a run",
    "playground.zoo.lab_states._entries": "recipes that ship",
    "playground.zoo.ship._file": "only a digest of the bytes",
    "playground.zoo.pair.shipping._pair": "a vocabulary that its own run has written",
    "playground.zoo.text.shipping.write_words": "a vocabulary that its own run has written",
    "playground.zoo.faces.task.FaceWordsTask.prepare": "the vocabulary that ships",
    "playground.zoo.faces_report._from_original": "pictures that stand beside the tests",
    "playground.zoo.few_steps.task._check_words": "only a digest of the bytes",
    "playground.zoo.gan.shipping.ship_gan": "weights that were just written",
    "playground.zoo.ship.ship_denoiser": "weights that its own run has written",
    "playground.zoo.train.Training._is_of": "of a checkpoint that was read; what is no recipe is none",
}
"""Functions that read what is not foreign, and why it is not."""


SILENT = frozenset((
    "beat", "cells", "data-archive", "graph-verdicts", "kept-pictures", "league-part", "losses", "plug-ins",
    "trajectories",
))  # fmt: skip
"""Readers of what can be made again, or is only looked for: they do without what is damaged, in silence."""


@pytest.fixture(scope="module")
def tallies(request: pytest.FixtureRequest) -> dict[str, Tally]:
    """What became of all readers that are asked for."""
    asked = {item.callspec.params["name"] for item in request.session.items if _asks(item)}
    campaign = Campaign([READERS[name] for name in sorted(asked)])
    campaign.by_number()
    sys.stdout.write(f"{table(campaign.tallies)}\n")
    return campaign.tallies


def _asks(item: Any) -> bool:
    return hasattr(item, "callspec") and "tallies" in item.fixturenames


@pytest.mark.timeout(600)
@pytest.mark.process
@pytest.mark.torch
@pytest.mark.qt
@pytest.mark.parametrize("name", sorted(READERS))
def test_a_reader_keeps_its_promise(name: str, tallies: dict[str, Tally]) -> None:
    findings = tallies[name].findings
    keep(findings)
    assert not findings, "\n\n".join(f"{one.broken} (input {one.input})\n{one.details}" for one in findings)
    assert tallies[name].inputs > READERS[name].inputs
    assert tallies[name].outcomes > {"read"} or name in SILENT or not READERS[name].inputs


def test_whatever_reads_foreign_bytes_has_a_fuzzer() -> None:
    there, tried = reading(), {name for reader in READERS.values() for name in reader.opens}
    # Name these in “opens” of a reader in tests/fuzz/readers, or say in OWN why nothing foreign comes there.
    assert sorted(there.keys() - tried - OWN.keys()) == []
    assert sorted((tried | OWN.keys()) - there.keys()) == []
    assert sorted(tried & OWN.keys()) == []


@pytest.mark.torch
@pytest.mark.qt
@pytest.mark.parametrize("name", sorted(READERS))
def test_a_reader_goes_the_way_that_it_names(name: str, tmp_path: Path) -> None:
    reader, called = READERS[name], set[str]()

    def note(frame: FrameType, _event: str, _argument: object) -> None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("playground."):
            called.add(f"{module}.{frame.f_code.co_qualname.replace('.<locals>', '')}")

    for seed in _seeds(reader, tmp_path):
        (tmp_path / reader.file).write_bytes(seed)
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            # Of a seed that does not go with what lies beside it the way is gone to the sentence.
            with contextlib.suppress(PlaygroundError):
                reader.read(tmp_path / reader.file)
        finally:
            sys.setprofile(before)
    assert sorted(set(reader.opens) - called) == []


def _seeds(reader: Reader, folder: Path) -> Sequence[bytes]:
    (folder / reader.file).parent.mkdir(parents=True, exist_ok=True)
    return reader.seeds(folder)


def test_past_findings_are_small_and_of_readers_that_exist() -> None:
    folders = [path.name for path in CORPUS.iterdir()]
    assert set(folders) <= READERS.keys()
    assert all(path.stat().st_size <= 64_000 for path in CORPUS.rglob("*") if path.is_file())
    assert len(corpus(READERS["recipe-npz"])) > 5


def test_an_input_is_known_by_its_number(tmp_path: Path) -> None:
    reader = READERS["recipe-json"]
    seeds = _seeds(reader, tmp_path)
    made = [input_of(reader, seeds, 3, number) for number in range(50)]
    assert made == [input_of(reader, seeds, 3, number) for number in range(50)]
    assert len(set(made)) > 40 and made[0] != input_of(reader, seeds, 4, 0)


def _reader(read: Any, **more: Any) -> Reader:
    return Reader(name="fake", seeds=lambda _: [b"seed"], read=read, mutate=mutate, opens=(), **more)


def _raise(error: BaseException) -> Any:
    raise error


def _fill(_: Path) -> None:
    # Of the system itself: what was freed before would be taken again, and nothing would have grown.
    with mmap.mmap(-1, 48 << 20) as taken:
        for page in range(0, len(taken), mmap.PAGESIZE):
            taken[page] = 1


def _work(_: Path) -> None:
    end = time.process_time() + 1.2
    while time.process_time() < end:
        pass


@pytest.mark.parametrize(
    ("read", "broken"),
    [
        (lambda _: _raise(ValueError("x")), "ValueError"),
        (lambda _: _raise(MemoryError()), "MemoryError"),
        (lambda _: _raise(DataError("x" * 10_000)), ""),
        (lambda _: _raise(DataError(" ")), "the sentence is empty"),
        (_work, "slow: more than 1 s"),
        (lambda path: path.with_name("more").write_bytes(b"x"), "files: more appeared, none went"),
        (lambda path: path.write_bytes(b"x"), "files: none appeared, none went"),
        (lambda path: path.rename(path.with_name("away")), "files: away appeared, input went"),
        (lambda path: path.read_bytes(), ""),
    ],
)
def test_a_broken_promise_is_noticed(read: Any, broken: str, tmp_path: Path) -> None:
    assert attempt(_reader(read), tmp_path, b"data").broken == broken


@pytest.mark.skipif(sys.platform != "linux", reason="no other system tells the most memory of a moment")
def test_too_much_memory_is_noticed(tmp_path: Path) -> None:
    assert attempt(_reader(_fill), tmp_path, b"data").broken == ""
    assert attempt(_reader(_fill, memory=16 << 20), tmp_path, b"data").broken == "memory: more than 16 MiB"


def test_a_file_may_be_set_aside_whole(tmp_path: Path) -> None:
    def aside(path: Path) -> None:
        path.rename(path.with_name("aside"))
        raise DataError("It was set aside.")

    assert attempt(_reader(aside, moves=True), tmp_path, b"data").broken == ""
    assert not (tmp_path / "aside").exists()
    assert attempt(_reader(aside), tmp_path, b"data").broken.startswith("files")


def test_what_comes_back_otherwise_is_noticed(tmp_path: Path) -> None:
    def again(_: Any) -> None:
        raise AssertionError

    broken = attempt(_reader(lambda path: path.name, again=again), tmp_path, b"data").broken
    assert broken == "does not come back: AssertionError"
