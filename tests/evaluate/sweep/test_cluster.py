"""A sweep on a real cluster of several worker processes, one of which is killed."""

from __future__ import annotations

import functools
import shutil
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import dask
import psutil
import pytest
from distributed import Client, LocalCluster, Security

from playground.evaluate.sweep import cluster
from playground.evaluate.sweep.cluster import ClusterError, ClusterExecutor
from playground.evaluate.sweep.events import Done, Ended, Event, Failed, Notice
from playground.evaluate.sweep.run import run
from playground.evaluate.sweep.store import Store
from tests.support.sweeps import do, planned, runs_of

pytestmark = [
    pytest.mark.process,
    # Tornado's and Dask's own, when processes are killed on purpose.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as found:
        yield found


def test_a_killed_worker_of_a_cluster_costs_no_result_and_none_counts_twice(
    workers: LocalCluster, tmp_path: Path
) -> None:
    folder, store = tmp_path / "runs", Store(tmp_path / "results")
    folder.mkdir()
    executor = ClusterExecutor(workers.scheduler_address, functools.partial(do, str(folder)))
    assert executor.width == 3
    events: list[Event] = []
    sweep = run(planned(9, k4="wait"), executor, store)
    while sum(isinstance(event, Done) for event in events) < 8:
        events.append(next(sweep))
    (pid,) = runs_of(folder)["k4"]
    killed = psutil.Process(pid)
    killed.kill()
    events += sweep
    killed.wait(60)  # Its nanny buries it when it comes to it.
    done = Counter(event.result.key for event in events if isinstance(event, Done))
    assert done == Counter({f"k{number}": 1 for number in range(9)})
    assert {result.key for result in store} == set(done)
    assert len(runs_of(folder)["k4"]) == 2
    assert len({pid for pids in runs_of(folder).values() for pid in pids}) >= 2
    assert isinstance(events[-1], Ended) and (events[-1].done, events[-1].failed) == (9, 0)


def test_whoever_reaches_the_scheduler_runs_code_on_the_workers(workers: LocalCluster) -> None:
    assert workers.scheduler_address.startswith("tcp://"), "what is not encrypted"
    with Client(workers.scheduler_address) as client:
        ran = client.submit(eval, "__import__('os').getpid()").result()
    assert ran in {each.pid for each in workers.workers.values()}


def test_what_a_worker_refuses_or_breaks_at_costs_only_itself(workers: LocalCluster, tmp_path: Path) -> None:
    folder, store = tmp_path / "runs", Store(tmp_path / "results")
    folder.mkdir()
    executor = ClusterExecutor(workers.scheduler_address, functools.partial(do, str(folder)))
    events = list(run(planned(4, k0="refuse", k1="raise"), executor, store))
    assert {event.key for event in events if isinstance(event, Failed)} == {"k0", "k1"}
    assert {result.key for result in store} == {"k2", "k3"}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_cluster_whose_connections_are_encrypted_is_used(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    words = f"req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {certificate} -subj /CN=localhost"
    address = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(["openssl", *words.split(), *address], check=True, capture_output=True)
    pairs = {
        f"distributed.comm.tls.{role}.cert": str(certificate) for role in ("client", "scheduler", "worker")
    }
    keys = {name.replace(".cert", ".key"): str(key) for name in pairs}
    place = {"protocol": "tls://", "host": "127.0.0.1", "dashboard_address": None}
    (tmp_path / "runs").mkdir()
    with (
        dask.config.set({"distributed.comm.tls.ca-file": str(certificate), **pairs, **keys}),
        LocalCluster(n_workers=1, processes=False, security=Security(), silence_logs=50, **place) as found,
    ):
        assert found.scheduler_address.startswith("tls://")
        executor = ClusterExecutor(found.scheduler_address, functools.partial(do, str(tmp_path / "runs")))
        store = Store(tmp_path / "results")
        assert isinstance(list(run(planned(1), executor, store))[-1], Ended)
        assert len(list(store)) == 1


def test_a_cluster_whose_workers_have_all_left_says_so_and_goes_on_with_new_ones(tmp_path: Path) -> None:
    folder, store = tmp_path / "runs", Store(tmp_path / "results")
    folder.mkdir()
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as found:
        sweep = run(
            planned(2),
            ClusterExecutor(found.scheduler_address, functools.partial(do, str(folder))),
            store,
        )
        events: list[Event] = [next(sweep)]
        found.scale(0)
        while not isinstance(events[-1], Notice):
            events.append(next(sweep))
        assert found.scheduler_address in events[-1].sentence and "no workers" in events[-1].sentence
        found.scale(1)
        events += sweep
    assert isinstance(events[-1], Ended) and (events[-1].done, events[-1].failed) == (2, 0)


def test_an_address_that_does_not_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with socket.socket() as taken:
        # Bound but not listening: nobody answers here.
        taken.bind(("127.0.0.1", 0))
        address = "tcp://{}:{}".format(*taken.getsockname())
        with pytest.raises(ClusterError, match="No cluster answers") as found:
            ClusterExecutor(address, do)
    assert address in found.value.sentence and found.value.sentence.count(".") >= 1


@pytest.mark.parametrize("address", ["nonsense", "", "foo://here:1", "127.0.0.1:abc"])
def test_an_address_that_is_none_is_one_sentence_that_shows_one(address: str) -> None:
    with pytest.raises(ClusterError) as found:
        ClusterExecutor(address, do)
    assert found.value.sentence == (
        f"“{address}” is not the address of a cluster; one looks like tcp://192.0.2.1:8786."
    )


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", b"\0" * 64])
def test_what_answers_and_is_no_scheduler_is_one_sentence(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            there, _ = server.accept()
            with there:
                there.sendall(answer)
                there.recv(1)

        threading.Thread(target=serve, daemon=True).start()
        address = "tcp://{}:{}".format(*server.getsockname())
        with pytest.raises(ClusterError) as found:
            ClusterExecutor(address, do)
    assert found.value.sentence == f"At {address} there is no cluster’s scheduler that can be talked to."


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="extra “cluster”"):
        ClusterExecutor("tcp://127.0.0.1:1", do)
