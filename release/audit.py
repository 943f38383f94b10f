"""Is everything that a user gets reviewed, and is any of it known to be unsafe?

`docs/reviewed.csv` lists every package with the version and licence that were looked at. A package
that is not on it fails the check. Where an advisory source answers, pip-audit asks it too.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from release.distributions import Package, runtime_packages

REVIEWED = Path(__file__).parent.parent / "docs" / "reviewed.csv"
WAIT = 60  # seconds for the advisory source


def unreviewed(packages: list[Package], listed: list[dict[str, str]]) -> list[str]:
    """A line for each package that is not on the list."""
    known = {row["package"] for row in listed}
    return [
        f"{package.name} {package.version} ({package.licence}) is not in docs/reviewed.csv: "
        "review it and add a row"
        for package in packages
        if package.name not in known
    ]


def read_reviewed() -> list[dict[str, str]]:
    """The rows of the list."""
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def advisories(packages: list[Package]) -> str:
    """What pip-audit found, or why it was not asked."""
    pins = "".join(f"{package.name}=={package.version}\n" for package in packages)
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "-r", "/dev/stdin"]
    try:
        done = subprocess.run(
            command, input=pins, capture_output=True, text=True, timeout=WAIT, check=False
        )
    except subprocess.TimeoutExpired:
        return "no advisory source answered; the reviewed list stands alone"
    if "No module named" in done.stderr:
        return "pip-audit is not installed; the reviewed list stands alone"
    if done.returncode == 0:
        return "no known advisory"
    if "Found" in done.stderr:
        return done.stderr.strip() + "\n" + done.stdout.strip()
    return "no advisory source answered; the reviewed list stands alone"


def main() -> int:
    """Check the list; with --advisories ask the advisory source too."""
    _, packages = runtime_packages()
    wrong = unreviewed(packages, read_reviewed())
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(packages)} packages, {len(packages) - len(wrong)} reviewed")
    if "--advisories" in sys.argv:
        found = advisories(packages)
        print(found)
        return 1 if wrong or found.startswith("Found") else 0
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
