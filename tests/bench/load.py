"""`python -m tests.bench.load`: the real server under many clients, in another process.

    python -m tests.bench.load [case [number …]] … [--seconds 10] [--varied] [--markdown]

    python -m tests.bench.load own 50 100 300 mixed
    python -m tests.bench.load plain 300 own 300    the same without cohorts, and with them

Cases: own, plain, page, paced (page at 150 steps a second), follow, mixed, stalled, slow, restart
(killed), terminate (asked to end), rejoin, rubbish. `others` is what the rest of the machine used
of its cores meanwhile: where it is high, gaps say little.
"""

import argparse
import re
import sys

from tests.bench.load_cases import CASES
from tests.bench.load_table import HEAD
from tests.bench.load_trouble import TROUBLE
from tests.bench.table import Table

ALL = CASES | TROUBLE


def main() -> int:
    told = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.load", description=__doc__, formatter_class=told
    )
    parser.add_argument("cases", nargs="*", default=["own", "50", "100"], metavar="case")
    parser.add_argument("--seconds", type=float, default=10.0, help="measured, after 3 of warming")
    parser.add_argument("--varied", action="store_true", help="own: each other data, rate, λ")
    parser.add_argument("--defaults", action="store_true", help="own: the default Spec")
    parser.add_argument("--markdown", action="store_true", help="tables as Markdown")
    options = parser.parse_args()
    table = Table(*HEAD)
    for name, number in wanted(options.cases):
        print(f"… {name} {number or ''}", file=sys.stderr, flush=True)
        for row in ALL[name](number, options):
            table.add(*row)
            print("  ".join(row), file=sys.stderr, flush=True)
    print(table.text(options.markdown))
    return 0


def wanted(words: list[str]) -> list[tuple[str, int]]:
    """ "own 50 100 mixed" → (own, 50), (own, 100), (mixed, 0); 0: the case's own number."""
    found: list[tuple[str, int]] = []
    name, numbers = "", 0
    for word in [*words, "end"]:
        if re.fullmatch(r"\d+", word):
            found.append((name, int(word)))
            numbers += 1
            continue
        if name and not numbers:
            found.append((name, 0))
        if word != "end" and word not in ALL:
            sys.exit(f"load: expected one of {', '.join(ALL)}, got {word}")
        name, numbers = word, 0
    return found


if __name__ == "__main__":
    sys.exit(main())
