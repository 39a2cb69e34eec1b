"""A Dask cluster as the executor of a sweep, where one machine is not enough.

Workers of the cluster need this program and the models; they share nothing else with the sweep. What goes
over the wire is Python's own, so the address must be one that is trusted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from concurrent.futures import Executor
from typing import Any

from playground.core.errors import PlaygroundError
from playground.evaluate.sweep.executor import JobExecutor, Task

PATIENCE = 5.0
"""Seconds in which an address must answer."""


class ClusterError(PlaygroundError):
    """A cluster cannot be used."""


class ClusterExecutor(JobExecutor):
    """The workers of the cluster at ``address``: as many jobs at a time as they have threads.

    Distributed itself gives a dead worker's job to another one. Raises :class:`ClusterError` in one sentence
    for an address that does not answer, and where the package is missing.
    """

    def __init__(self, address: str, task: Task) -> None:
        self._address = address[:200]
        self._client = _connect(address)
        super().__init__(self._make, 1, task)

    @property
    def width(self) -> int:
        """As many as there are threads at the moment, or one while there is no worker."""
        return max(self._threads(), 1)

    def idle(self) -> str:
        """That all workers have left, if they have: distributed itself waits for others without a word."""
        if self._threads():
            return ""
        return f"The cluster at {self._address} has no workers any more; start some, and the sweep goes on."

    def _threads(self) -> int:
        try:
            return sum(map(int, self._client.nthreads().values()))
        except OSError:
            # The scheduler itself does not answer; if it stays away, what was submitted is cancelled.
            return 0

    def close(self) -> None:
        """Give up what is running, and leave the cluster as it is."""
        if self._executor is not None:
            # Distributed's executor waits for its futures, or cancels them.
            self._executor.shutdown(wait=False)
            self._executor = None
        with contextlib.suppress(Exception):
            self._client.close(timeout=PATIENCE)

    def _make(self) -> Executor:
        executor: Executor = self._client.get_executor(pure=False)
        return executor


def _connect(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(
            "Clusters need the package distributed, which the extra “cluster” of this program installs."
        ) from error
    for name in ("distributed.client", "distributed.comm", "distributed.core", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # Asked by hand first: a client that finds nobody does not give up in silence.
    kind = asyncio.run(_kind_of(address))
    if kind != "Scheduler":
        raise ClusterError(f"At {address[:200]} there is a {kind.lower()[:40]}, not a cluster’s scheduler.")
    make: Any = Client
    client = make(address, timeout=PATIENCE, set_as_default=False)
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except OSError as error:
        client.close()
        raise ClusterError(f"The cluster at {address[:200]} has no workers; start some first.") from error
    return client


async def _kind_of(address: str) -> str:
    """What there is at an address."""
    from distributed import Security, core

    rpc: Any = core.rpc
    security: Any = Security
    try:
        tls = security().get_connection_args("client")
        async with asyncio.timeout(PATIENCE), rpc(address, connection_args=tls) as there:
            return str((await there.identity())["type"])
    except OSError as error:
        # Time-outs are among these.
        raise ClusterError(
            f"No cluster answers at {address[:200]} within {PATIENCE:g} seconds; is there a scheduler?"
        ) from error
    except ValueError as error:
        raise ClusterError(
            f"“{address[:200]}” is not the address of a cluster; one looks like tcp://192.0.2.1:8786."
        ) from error
    except Exception as error:
        # What answers in another language is read as lengths of messages that no memory holds.
        raise ClusterError(
            f"At {address[:200]} there is no cluster’s scheduler that can be talked to."
        ) from error
