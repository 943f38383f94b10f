"""`./run build`: the wheel, built twice and compared byte for byte, and its bill of materials."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from release.sbom import sbom

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out" / "dist"
EPOCH = "1735689600"  # 2025-01-01: what the files of an archive are dated


def wheel(folder: Path) -> Path:
    """Build the wheel into a folder."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        check=True,
        capture_output=True,
    )
    (found,) = folder.glob("*.whl")
    return found


def main() -> int:
    """Build, compare, write; exit code 1 when two builds differ."""
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        first, second = wheel(Path(one)), wheel(Path(other))
        data = first.read_bytes()
        if data != second.read_bytes():
            print("two builds of the wheel differ", file=sys.stderr)
            return 1
        OUT.mkdir(parents=True, exist_ok=True)
        (OUT / first.name).write_bytes(data)
        (OUT / "sbom.cdx.json").write_bytes(sbom())
    print(f"{OUT / first.name}  sha256 {hashlib.sha256(data).hexdigest()}  (two builds alike)")
    print(OUT / "sbom.cdx.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
