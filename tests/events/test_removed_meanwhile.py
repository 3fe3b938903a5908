"""What an officer types of something that a colleague has removed from the agenda is kept, and can be added anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bridgehead.events.actions import agenda, appearances, figures
from bridgehead.events.models import Appearance, Forum, ForumSession, Part, ReportedFigure
from tests.factories.forums import ForumFactory, officer_of
from tests.factories.organisations import OrganisationFactory

pytestmark = pytest.mark.django_db


@dataclass
class Desk:
    """An officer at a forum whose agenda has two parts, each with a session, an organisation in one, and a figure."""

    forum: Forum
    by: dict[str, Any]
    client: Client
    items: dict[str, Any]
    other: dict[str, Any]

    def page(self, noun: str, key: object, name: str = "change_item") -> str:
        told = {"public_id": self.forum.public_id, "item_id": key}
        return reverse(f"events_desk:{name}", kwargs=told | ({"noun": noun} if "new" not in name else {}))

    def typed(self, noun: str, **changed: str) -> dict[str, str]:
        form = self.client.get(self.page(noun, self.items[noun].public_id)).context["form"]
        shown = {name: form[name].value() for name in form.fields}
        return {name: "" if value is None else str(value) for name, value in shown.items()} | changed

    def remove(self, *nouns: str) -> None:
        deeds = {
            "part": agenda.remove_part,
            "session": agenda.remove_session,
            "appearance": appearances.remove_appearance,
            "figure": figures.remove_figure,
        }
        for noun in nouns:
            deeds[noun](**{f"{noun}_id": self.items[noun].pk}, **self.by)


@pytest.fixture
def desk(now: datetime) -> Desk:
    forum = ForumFactory()
    officer = officer_of(forum)
    by: dict[str, Any] = {"by": officer, "now": now}
    client = Client()
    client.force_login(forum.role_holders.get().user)
    parts = [agenda.add_part(forum_id=forum.pk, name_en=name, **by) for name in ("Morning", "Evening")]
    sessions = [agenda.add_session(part_id=part.pk, kind="case_talk", name_en="Talks", **by) for part in parts]
    appears = appearances.add_appearance(
        session_id=sessions[0].pk, organisation_id=OrganisationFactory(name_en="Hanbit Labs").pk, **by
    )
    figure = figures.add_figure(
        forum_id=forum.pk, label_ko="참가자", label_en="Participants", value=40, source_ko="주최", source_en="Hosts",
        reported_on=now.date(), **by,
    )  # fmt: skip
    items = {"part": parts[0], "session": sessions[0], "appearance": appears, "figure": figure}
    return Desk(forum, by, client, items, {"part": parts[1], "session": sessions[1]})


@pytest.mark.parametrize(
    ("noun", "field", "ours", "sentence"),
    [
        ("part", "name_en", "Late morning", "This part was removed from the agenda meanwhile."),
        ("session", "room_en", "Hall B", "This session was removed from the agenda meanwhile."),
        ("appearance", "year", "2022", "This organisation was taken out of the session meanwhile."),
        ("figure", "label_en", "Guests", "This reported figure was removed meanwhile."),
    ],
)
def test_what_was_typed_of_something_removed_is_kept_and_added_anew(
    desk: Desk, noun: str, field: str, ours: str, sentence: str
) -> None:
    models: dict[str, Any] = {
        "part": Part, "session": ForumSession, "appearance": Appearance, "figure": ReportedFigure,
    }  # fmt: skip
    typed, page = desk.typed(noun, **{field: ours}), desk.page(noun, desk.items[noun].public_id)
    desk.remove(*(["session", "part"] if noun == "part" else [noun]))
    left = models[noun].objects.count()

    kept = desk.client.post(page, typed)

    form = kept.context["form"]
    shown = {name: str(form[name].value() or "") for name in typed if name != "seen"}
    assert (kept.status_code, sentence in kept.text, shown) == (
        409,
        True,
        {name: value for name, value in typed.items() if name != "seen"},
    )
    assert models[noun].objects.count() == left
    if noun == "appearance":
        named = [(desk.items["session"], "Part 1 Morning · Talks"), (desk.other["session"], "Part 2 Evening · Talks")]
        assert form.fields["into"].choices[1:] == [(str(each.public_id), name) for each, name in named]

    place = {"session": desk.other["part"], "appearance": desk.other["session"]}.get(noun)
    again = shown | {"anew": "on", "into": str(place.public_id) if place else ""}
    assert desk.client.post(page, again).status_code == 302
    made = models[noun].objects.order_by("pk").last()
    assert (models[noun].objects.count(), str(getattr(made, field))) == (left + 1, ours)
    if noun == "session":
        assert made.part == place
    if noun == "appearance":
        assert (made.session, made.organisation) == (place, desk.items[noun].organisation)


def test_what_was_to_stand_in_something_removed_is_asked_where_it_stands_now(desk: Desk) -> None:
    page, typed = (
        desk.page("part", desk.items["part"].public_id, "new_session"),
        {"kind": "case_talk", "name_en": "New"},
    )
    desk.remove("session", "part")

    kept = desk.client.post(page, typed)
    nowhere = desk.client.post(page, typed | {"anew": "on"})
    done = desk.client.post(page, typed | {"anew": "on", "into": str(desk.other["part"].public_id)})

    assert (kept.status_code, kept.context["form"]["name_en"].value()) == (409, "New")
    assert "This part was removed from the agenda meanwhile." in kept.text
    assert (nowhere.status_code, list(nowhere.context["form"].errors)) == (422, ["into"])
    assert (done.status_code, desk.other["part"].sessions.filter(name_en="New").count()) == (302, 1)


def test_a_link_or_a_button_of_something_removed_leads_to_the_agenda_with_a_word(desk: Desk) -> None:
    pages = {name: desk.page("session", desk.items["session"].public_id, name) for name in ("change_item", "move_item")}
    desk.remove("session")

    told = [
        [str(each) for each in answer.context["messages"]]
        for answer in (
            desk.client.get(pages["change_item"], follow=True),
            desk.client.post(pages["move_item"], {"step": "up"}, follow=True),
            desk.client.post(desk.page("session", desk.items["session"].public_id, "remove_item"), follow=True),
        )
    ]

    assert told == [["This session was removed from the agenda meanwhile."]] * 3


def test_what_was_typed_of_a_question_removed_is_kept_and_asked_anew(desk: Desk) -> None:
    page_of_new = reverse("events_desk:new_question", kwargs={"public_id": desk.forum.public_id})
    typed = {"kind": "choice", "label_ko": "식단", "label_en": "Diet", "choices": "모두 | All\n채식 | Vegetarian"}
    assert desk.client.post(page_of_new, typed).status_code == 302
    question = desk.forum.questions.get()
    Forum.objects.update(state="draft")
    told = {"public_id": desk.forum.public_id, "question_id": question.public_id}
    page, changed = reverse("events_desk:question", kwargs=told), typed | {"label_en": "What you eat"}
    retire = reverse("events_desk:question_deed", kwargs=told | {"step": "retire"})
    assert desk.client.post(retire).status_code == 302

    kept = desk.client.post(page, changed)
    led = [desk.client.get(page, follow=True), desk.client.post(retire, follow=True)]

    assert (kept.status_code, {name: kept.context["form"][name].value() for name in changed}) == (409, changed)
    assert "This question was removed meanwhile." in kept.text
    assert [[str(each) for each in one.context["messages"]] for one in led] == [
        ["This question was removed meanwhile."]
    ] * 2
    assert not desk.forum.questions.exists()
    assert desk.client.post(page, changed | {"anew": "on"}).status_code == 302
    assert desk.forum.questions.get().field.label.en == "What you eat"


def test_what_never_stood_on_this_agenda_is_not_there(desk: Desk, now: datetime) -> None:
    elsewhere = ForumFactory()
    by: dict[str, Any] = {"by": officer_of(elsewhere), "now": now}
    theirs = agenda.add_part(forum_id=elsewhere.pk, name_en="Theirs", **by)
    agenda.remove_part(part_id=theirs.pk, **by)
    desk.remove("session")

    wrong = [("part", uuid4()), ("part", theirs.public_id), ("figure", desk.items["session"].public_id)]
    answers = [desk.client.post(desk.page(noun, key), {"name_en": "Ours"}).status_code for noun, key in wrong]

    assert answers == [404, 404, 404]
