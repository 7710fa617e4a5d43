"""`python -m tests.bench`: the engine beside its peers, and what the default run costs.

    python -m tests.bench [peers | run] [--quick] [--markdown] [--only TEXT]

Without a word both. Peers are found by DOWNHILL_BENCH_TORCH, DOWNHILL_BENCH_TFP and
DOWNHILL_BENCH_CONVNETJS; what is missing is named at the end.
"""

import argparse

from tests.bench import rounds, run, side_by_side


def main() -> None:
    told = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=told
    )
    parser.add_argument("what", nargs="?", choices=("peers", "run"), help="only one of the two")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: some 40 seconds")
    parser.add_argument("--markdown", action="store_true", help="tables as Markdown")
    parser.add_argument("--only", default="", help="rows of peers whose name holds this text")
    asked = parser.parse_args()
    if asked.what != "run":
        effort = rounds.QUICK if asked.quick else rounds.FULL
        side_by_side.main(effort, asked.only, asked.markdown)
    if asked.what != "peers":
        run.main(asked.markdown)


if __name__ == "__main__":
    main()
