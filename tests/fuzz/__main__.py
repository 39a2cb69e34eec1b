"""``python -m tests.fuzz``: as long as one likes, a table at the end, and a file for every finding."""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.campaign import FOUND, Campaign, chosen, keep, table


def main() -> int:
    """Status 1 if there are findings."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long; 0: what make test tries")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other inputs")
    parser.add_argument("--only", default="", help="readers whose names hold one of these words")
    args = parser.parse_args()
    readers = chosen(args.only)
    if not readers:
        parser.error(f"no reader’s name holds “{args.only}”")
    campaign = Campaign(readers, args.seed)
    if args.seconds:
        campaign.by_time(args.seconds)
    else:
        campaign.by_number()
    findings = [finding for tally in campaign.tallies.values() for finding in tally.findings]
    for path, finding in zip(keep(findings, FOUND), findings, strict=True):
        sys.stdout.write(f"{finding.reader}: {finding.broken} ({path})\n")
    sys.stdout.write(f"{table(campaign.tallies)}\n")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
