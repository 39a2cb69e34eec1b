"""A foreign graph is checked in a child with limits, whatever it does to the child, and a verdict is kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

onnx = pytest.importorskip("onnx")

from playground.core import folders  # noqa: E402
from playground.core.cards import Card  # noqa: E402
from playground.core.child import python  # noqa: E402
from playground.core.errors import ModelFileError, SessionError  # noqa: E402
from playground.paradigms.cards import read_card, rules  # noqa: E402
from playground.runtimes import graph_verdict  # noqa: E402
from playground.runtimes.catalogue import catalogue  # noqa: E402
from playground.runtimes.graph_check import judge  # noqa: E402
from playground.runtimes.graph_facts import Facts, Verdict, key_of  # noqa: E402
from playground.runtimes.graph_guard import CheckFailedError, Limits, check_in_child  # noqa: E402
from playground.runtimes.graph_verdict import check_graph, facts_of, inspect  # noqa: E402
from tests.support import hostile_graphs, shipped_verdicts  # noqa: E402

pytestmark = pytest.mark.process

SHORT = Limits(computing=3, waiting=30, megabytes=700)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a user for whom no verdict has been kept."""
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(graph_verdict, "_found", {})
    monkeypatch.setattr(graph_verdict, "_failed", {})
    yield tmp_path / "data"


@pytest.fixture
def tiny(models: Path) -> tuple[Card, Path]:
    return read_card(models / "tiny"), models / "tiny"


def failure(child: str, limits: Limits = SHORT) -> str:
    """Why a check by another child came to no verdict."""
    with pytest.raises(CheckFailedError) as caught:
        check_in_child(b"graph", Facts(inputs=(), outputs=(), files={}), limits, f"tests.support.{child}")
    return str(caught.value)


def no_child(*_: object) -> Verdict:
    raise AssertionError("a child was asked")


def change_graph(folder: Path, change: hostile_graphs.Change) -> None:
    model = onnx.load(folder / "decoder.onnx", load_external_data=False)
    change(model)
    (folder / "decoder.onnx").write_bytes(model.SerializeToString())


# The limits


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends it without saying why")
def test_a_check_that_computes_for_ever_is_ended_by_the_system() -> None:
    assert failure("hostile_checks:spin") == "checking it took more than 3 seconds"


def test_a_check_that_waits_for_ever_is_ended_by_its_parent() -> None:
    limits = msgspec.structs.replace(SHORT, waiting=2.0)
    assert failure("hostile_checks:sleep", limits) == "checking it took more than 2 seconds"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit of address space")
def test_a_check_that_takes_all_memory_is_refused_it() -> None:
    # Filling it may take a slow machine more than a second.
    limits = msgspec.structs.replace(SHORT, computing=60)
    assert failure("hostile_checks:fill", limits) == "checking it needed more than 700 MB"


@pytest.mark.parametrize("child", ["crash", "babble", "nonsense"])
def test_a_check_that_crashes_or_says_something_else_gives_no_verdict(child: str) -> None:
    assert failure(f"hostile_checks:{child}") == "it ended the process that checked it"


@pytest.mark.skipif(sys.platform == "win32", reason="jobs limit no files")
def test_a_check_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_TEST_FILE", str(tmp_path / "file"))
    facts = Facts(inputs=(), outputs=(), files={})
    said = check_in_child(b"graph", facts, SHORT, "tests.support.hostile_checks:write").fault
    assert said == "File too large"
    assert not (tmp_path / "file").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="there the limit of time ends it")
def test_a_check_ends_with_whoever_asked_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_TEST_FILE", str(tmp_path / "process"))
    with subprocess.Popen(python("-c", ASKER)) as asker:
        child = psutil.Process(int(_written(tmp_path / "process")))
        asker.kill()
    child.wait(60)


ASKER = """
from playground.runtimes.graph_facts import Facts
from playground.runtimes.graph_guard import Limits, check_in_child

facts = Facts(inputs=(), outputs=(), files={})
check_in_child(b"", facts, Limits(computing=600, waiting=600), "tests.support.hostile_checks:hold")
"""


def _written(path: Path) -> str:
    deadline = time.monotonic() + 60
    while not path.is_file() or not path.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return path.read_text(encoding="utf-8")


# Graphs


@pytest.mark.parametrize("name", sorted(hostile_graphs.CHANGES))
def test_no_hostile_graph_is_more_than_a_sentence(name: str, sound: tuple[Card, Path, bytes]) -> None:
    card, folder, graph = sound
    model = onnx.load_model_from_string(graph)
    hostile_graphs.CHANGES[name](model)
    fault = judge(model.SerializeToString(), facts_of(card, folder, "decoder")).fault
    assert fault.isprintable() and len(fault) < 400


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Card, Path, bytes]:
    """The tiny model and the graph of its decoder."""
    from tests.support.tiny_model import write_model

    folder = tmp_path_factory.mktemp("models") / "tiny"
    write_model(folder)
    return read_card(folder), folder, (folder / "decoder.onnx").read_bytes()


@pytest.mark.parametrize("dots", [5, 6000])
def test_an_equation_of_dots_is_refused(dots: int, data: Path, tiny: tuple[Card, Path]) -> None:
    change_graph(tiny[1], hostile_graphs.using("Einsum", equation="." * dots))
    with pytest.raises(ModelFileError, match="Einsum"):
        check_graph(*tiny, "decoder")


@pytest.mark.parametrize("name", ["Expand by constants", "Resize by constants"])
def test_sizes_that_follow_from_constants_are_bounded(name: str, data: Path, tiny: tuple[Card, Path]) -> None:
    change_graph(tiny[1], hostile_graphs.CHANGES[name])
    with pytest.raises(ModelFileError, match="2,000,000,000 numbers per image"):
        check_graph(*tiny, "decoder")


@pytest.mark.parametrize("operator", ["Expand", "Pad", "Resize", "Reshape"])
def test_sizes_that_follow_from_data_are_named(operator: str, data: Path, tiny: tuple[Card, Path]) -> None:
    change_graph(tiny[1], hostile_graphs.CHANGES[f"{operator} by data"])
    verdict = inspect(*tiny, "decoder")
    assert verdict.fault == "" and verdict.unbounded == (operator,)


# What is kept


def test_a_verdict_is_paid_once(data: Path, tiny: tuple[Card, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    first = inspect(*tiny, "decoder")
    assert first.operators and first.fault == ""
    monkeypatch.setattr(graph_verdict, "check_in_child", no_child)
    assert inspect(*tiny, "decoder") == first
    monkeypatch.setattr(graph_verdict, "_found", {})  # as in a later process
    assert inspect(*tiny, "decoder") == first


def test_another_graph_and_other_facts_are_checked_anew(
    data: Path, tiny: tuple[Card, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    card, folder = tiny
    inspect(card, folder, "decoder")
    monkeypatch.setattr(graph_verdict, "check_in_child", no_child)
    with (folder / "weights.safetensors").open("ab") as file:
        file.write(b"x")
    with pytest.raises(AssertionError, match="a child was asked"):
        inspect(card, folder, "decoder")
    ports = card.parts["decoder"].inputs
    other = msgspec.structs.replace(card.parts["decoder"], inputs=(*ports, *ports))
    with pytest.raises(AssertionError, match="a child was asked"):
        inspect(msgspec.structs.replace(card, parts={"decoder": other}), folder, "decoder")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b"\xff", b"[" * 100_000])
def test_damaged_verdicts_are_found_again(content: bytes, data: Path, tiny: tuple[Card, Path]) -> None:
    first = inspect(*tiny, "decoder")
    (kept,) = data.glob("graph-verdicts.json")
    kept.write_bytes(content)
    graph_verdict._found.clear()
    assert inspect(*tiny, "decoder") == first
    graph_verdict._found.clear()
    assert graph_verdict.read(kept)


def test_as_many_are_kept_as_the_file_may_hold(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_verdict, "MAX_VERDICTS", 3)
    for number in range(5):
        graph_verdict.keep(str(number), Verdict(fault=f"fault {number}"))
    assert list(graph_verdict.read(data / "graph-verdicts.json")) == ["2", "3", "4"]


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path, tiny: tuple[Card, Path],
                                                       monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    (tmp_path / "file").touch()
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "file" / "data"))
    monkeypatch.setattr(graph_verdict, "_found", {})
    assert inspect(*tiny, "decoder").fault == ""


def test_a_check_that_failed_is_tried_again_by_another_process_only(
    data: Path, tiny: tuple[Card, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []

    def fails(graph: bytes, facts: Facts) -> Verdict:
        asked.append(graph)
        raise CheckFailedError("checking it took more than 10 seconds")

    monkeypatch.setattr(graph_verdict, "check_in_child", fails)
    for _ in range(2):
        with pytest.raises(ModelFileError, match=r"is not used: checking it took more than 10 seconds\."):
            check_graph(*tiny, "decoder")
    assert len(asked) == 1 and not list(data.glob("graph-verdicts.json"))


# What ships


def test_the_verdicts_that_ship_are_those_of_the_graphs_that_ship() -> None:
    assert graph_verdict.read(graph_verdict.SHIPPED) == shipped_verdicts.verdicts()


def test_what_ships_needs_no_child(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_verdict, "check_in_child", no_child)
    for entry in catalogue((folders.shipped_models(),), rules()).entries:
        for part in entry.card.parts:
            check_graph(entry.card, entry.folder, part)


def test_a_model_of_others_cannot_pass_as_one_that_ships(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(folders.shipped_models() / "fashion-vae-2d", tmp_path / "fashion-vae-2d")
    card = read_card(tmp_path / "fashion-vae-2d")
    graph = tmp_path / "fashion-vae-2d" / card.parts["decoder"].graph
    graph.write_bytes(graph.read_bytes() + b"\x08\x08")  # the same, with its version said once more
    monkeypatch.setattr(graph_verdict, "check_in_child", no_child)
    with pytest.raises(AssertionError, match="a child was asked"):
        check_graph(card, tmp_path / "fashion-vae-2d", "decoder")


def test_keys_differ_by_graph_and_by_each_fact() -> None:
    facts = Facts(inputs=(), outputs=(), files={"a": 1})
    others = [
        msgspec.structs.replace(facts, files={"a": 2}), msgspec.structs.replace(facts, links=("a",)), facts
    ]  # fmt: skip
    keys = {key_of(b"graph", each) for each in others} | {key_of(b"grapi", facts), key_of(b"", facts)}
    assert len(keys) == 5


def test_a_runtime_is_given_the_bytes_that_were_checked(
    data: Path, tiny: tuple[Card, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnxruntime")
    from playground.runtimes import onnx_session

    card, folder = tiny

    def checked_then_swapped(*asked: object) -> bytes:
        graph = check_graph(card, folder, "decoder")
        (folder / "decoder.onnx").write_bytes(b"something else")
        return graph

    monkeypatch.setattr(onnx_session, "check_graph", checked_then_swapped)
    onnx_session.OnnxExecutor(card, folder, "decoder", "cpu")
    assert (folder / "decoder.onnx").read_bytes() == b"something else"


def test_a_runtime_reads_no_format_but_the_one_that_was_checked(
    tiny: tuple[Card, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    from playground.runtimes import onnx_session

    card, folder = tiny
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "graph.ort")
    options.log_severity_level = 4
    options.add_session_config_entry("session.save_model_format", "ORT")
    onnxruntime.InferenceSession(str(folder / "decoder.onnx"), options, providers=["CPUExecutionProvider"])
    own = (tmp_path / "graph.ort").read_bytes()
    assert onnxruntime.InferenceSession(own, providers=["CPUExecutionProvider"]).get_outputs()
    monkeypatch.setattr(onnx_session, "check_graph", lambda *_: own)
    with pytest.raises(SessionError):
        onnx_session.OnnxExecutor(card, folder, "decoder", "cpu")
