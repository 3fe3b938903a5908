"""The clock, the canceller and the listener of one solve, so that no method below reads them itself."""

import time
from collections.abc import Callable

from bridgehead.engines.scheduling.schedule import Progress

REPORT_EVERY_SECONDS = 0.4


class Watch:
    """Says when to stop and tells the listener how it stands. Time only caps; it never steers."""

    def __init__(
        self,
        budget_seconds: float,
        *,
        progress: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.budget_seconds, self.progress, self.cancelled = budget_seconds, progress, cancelled
        self._started, self._cpu_started = time.monotonic(), time.process_time()
        self._reported = -REPORT_EVERY_SECONDS
        self._last: Progress | None = None

    @property
    def seconds(self) -> float:
        """Wall seconds since the start."""
        return time.monotonic() - self._started

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of this process since the start."""
        return time.process_time() - self._cpu_started

    def over(self) -> bool:
        """Whether to stop now; call it often. Repeats the last report so that the listener hears it is alive."""
        if self._last is not None and self.seconds - self._reported >= REPORT_EVERY_SECONDS:
            self._send(self._last)
        return self.seconds >= self.budget_seconds or (self.cancelled is not None and self.cancelled())

    def report(self, *, placed: int, weight: int, weight_bound: int, breaks: int, breaks_bound: int) -> None:
        """Tell the listener of a better schedule or bound."""
        self._send(Progress(placed, weight, weight_bound, breaks, breaks_bound, self.seconds))

    def _send(self, progress: Progress) -> None:
        self._reported = self.seconds
        self._last = Progress(
            progress.placed,
            progress.weight,
            progress.weight_bound,
            progress.breaks,
            progress.breaks_bound,
            self._reported,
        )
        if self.progress is not None:
            self.progress(self._last)
