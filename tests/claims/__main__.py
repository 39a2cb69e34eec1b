"""``python -m tests.claims``: every claim beside what the program gives; or the README’s parts written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator

from playground.ui.explain.claims import Claim, load_claims
from tests.claims import found
from tests.claims.check import Verdict
from tests.claims.quantities import find, quantities
from tests.claims.readme import README, written


def main() -> int:
    """Status 1 if a claim does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.claims", description=__doc__)
    parser.add_argument("--only", default="", help="claims whose names hold this")
    parser.add_argument("--cheap", action="store_true", help="only those that neither train nor draw")
    parser.add_argument("--fresh", action="store_true", help="find slow ones anew that were found before")
    parser.add_argument("--write-readme", action="store_true", help="write the README’s parts, check nothing")
    args = parser.parse_args()
    if args.write_readme:
        README.write_text(written(README.read_text("utf-8")), "utf-8")
        return 0
    chosen = [claim for name, claim in load_claims().items() if args.only in name]
    if args.cheap:
        chosen = [claim for claim in chosen if not quantities()[claim.quantity].slow]
    wrong = 0
    for verdict in _verdicts(chosen, args.fresh):
        print(_line(verdict), flush=True)
        wrong += not verdict.right
    print(f"{len(chosen)} claims, {wrong} of them wrong")
    return bool(wrong)


def _verdicts(claims: Iterable[Claim], fresh: bool) -> Iterator[Verdict]:
    """The cheap ones first."""
    known = quantities()
    for claim in sorted(claims, key=lambda claim: known[claim.quantity].slow):
        slow = known[claim.quantity].slow
        before = found.recall(claim) if slow and not fresh else None
        if before is not None:
            yield Verdict(claim, before)
            continue
        try:
            now = find(claim)
        except Exception as error:
            yield Verdict(claim, float("nan"), f"{type(error).__name__}: {error}")
            continue
        if slow:
            found.keep(claim, now)
        yield Verdict(claim, now)


def _line(verdict: Verdict) -> str:
    claim = verdict.claim
    within = f" ± {claim.tolerance:g}" if claim.tolerance else ""
    said = "right" if verdict.right else f"WRONG {verdict.trouble}".rstrip()
    return f"{claim.name:<34} {claim.shown + within:>18} {verdict.found:>14.6g}  {said}"


if __name__ == "__main__":
    sys.exit(main())
