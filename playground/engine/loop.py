"""The engine's loop: read the inbox, step one run, send what is due, and again.

It never waits while a run can be stepped, and never spins while none can.
"""

from __future__ import annotations

import logging
import os
from multiprocessing.connection import Connection

from playground.core.errors import EngineError
from playground.engine.memory import IDLE, Housekeeping
from playground.engine.protocol import MAX_MESSAGE, Notice, Ready, Shutdown, decode_command, encode
from playground.engine.pulse import Pulse
from playground.engine.scheduler import Scheduler, encode_all
from playground.engine.workbench import open_workbench

_log = logging.getLogger(__name__)


def serve(connection: Connection, pulse: Pulse, workbench: str, model_folders: tuple[str, ...]) -> None:
    """Serve one window until it says ``Shutdown`` or its end of the pipe closes.

    Exits with status 1 if the workbench cannot be opened, after having said so to the window.
    """
    early: list[str] = []
    tell = early.append
    try:
        bench = open_workbench(workbench, model_folders, lambda text: tell(text))
    except Exception as error:  # whatever it is, the window must hear of it
        sentence = f"The compute process cannot start: {error}."
        connection.send_bytes(encode(Notice("", sentence)))
        _log.error(sentence)
        raise SystemExit(1) from error
    scheduler = Scheduler(bench, stepping=lambda generation: setattr(pulse, "stepping", generation))
    tell = scheduler.notice
    offered = bench.placements()
    connection.send_bytes(encode(Ready(os.getpid(), offered)))
    for text in early:
        scheduler.notice(text)
    housekeeping = Housekeeping()
    try:
        while _read(connection, scheduler, housekeeping, pulse):
            scheduler.step()
            # A run that waits for its frames to be drawn is not busy, and yet never idle.
            if housekeeping.due(scheduler.releases) and (scheduler.busy() or housekeeping.rested()):
                housekeeping.tidy()
            for data in encode_all(scheduler):
                connection.send_bytes(data)
            if bench.placements() != offered:
                offered = bench.placements()
                connection.send_bytes(encode(Ready(os.getpid(), offered)))
    except (EOFError, OSError) as error:
        _log.debug("the window has gone: %r", error)
    finally:
        scheduler.close()


def _read(connection: Connection, scheduler: Scheduler, housekeeping: Housekeeping, pulse: Pulse) -> bool:
    """Take everything from the inbox, waiting if there is nothing else to do; false ends the process."""
    pulse.turn()
    timeout = 0.0 if scheduler.busy() else None
    pulse.resting = timeout is None
    while timeout is None and housekeeping.expects(scheduler.releases) and not connection.poll(IDLE):
        if housekeeping.due(scheduler.releases):
            housekeeping.tidy()
    while connection.poll(timeout):
        try:
            data = connection.recv_bytes(MAX_MESSAGE)
            pulse.turn()
            pulse.resting = False
            pulse.taken += 1
            command = decode_command(data)
        except EngineError as error:
            scheduler.notice(error.sentence)
        else:
            if isinstance(command, Shutdown):
                return False
            scheduler.handle(command)
        timeout = 0.0
    return True
