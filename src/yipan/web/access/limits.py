"""How often somebody may ask: a bucket that fills at a steady rate and holds a burst.

Time is that of a monotonic clock: setting the machine's clock changes nothing.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_NAMES = 10_000


class Limit:
    """`rate` requests a second in the long run, `burst` at once, for each name."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst = rate, burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str) -> float:
        """Seconds until `name` may ask; 0 takes one request from the bucket."""
        with self._lock:
            now = self._clock()
            level, seen = self._buckets.pop(name, (self.burst, now))
            level = min(self.burst, level + (now - seen) * self.rate)
            allowed = level >= 1
            self._buckets[name] = (level - 1 if allowed else level, now)
            while len(self._buckets) > MOST_NAMES:
                self._buckets.popitem(last=False)
            return 0.0 if allowed else (1 - level) / self.rate
