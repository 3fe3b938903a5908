"""The clock, the canceller and the listener of one solve, so that no method below reads them itself."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from bridgehead.engines.scheduling.schedule import Progress

REPORT_EVERY_SECONDS = 0.3
POLL_SECONDS = 0.1

Answer = TypeVar("Answer")


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

    @property
    def left(self) -> float:
        """Wall seconds until the budget ends."""
        return max(0.0, self.budget_seconds - self.seconds)

    def portion(self, seconds: float) -> "Watch":
        """A watch on the same search that is over so many seconds from now."""
        return _Portion(self, self.seconds + seconds)

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


class _Portion(Watch):
    """A part of another watch's budget."""

    def __init__(self, whole: Watch, until: float) -> None:
        super().__init__(max(0.0, until - whole.seconds))
        self._whole = whole

    def over(self) -> bool:
        return self._whole.over() or self.seconds >= self.budget_seconds

    def report(self, *, placed: int, weight: int, weight_bound: int, breaks: int, breaks_bound: int) -> None:
        self._whole.report(
            placed=placed, weight=weight, weight_bound=weight_bound, breaks=breaks, breaks_bound=breaks_bound
        )


class Beside(Generic[Answer]):
    """Work in a thread of its own, for calls into compiled libraries that cannot be stopped.

    One that is left behind must end by itself: at its end the interpreter waits for all but `leavable` work, because a
    thread that it cuts off in C++ takes the process down.
    """

    def __init__(self, work: Callable[[], Answer], name: str, *, leavable: bool = False) -> None:
        self._answers: list[Answer] = []
        self._failures: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, args=(work,), name=name, daemon=leavable)
        self._thread.start()

    def _run(self, work: Callable[[], Answer]) -> None:
        try:
            self._answers.append(work())
        except BaseException as failure:  # raised again below, in the thread that waits
            self._failures.append(failure)

    def answer(self) -> Answer | None:
        """What the work returned, or None as long as it has not."""
        if self._failures:
            raise self._failures[0]
        return self._answers[0] if self._answers else None

    def awaited(self, watch: Watch) -> Answer | None:
        """The answer, or None when the watch ends first; meanwhile the listener hears how it stands."""
        while self._thread.is_alive() and not watch.over():
            self._thread.join(POLL_SECONDS)
        return self.answer()
