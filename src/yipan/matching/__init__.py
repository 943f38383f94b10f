"""配 Match: who gets which place. Stable or best total, with a reason for every refusal."""

from yipan.matching.answer import Change, Match, Placement, Refusal
from yipan.matching.load import match, read_problem

__all__ = ["Change", "Match", "Placement", "Refusal", "match", "read_problem"]
