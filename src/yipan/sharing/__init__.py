"""Several publishers on one board: signed feeds of ledger parts, and the state they merge into.

A feed is an append-only chain of entries; each names its parent by hash, lists the parts it adds by
hash, and is signed with the publisher's Ed25519 key. What counts is a function of the set of
entries that were received, never of the order in which they came.
"""

from yipan.sharing.chain import Chain, Fork, chain_of
from yipan.sharing.entry import Entry, FeedSource, read_entry, sign_entry
from yipan.sharing.keys import PrivateKey, new_key, public_key, read_key
from yipan.sharing.merge import merged
from yipan.sharing.places import Folder, Location, Web, location
from yipan.sharing.publish import publish
from yipan.sharing.store import Store
from yipan.sharing.sync import Finding, Publisher, Synced, sync

__all__ = [
    "Chain",
    "Entry",
    "FeedSource",
    "Finding",
    "Folder",
    "Fork",
    "Location",
    "PrivateKey",
    "Publisher",
    "Store",
    "Synced",
    "Web",
    "chain_of",
    "location",
    "merged",
    "new_key",
    "public_key",
    "publish",
    "read_entry",
    "read_key",
    "sign_entry",
    "sync",
]
