"""Differentiate random programs in every mode: python tools/fuzz.py --minutes N [--seed S]

Each failure is cut down to a small program, printed, and saved as a file that runs by itself.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from fuzz.campaign import Campaign
from fuzz.programs import Program, programs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", type=Path, help="a folder for the programs that fail")
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes
    campaign = Campaign()
    rounds = Random(options.seed)
    while time.monotonic() < end:
        one_round(campaign, rounds.getrandbits(32), end, options.save)
    report(campaign)
    return 1 if campaign.failures else 0


def one_round(campaign: Campaign, seed: int, end: float, folder: Path | None) -> None:
    @seeded(seed)
    @settings(
        max_examples=100,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(programs())
    def each(program: Program) -> None:
        if time.monotonic() > end:
            return
        known = set(campaign.failures)
        campaign.run(program)
        for name in campaign.failures.keys() - known:
            show(name, campaign.failures[name], len(campaign.failures), folder)

    each()


def show(name: str, program: Program, number: int, folder: Path | None) -> None:
    print(f"\n=== {name}\n{program.text}\n# f(*{program.arguments})", flush=True)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"failure{number}.py").write_text(f"# {name}\n{program.runnable}")


def report(campaign: Campaign) -> None:
    refused = campaign.refusals.total()
    share = 100 * refused / max(campaign.programs, 1)
    print(f"\n{campaign.programs} programs, {refused} refused ({share:.1f}%), {campaign.unresolved} undecided")
    for message, count in campaign.refusals.most_common():
        print(f"{count:6} {message}")
    print(f"{campaign.failed.total()} failures of {len(campaign.failures)} kinds")
    for name, count in campaign.failed.most_common():
        print(f"{count:6} {name}")


if __name__ == "__main__":
    raise SystemExit(main())
