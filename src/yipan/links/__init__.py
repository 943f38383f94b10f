"""通 Link: where a chain breaks, who reaches a service, and what flows between parties."""

from yipan.links.chain import report
from yipan.links.chain_file import read_chain
from yipan.links.chain_model import ChainReport
from yipan.links.reach_file import read_reach, solve

__all__ = ["ChainReport", "read_chain", "read_reach", "report", "solve"]
