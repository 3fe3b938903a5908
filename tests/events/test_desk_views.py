"""The officers' desk of a forum, which is not there for anybody else."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from bridgehead.accounts.actor import SYSTEM
from bridgehead.directory.models import OrganisationKind
from bridgehead.events.actions.signing import add_signing
from bridgehead.events.desk_urls import urlpatterns
from bridgehead.events.models import (
    Appearance,
    Badge,
    CheckIn,
    Forum,
    ForumRole,
    ForumSession,
    ForumState,
    Registration,
    RegistrationState,
    WalkIn,
)
from bridgehead.foundation.models import AuditEntry, OutboxItem
from tests.factories.agreements import LedgerRoleFactory, agreed
from tests.factories.forums import (
    STARTS_AT,
    AppearanceFactory,
    ApprovedRegistrationFactory,
    BadgeFactory,
    ForumFactory,
    ForumRoleFactory,
    ForumSessionFactory,
    PartFactory,
    QuestionFactory,
    RegistrationFactory,
    ReportedFigureFactory,
    WalkInFactory,
)
from tests.factories.organisations import OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.signings import signing_session

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def forum() -> Forum:
    """A forum with something of everything."""
    appearance = AppearanceFactory()
    found: Forum = appearance.session.part.forum
    ReportedFigureFactory(forum=found)
    RegistrationFactory(forum=found)
    return found


def officer(forum: Forum) -> Client:
    """The browser of an officer of the forum."""
    client = Client()
    client.force_login(ForumRoleFactory(forum=forum).user)
    return client


def at(name: str, forum: Forum, **more: Any) -> str:
    return reverse(f"events_desk:{name}", kwargs={"public_id": forum.public_id, **more})


def everything() -> list[object]:
    """All that a refused deed must leave as it was."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Forum,
            Appearance,
            Registration,
            ForumRole,
            Badge,
            CheckIn,
            WalkIn,
            AuditEntry,
            OutboxItem,
        )
    ]


def _addresses(forum: Forum) -> list[str]:
    """Every address of the desk, filled with things of this forum."""
    appearance = Appearance.objects.get(session__part__forum=forum)
    registration = forum.registrations.first()
    role = ForumRoleFactory(forum=forum)
    item = add_signing(session_id=signing_session(forum).pk, agreement_id=agreed().pk, by=SYSTEM, now=forum.changed_at)
    badge = BadgeFactory(registration=ApprovedRegistrationFactory(forum=forum))
    day = STARTS_AT.date()
    came = CheckIn.objects.create(badge=badge, day=day, at=STARTS_AT, last_in_at=STARTS_AT, source="online")
    question = QuestionFactory(forum=forum)
    items = {"part": appearance.session.part, "session": appearance.session, "appearance": appearance}
    found = []
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        names = set(pattern.pattern.converters)
        given: dict[str, Any] = {
            "public_id": forum.public_id,
            "registration_id": getattr(registration, "public_id", None),
            "role_id": role.public_id,
            "noun": "appearance",
            "session_id": item.session.public_id,
            "signing_id": item.public_id,
            "check_id": item.session.check_items.order_by("order")[0].public_id,
            "kind": "programme",
            "language": "en",
            "badge_id": badge.public_id,
            "badge_deed": "replace",
            "check_in_id": came.public_id,
            "walk_in_id": WalkInFactory(forum=forum).public_id,
            "verdict": "admit",
            "question_id": question.public_id,
            "step": "up",
            "participant_type": "company",
            "item_id": items["part" if pattern.name == "new_session" else "session"].public_id,
        }
        if "noun" in names:
            given["item_id"] = appearance.public_id
        if "public_id" in names:
            found.append(reverse(f"events_desk:{pattern.name}", kwargs={name: given[name] for name in names}))
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_desk_of_another_forum_is_not_there(forum: Forum, method: str) -> None:
    stranger = officer(ForumFactory())
    addresses = _addresses(forum)
    before = everything()

    answers = {address: getattr(stranger, method)(address).status_code for address in addresses}

    assert len(answers) >= 19
    assert {address: status for address, status in answers.items() if status not in {404, 405}} == {}
    assert everything() == before


def test_desk_is_not_there_for_participants(forum: Forum) -> None:
    client = Client()
    client.force_login(UserFactory())

    assert {client.get(address).status_code for address in _addresses(forum)} <= {404, 405}
    assert client.get("/en/desk/forums/").status_code == 404


def test_visitor_is_led_to_sign_in(forum: Forum) -> None:
    address = at("registrations", forum)

    answer = Client().get(address)

    assert (answer.status_code, answer["Location"]) == (302, f"/en/account/login/?next={address}")


def test_every_page_of_the_desk_opens_in_both_languages(forum: Forum) -> None:
    addresses = _addresses(forum)
    holder = ForumRoleFactory(forum=forum).user
    LedgerRoleFactory(agency=forum.signing_items.get().agreement.keeper, user=holder)
    client = Client()
    client.force_login(holder)
    pages = [address for address in addresses if client.get(address).status_code not in {302, 405}]

    assert len(pages) == 27
    for address in pages:
        for language in ("en", "ko"):
            answer = client.get(address.replace("/en/", f"/{language}/", 1))
            assert (address, answer.status_code) == (address, 200)
            assert "style=" not in answer.content.decode("utf-8", "replace")


def settings_of(**changed: str) -> dict[str, str]:
    given = {
        "name_ko": "보스턴 포럼",
        "name_en": "Boston Forum",
        "city_ko": "보스턴",
        "city_en": "Boston",
        "zone": "America/New_York",
        "starts_at": "2023-04-27T16:00",
    }
    return {**given, **changed}


def test_times_are_typed_as_the_clocks_of_the_forum_show_them(forum: Forum) -> None:
    answer = officer(forum).post(
        at("settings", forum), settings_of(zone="Asia/Seoul", starts_at="2023-04-28 05:00", capacity="120")
    )

    forum.refresh_from_db()
    assert (answer.status_code, forum.starts_at, forum.zone, forum.capacity) == (
        302,
        datetime(2023, 4, 27, 20, 0, tzinfo=UTC),
        "Asia/Seoul",
        120,
    )


def test_a_forum_that_bears_an_older_name_of_its_zone_is_saved_with_it(forum: Forum) -> None:
    Forum.objects.update(zone="US/Eastern")
    page = officer(forum).get(at("settings", forum)).content.decode()
    assert '<option value="US/Eastern" selected>New York (US/Eastern)</option>' in page

    answer = officer(forum).post(at("settings", forum), settings_of(zone="US/Eastern", city_en="Cambridge"))

    forum.refresh_from_db()
    assert (answer.status_code, forum.zone, forum.city_en) == (302, "US/Eastern", "Cambridge")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"starts_at": "2023-03-12T02:30"},
            "There is no 02:30 on 2023-03-12 in New York: summer time begins and the clocks jump over it.",
        ),
        ({"starts_at": "half past four"}, "“half past four” is not a day and a time."),
        ({"starts_at": "9999-12-31T23:59"}, "“9999-12-31T23:59” is not a day and a time."),
        ({"starts_at": "0001-01-01T00:00", "zone": "Asia/Seoul"}, "“0001-01-01T00:00” is not a day and a time."),
        ({"starts_at": "2023-04-27T16:00+09:00"}, "“2023-04-27T16:00+09:00” is not a day and a time."),
        ({"starts_at": ""}, "Say on which day and at what time the forum starts."),
        ({"ends_at": "2023-04-27T15:00"}, "The forum must end after it starts."),
        ({"zone": "Mars/Olympus"}, "Mars/Olympus is not in the list."),
        ({"name_ko": "", "name_en": ""}, "A forum needs a name in Korean or in English."),
        ({"capacity": "0"}, "greater than or equal to 1"),
    ],
)
def test_wrong_settings_are_said_and_nothing_typed_is_lost(
    forum: Forum, changed: dict[str, str], sentence: str
) -> None:
    client = officer(forum)
    before = everything()

    answer = client.post(at("settings", forum), settings_of(occasion_en="A state visit", **changed))

    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="A state visit"' in page
    assert changed.get("starts_at", "2023-04-27T16:00") in page
    assert everything() == before


def test_settings_that_a_colleague_changed_meanwhile_are_shown_and_not_written_over(forum: Forum) -> None:
    client, page = officer(forum), at("settings", forum)
    host = OrganisationFactory(kind=OrganisationKind.AGENCY, name_en="Host of both")

    def opened() -> dict[str, Any]:
        form = client.get(page).context["form"]
        return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}

    mine, theirs = opened() | {"place_en": "Hall B"}, opened() | {"place_en": "Hall A", "hosts": [host.public_id]}
    assert client.post(page, theirs).status_code == 302
    refused = client.post(page, mine)

    typed = refused.context["form"]
    assert (refused.status_code, typed["place_en"].value(), typed.non_field_errors()) == (
        422,
        "Hall B",
        [
            "Somebody has changed this since you opened the page.",
            "By now it says: Place (English) – Hall A; Hosts – Host of both.",
            "Saving once more puts what you typed in the place of that.",
        ],
    )
    forum.refresh_from_db()
    assert (forum.place_en, forum.host_ids) == ("Hall A", str(host.public_id))

    again = {name: typed[name].value() or [] for name in typed.fields}
    assert client.post(page, again).status_code == 302
    forum.refresh_from_db()
    assert (forum.place_en, forum.host_ids) == ("Hall B", "")


def test_forum_is_set_up_at_the_desk() -> None:
    client = officer(ForumFactory())

    answer = client.post("/en/desk/forums/new/", settings_of())

    made = Forum.objects.get(name_en="Boston Forum")
    assert (answer.status_code, answer["Location"]) == (302, at("forum", made))
    assert (made.state, made.starts_at) == ("draft", datetime(2023, 4, 27, 20, 0, tzinfo=UTC))


def test_state_moves_and_a_wrong_step_is_a_sentence(forum: Forum) -> None:
    client = officer(forum)

    client.post(at("move", forum), {"state": "running"})
    answer = client.post(at("move", forum), {"state": "draft"})

    forum.refresh_from_db()
    assert (forum.state, answer.status_code) == (ForumState.RUNNING, 403)
    assert "A forum that is “running” cannot become “draft”." in answer.content.decode()


def test_approving_one_says_so_and_comes_back_to_the_filtered_table(forum: Forum) -> None:
    asked = forum.registrations.get()

    answer = officer(forum).post(
        at("approve", forum, registration_id=asked.public_id), {"back": "state=applied&page=2"}, follow=True
    )

    asked.refresh_from_db()
    assert asked.state == "approved"
    assert answer.redirect_chain == [(f"{at('registrations', forum)}?state=applied&page=2", 302)]
    assert "is approved." in answer.content.decode()


@pytest.mark.parametrize("back", ["\r\nSet-Cookie: a=b", "한글", "//evil.example/"])
def test_way_back_never_leaves_the_table(forum: Forum, back: str) -> None:
    asked = forum.registrations.get()

    answer = officer(forum).post(at("approve", forum, registration_id=asked.public_id), {"back": back})

    assert answer["Location"].startswith(at("registrations", forum))


def test_who_finds_no_place_is_said_to_wait(forum: Forum) -> None:
    asked = forum.registrations.get()
    Forum.objects.filter(pk=forum.pk).update(capacity=1)
    ApprovedRegistrationFactory(forum=forum)

    answer = officer(forum).post(at("approve", forum, registration_id=asked.public_id), follow=True)

    asked.refresh_from_db()
    assert asked.state == "waiting"
    assert "No place is left:" in answer.content.decode()


def test_ticked_registrations_are_approved_together(forum: Forum) -> None:
    more = RegistrationFactory.create_batch(2, forum=forum)
    foreign = RegistrationFactory()

    officer(forum).post(
        at("approve_several", forum), {"chosen": [str(each.public_id) for each in [*more, foreign]] + ["rubbish"]}
    )

    assert sorted(Registration.objects.values_list("forum", "state")) == sorted(
        [(forum.pk, "applied"), (forum.pk, "approved"), (forum.pk, "approved"), (foreign.forum_id, "applied")]
    )


def test_declining_without_a_reason_asks_for_one(forum: Forum) -> None:
    asked = forum.registrations.get()
    client = officer(forum)
    before = everything()

    answer = client.post(at("decline", forum, registration_id=asked.public_id), {"reason": " "})

    assert answer.status_code == 422
    assert "Say why, in a sentence that the person will read." in answer.content.decode()
    assert everything() == before


def test_declining_keeps_the_reason(forum: Forum) -> None:
    asked = forum.registrations.get()

    officer(forum).post(at("decline", forum, registration_id=asked.public_id), {"reason": "Only companies."})

    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("declined", "Only companies.")


def test_export_holds_what_was_filtered_and_is_kept_in_the_trail(forum: Forum) -> None:
    ApprovedRegistrationFactory(
        forum=forum,
        user__email="in@example.com",
        user__given_name_en="=cmd()",
        user__family_name_en="",
        organisation__name_en="Genosco",
    )
    client = officer(forum)

    answer = client.post(at("export", forum), {"kind": "csv", "state": "approved"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert (rows[1][1], rows[1][2], rows[1][4], rows[1][6]) == ("'=cmd()", "in@example.com", "Genosco", "approved")
    entry = AuditEntry.objects.get(verb="events.registrations_exported")
    assert entry.change == {"rows": [None, 1]}
    assert client.get(at("export", forum)).status_code == 405
    assert client.post(at("export", forum), {"kind": "pdf"}).status_code == 404
    assert client.post(at("export", forum), {"kind": "xlsx"}).content.startswith(b"PK")


def test_agenda_moves_by_button_and_htmx_gets_the_editor_only(forum: Forum) -> None:
    first = Appearance.objects.get(session__part__forum=forum)
    second = AppearanceFactory(session=first.session)
    client = officer(forum)
    address = at("move_item", forum, noun="appearance", item_id=second.public_id)

    plain = client.post(address, {"step": "up"})
    swapped = client.post(address, {"step": "down"}, headers={"HX-Request": "true"})

    assert (plain.status_code, plain["Location"]) == (302, at("agenda", forum))
    assert swapped.status_code == 200
    assert swapped.content.decode().lstrip().startswith('<div id="agenda-editor">')
    assert list(first.session.appearances.order_by("order")) == [first, second]
    assert client.post(address, {"step": "sideways"}).status_code == 404


def test_organisation_is_added_by_its_name_in_either_language(forum: Forum) -> None:
    session = Appearance.objects.get(session__part__forum=forum).session
    known = OrganisationFactory(name_ko="제노스코", name_en="Genosco")
    OrganisationFactory(name_ko="같은이름", name_en="One")
    OrganisationFactory(name_ko="같은이름", name_en="Two")
    client, address = officer(forum), at("new_appearance", forum, item_id=session.public_id)

    answers = {
        name: client.post(address, {"organisation": name, "role": "presents"})
        for name in ("genosco", "Nobody Ltd", "같은이름")
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "genosco": 302,
        "Nobody Ltd": 422,
        "같은이름": 422,
    }
    assert "The directory lists no organisation of this name." in answers["Nobody Ltd"].content.decode()
    assert "Several organisations bear this name." in answers["같은이름"].content.decode()
    assert session.appearances.filter(organisation=known).exists()


def test_session_is_added_with_its_times(forum: Forum) -> None:
    part = forum.parts.get()

    answer = officer(forum).post(
        at("new_session", forum, item_id=part.public_id),
        {"kind": "signing", "name_ko": "체결식", "starts_at": "2023-04-27T17:00", "ends_at": "2023-04-27T18:00"},
    )

    assert answer.status_code == 302
    made = part.sessions.get(kind="signing")
    assert (made.starts_at, made.ends_at) == (
        datetime(2023, 4, 27, 21, 0, tzinfo=UTC),
        datetime(2023, 4, 27, 22, 0, tzinfo=UTC),
    )


def test_what_another_officer_changed_meanwhile_is_shown_beside_what_was_typed_and_not_written_over() -> None:
    session = ForumSessionFactory(name_ko="", name_en="Case talks", room_ko="", room_en="Hall A")
    found = session.part.forum
    appearance = AppearanceFactory(session=session)
    figure = ReportedFigureFactory(forum=found)
    items: dict[str, tuple[Any, str, Any]] = {
        "part": (session.part, "name_en", "Ours"),
        "session": (session, "room_en", "Hall B"),
        "appearance": (appearance, "year", 2022),
        "figure": (figure, "label_en", "Ours"),
    }
    client = officer(found)
    for noun, (item, field, ours) in items.items():
        page = at("change_item", found, noun=noun, item_id=item.public_id)
        form = client.get(page).context["form"]
        sent = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
        before, theirs = sent[field], 2024 if field == "year" else "Theirs"
        type(item).objects.filter(pk=item.pk).update(**{field: theirs})

        refused = client.post(page, sent | {field: ours})

        typed = refused.context["form"]
        assert (refused.status_code, typed[field].value(), typed.non_field_errors()) == (
            422,
            str(ours),
            [
                "Somebody has changed this since you opened the page.",
                f"By now it says: {typed[field].label} – {theirs}.",
                "Saving once more puts what you typed in the place of that.",
            ],
        )
        item.refresh_from_db()
        assert (getattr(item, field), before != theirs) == (theirs, True)

        again = {name: typed[name].value() or "" for name in typed.fields}
        assert client.post(page, again).status_code == 302
        item.refresh_from_db()
        assert getattr(item, field) == ours


def test_role_is_given_by_address_and_unknown_people_are_not_guessed(forum: Forum) -> None:
    person = UserFactory(email="press@example.com")
    client = officer(forum)

    given = client.post(at("roles", forum), {"email": "Press@Example.com", "role": "press"})
    unknown = client.post(at("roles", forum), {"email": "nobody@example.com", "role": "press"})

    assert (given.status_code, unknown.status_code) == (302, 422)
    assert "Nobody has signed in with this address yet." in unknown.content.decode()
    assert list(forum.role_holders.filter(role="press").values_list("user", flat=True)) == [person.pk]


@pytest.mark.parametrize("name", ["registrations", "agenda", "roles", "forum"])
def test_page_costs_the_same_however_much_there_is(forum: Forum, name: str) -> None:
    client = officer(forum)
    session = Appearance.objects.get(session__part__forum=forum).session
    costs = []
    for more in (8, 60):
        for _each in range(more):
            RegistrationFactory(forum=forum)
            AppearanceFactory(session=session)
            ForumRoleFactory(forum=forum)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at(name, forum)).status_code == 200
        costs.append(len(captured))

    # The pager's second page is one count more at most; nothing grows with the rows.
    assert costs[0] == costs[1]
    assert costs[0] <= 16


def test_waiting_list_is_shown_in_its_order(forum: Forum) -> None:
    since = datetime(2023, 4, 1, tzinfo=UTC)
    for name, day in (("Later", 3), ("Sooner", 2)):
        RegistrationFactory(
            forum=forum,
            user__given_name_en=name,
            state=RegistrationState.WAITING,
            waiting_since=since.replace(day=day),
        )

    page = officer(forum).get(f"{at('registrations', forum)}?state=waiting").content.decode()

    assert 0 < page.index("Sooner") < page.index("Later")


def test_a_reason_on_two_lines_is_refused_at_its_field_and_changes_nothing(client: Client) -> None:
    asked = RegistrationFactory()
    client.force_login(ForumRoleFactory(forum=asked.forum).user)

    answer = client.post(
        f"/en/desk/forums/{asked.forum.public_id}/registrations/{asked.public_id}/decline/",
        {"reason": "One line\nand another."},
    )

    asked.refresh_from_db()
    assert (answer.status_code, asked.state) == (422, "applied")
    assert answer.context["form"].errors == {"reason": ["Write this on one line, without line breaks."]}


def test_what_is_no_filter_is_passed_over_also_in_the_sheet(forum: Forum) -> None:
    client = officer(forum)
    asked = forum.registrations.get()

    page = client.get(at("registrations", forum), {"participant_type": "spy", "state": "lost"})
    sheet = client.post(at("export", forum), {"kind": "csv", "words": "a\0b", "participant_type": "spy\0"})

    assert list(page.context["page"]) == [asked]
    assert asked.user.email in sheet.content.decode("utf-8-sig")


def test_held_is_asked_before_it_is_set(forum: Forum) -> None:
    page = officer(forum).get(at("forum", forum)).text

    assert "Yes, it has been held" in page
    assert "The forum has not begun yet." not in page


def test_held_is_not_offered_before_the_forum_begins() -> None:
    coming = ForumFactory(starts_at=datetime(2126, 4, 27, 20, 0, tzinfo=UTC))

    page = officer(coming).get(at("forum", coming)).text

    assert "Yes, it has been held" not in page
    assert "The forum has not begun yet. It can be set to “held” once it has." in page


def test_what_does_not_fit_on_an_agenda_is_listed_and_warned_of_but_not_forbidden(forum: Forum) -> None:
    part = forum.parts.get()
    starts = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)
    hour = timedelta(hours=1)
    agendas = [
        ForumSessionFactory(part=part, name_en=name, room_en=room, starts_at=since, ends_at=since + hour)
        for name, room, since in (("Signing", "Hall A", starts), ("Reception", "hall a", starts + hour / 2))
    ]
    firm = OrganisationFactory(name_en="Twice Inc.")
    for each in agendas:
        AppearanceFactory(session=each, organisation=firm)
    ForumSessionFactory(part=part, room_en="Hall A", starts_at=starts - hour, ends_at=starts)
    part.ends_at = starts + hour
    part.save()
    browser = officer(forum)

    page = browser.get(at("agenda", forum))
    form = at("change_item", forum, noun="session", item_id=agendas[1].public_id)
    shown = browser.get(form).text
    sent = {"kind": "networking", "name_en": "Reception", "room_en": "Hall B"}
    sent |= {"starts_at": "2023-04-27T16:30", "ends_at": "2023-04-27T17:30"}
    saved = browser.post(form, sent, follow=True)

    room = "“Signing” and “Reception” are in one room at one time: Hall A."
    twice = "Twice Inc. stands in “Signing” and in “Reception” at one time."
    late = "“Reception” lies outside of the time of its part."
    assert [each.says for each in page.context["conflicts"]] == [room, twice, late]
    assert [each in shown for each in (room, twice, late)] == [True, True, True]
    assert [str(each) for each in saved.context["messages"]] == ["The agenda is changed.", twice, late]


def test_only_the_outermost_sessions_have_nowhere_to_go(forum: Forum) -> None:
    first, last = forum.parts.get(), PartFactory(forum=forum, number=30_000)
    for part in (first, last):
        ForumSessionFactory(part=part, order=30_000)

    page = officer(forum).get(at("agenda", forum)).text

    found = []
    for session in ForumSession.objects.filter(part__forum=forum).order_by("part__number", "order"):
        move = at("move_item", forum, noun="session", item_id=session.public_id)
        form = page.split(f'action="{move}"')[1].split("</form>")[0]
        found.append([f'value="{step}" disabled' in form for step in ("up", "down")])
    assert found == [[True, False], [False, False], [False, True]]
