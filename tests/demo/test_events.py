"""The event streams, driven as an ASGI server drives them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bridgehead.config.events import LiveEvents
from bridgehead.foundation import live
from bridgehead.foundation.models import LiveTopic
from tests.streams import SOON, Visitor, watching

#: The poller looks from a thread of its own.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_database")]


def quick(**settings: Any) -> LiveEvents:
    return LiveEvents(**{"poll_seconds": 0.01, **settings})


async def answer(app: LiveEvents, path: str, method: str = "GET") -> Visitor:
    visitor = Visitor(app, path, method=method)
    visitor.go()
    await visitor.visit()
    return visitor


async def publish(topic: str, message: dict[str, Any]) -> None:
    await asyncio.to_thread(live.publish, topic, message)


def test_newest_word_comes_at_once_and_every_new_one_after_it() -> None:
    async def story() -> tuple[int, bytes, bytes]:
        app = quick()
        await publish("run:a", {"placed": 3})
        async with watching(app, "run:a") as visitor:
            await visitor.until(b'id: 1\ndata: {"placed": 3}\n\n')
            await publish("run:a", {"placed": 4})
            await visitor.until(b'id: 2\ndata: {"placed": 4}\n\n')
            return visitor.status, visitor.headers[b"content-type"], visitor.body

    status, kind, body = asyncio.run(story())

    assert (status, kind) == (200, b"text/event-stream; charset=utf-8")
    assert body == b'retry: 3000\n\nid: 1\ndata: {"placed": 3}\n\nid: 2\ndata: {"placed": 4}\n\n'


def test_watcher_hears_its_own_topic_only() -> None:
    async def story() -> bytes:
        app = quick()
        async with watching(app, "run:mine") as visitor:
            await publish("run:theirs", {"placed": 1})
            await publish("run:mine", {"placed": 2})
            await visitor.until(b"data:")
            return visitor.body

    assert asyncio.run(story()) == b'retry: 3000\n\nid: 1\ndata: {"placed": 2}\n\n'


def test_who_comes_back_is_not_told_again_what_it_saw() -> None:
    async def story() -> bytes:
        app = quick()
        for placed in (1, 2):
            await publish("run:a", {"placed": placed})
        async with watching(app, "run:a", last_seen="2") as visitor:
            await asyncio.sleep(0.1)
            await publish("run:a", {"placed": 3})
            await visitor.until(b"data:")
            return visitor.body

    assert asyncio.run(story()) == b'retry: 3000\n\nid: 3\ndata: {"placed": 3}\n\n'


def test_silence_is_kept_alive() -> None:
    async def story() -> bytes:
        async with watching(quick(keep_alive_seconds=0.05), "run:quiet") as visitor:
            await visitor.until(b": still here\n\n")
            return visitor.body

    assert asyncio.run(story()).startswith(b"retry: 3000\n\n: still here\n\n")


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/events/forged-ticket/", "GET", 404),
        ("/events//", "GET", 404),
        ("/events", "GET", 404),
        ("/events/forged-ticket/", "POST", 405),
        ("/events/forged-ticket/", "HEAD", 405),
    ],
)
def test_anything_but_a_good_ticket_is_refused(path: str, method: str, status: int) -> None:
    app = quick()

    visitor = asyncio.run(answer(app, path, method))

    assert visitor.status == status
    assert app.watcher_count == 0


def test_ticket_for_another_purpose_opens_nothing() -> None:
    ticket = live.ticket("run:a")

    visitor = asyncio.run(answer(quick(), f"/events/{ticket[:-1]}{'A' if ticket[-1] != 'A' else 'B'}/"))

    assert visitor.status == 404


def test_one_too_many_is_asked_to_come_back() -> None:
    async def story() -> tuple[int, bytes, int]:
        app = quick(max_watchers=1)
        async with watching(app, "run:a") as first:
            await first.until(b"retry")
            second = await answer(app, f"/events/{live.ticket('run:a')}/")
            return second.status, second.headers[b"retry-after"], app.watcher_count

    assert asyncio.run(story()) == (503, b"30", 1)


def test_nothing_is_read_once_everybody_has_gone_and_again_when_somebody_comes() -> None:
    async def story() -> tuple[int, int, bytes]:
        app = quick()
        async with watching(app, "run:a") as visitor:
            await visitor.until(b"retry")
        left = app.watcher_count
        await asyncio.sleep(0.1)
        pollers = sum("_poll" in repr(task) for task in asyncio.all_tasks())
        async with watching(app, "run:a") as late:
            await publish("run:a", {"placed": 1})
            await late.until(b"data:")
            return left, pollers, late.body

    assert asyncio.run(story()) == (0, 0, b'retry: 3000\n\nid: 1\ndata: {"placed": 1}\n\n')


def test_reader_who_does_not_read_holds_up_nobody() -> None:
    async def story() -> bytes:
        app = quick()
        stuck = Visitor(app, f"/events/{live.ticket('run:a')}/")
        started = asyncio.Event()

        async def never_ends(message: Any) -> None:
            if b"data" in message.get("body", b""):
                started.set()
                await stuck._gone.wait()

        visit = asyncio.create_task(app(stuck._scope, stuck._receive, never_ends))
        async with watching(app, "run:a") as visitor:
            await publish("run:a", {"placed": 1})
            async with asyncio.timeout(SOON):
                await started.wait()
            await publish("run:a", {"placed": 2})
            await visitor.until(b'{"placed": 2}')
        stuck.go()
        await visit
        return visitor.body

    assert b"id: 2" in asyncio.run(story())
    assert LiveTopic.objects.get(name="run:a").version == 2
