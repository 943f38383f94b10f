"""The problems that come with the board: each can be solved, and says that it is illustrative."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from yipan.board.bindings.problems import problem_folder
from yipan.cli.flows import flows
from yipan.cli.link import link
from yipan.cli.match import match
from yipan.cli.platforms import platforms
from yipan.cli.reach import reach

NAMES = sorted(path.stem for path in problem_folder("jingjinji").glob("*.yaml"))
KINDS = {"chain": link, "match": match, "reach": reach, "flows": flows, "platforms": platforms}


@pytest.mark.parametrize("name", NAMES)
def test_solved_and_marked(name: str) -> None:
    """By name, without a path; the notes carry the mark."""
    text = (problem_folder("jingjinji") / f"{name}.yaml").read_text()
    kind = next(k for k in KINDS if f"kind: {k}\n" in text)
    answer = CliRunner().invoke(KINDS[kind], [name, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0
    result = json.loads(answer.output)["result"]
    assert any(note.startswith("ILLUSTRATIVE") for note in result["notes"])
    for option in ([], ["--lang", "en"]):
        assert CliRunner().invoke(KINDS[kind], [name, *option], catch_exceptions=False).output


def test_all_six_chains_and_five_clusters_are_there() -> None:
    """The chains of D0's note 4."""
    chains = [
        n for n in NAMES if "kind: chain" in (problem_folder("jingjinji") / f"{n}.yaml").read_text()
    ]
    assert sum(n.startswith("cluster-") for n in chains) == 5
    assert len(chains) == 11
