"""`./run bench [AREA …] [--size small|full|large]`: run benchmarks and write their results.

Each area is a module of this folder with `run(size) -> list[Row]`, and `large() -> list[Row]` where
it has measurements that take tens of minutes and of gigabytes of disk. Results go to
`bench/out/AREA.json` and, for a full run, to the table of the area in `docs/benchmarks.md`.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

import bench
from bench.results import SIZES, publish, show, write_json

HELPERS = {"__main__", "results"}
OUT = Path(__file__).parent / "out"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def areas() -> list[str]:
    """The areas that can be run."""
    names = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(n for n in names if n not in HELPERS and not n.startswith("_"))


def main() -> int:
    """Run the areas that are asked for, all of them by default."""
    parser = argparse.ArgumentParser(prog="run bench", description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(areas()))
    parser.add_argument("--size", choices=SIZES, default="full")
    asked = parser.parse_args()
    unknown = sorted(set(asked.areas) - set(areas()))
    if unknown:
        print(f"no area is called {unknown[0]!r}; there are {', '.join(areas())}", file=sys.stderr)
        return 2
    for area in asked.areas or areas():
        module = importlib.import_module(f"bench.{area}")
        if asked.size == "large":
            if not hasattr(module, "large"):
                continue
            area, rows = f"{area}-large", module.large()
        else:
            rows = module.run(asked.size)
        write_json(OUT / f"{area}.json", rows)
        print(f"\n{area}\n{show(rows)}")
        if asked.size != "small":
            publish(PAGE, area, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
