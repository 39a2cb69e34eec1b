"""``python -m tests.soak --seconds 3600``: the soak, one table at its end, and a log of all as JSON beside.

Gives 1 where a bound is broken. It needs an X server; ``make soak`` brings one.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.e2e.seat import need_screen
from tests.soak.bounds import rows_of, table
from tests.soak.driver import Soak, SoakError


def main() -> int:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600.0, help="for how long (3600)")
    parser.add_argument("--seed", type=int, default=0, help="of all that is random (0)")
    parser.add_argument("--log", type=Path, default=Path("soak.json"), help="where the log is written")
    arguments = parser.parse_args()
    need_screen()
    # Names of sockets are short, and so is this folder's.
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    # So that a polite end ends what was begun, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    soak = Soak(folder, arguments.seconds, arguments.seed)
    try:
        found = soak.run()
    except SoakError as error:
        sys.stderr.write(f"{error}\n")
        for each in soak.tally.errors:
            sys.stderr.write(f"{each['what']}\n")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows = rows_of(found)
    found["rows"] = [{name: getattr(row, name) for name in row.__struct_fields__} for row in rows]
    arguments.log.write_text(json.dumps(found), encoding="utf-8")
    for each in found["errors"]:
        sys.stdout.write(f"{each['what']}\n  after: {'; '.join(each['deeds'])}\n\n")
    for name, there in found["left"].items():
        sys.stdout.writelines(f"{name}: {each}\n" for each in there)
    for what in found["skipped"]:
        sys.stdout.write(f"Left out: {what}.\n")
    sys.stdout.write(f"{table(rows)}\n\nThe log is in {arguments.log}.\n")
    return int(any(row.ok is False for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
