"""``python -m tests.claims``: claims beside what the program gives, or pages of ``docs/`` written anew."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator

from playground.core.claims import Claim, load_claims
from tests.claims import found, pages
from tests.claims.check import NOTHING, Verdict, judge
from tests.claims.quantities import find, quantities


def main() -> int:
    """Status 1 if a claim does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.claims", description=__doc__)
    parser.add_argument("--only", default="", help="claims whose names hold this")
    parser.add_argument("--cheap", action="store_true", help="only those that neither train nor draw")
    parser.add_argument("--fresh", action="store_true", help="find slow ones anew that were found before")
    parser.add_argument("--write-pages", action="store_true", help="write pages of docs/, check nothing")
    args = parser.parse_args()
    if args.write_pages:
        pages.write()
        return 0
    chosen = [claim for name, claim in load_claims().items() if args.only in name]
    if args.cheap:
        chosen = [claim for claim in chosen if not quantities()[claim.quantity].slow]
    found.forget_others(load_claims().values())
    print(_line("claim", "claimed", "tolerance", "found", "chance", ""))
    wrong = 0
    for verdict in _verdicts(chosen, args.fresh):
        print(_row(verdict), flush=True)
        wrong += not verdict.right
    found.forget_others(load_claims().values())
    print(f"{len(chosen)} claims, {wrong} of them wrong")
    return bool(wrong)


def _verdicts(claims: Iterable[Claim], fresh: bool) -> Iterator[Verdict]:
    """The cheap ones first."""
    known = quantities()
    for claim in sorted(claims, key=lambda claim: known[claim.quantity].slow):
        slow = known[claim.quantity].slow
        before = found.recall(claim) if slow and not fresh else None
        if before is not None:
            yield judge(claim, before)
            continue
        try:
            now = find(claim)
        except Exception as error:
            yield Verdict(claim, NOTHING, f"{type(error).__name__}: {error}")
            continue
        if slow:
            found.keep(claim, now)
        yield judge(claim, now)


def _line(name: str, claimed: str, tolerance: str, found: str, chance: str, verdict: str) -> str:
    return f"{name:<28} {claimed:>9} {tolerance:>9} {found:>11} {chance:>9}  {verdict}".rstrip()


def _row(verdict: Verdict) -> str:
    """“as shown” is the tolerance of claims that are right to their last digit."""
    claim, found = verdict.claim, verdict.found
    return _line(
        claim.name,
        claim.shown,
        f"{claim.tolerance:g}" if claim.tolerance else "as shown",
        f"{found.mean:.5g}",
        f"{found.chance:.2g}" if found.chance else "",
        f"WRONG: it {verdict.trouble}" if verdict.trouble else "right",
    )


if __name__ == "__main__":
    sys.exit(main())
