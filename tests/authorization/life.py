"""The life of a round and of an agreement as its people live it, with a word of its own in all that is not for all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.accounts.models import User
from bridgehead.agreements.actions import confirmations, lapses, questions
from bridgehead.agreements.actions.signatures import send_to_sign
from bridgehead.agreements.actions.signing_jobs import remind_signatories
from bridgehead.agreements.models import Agreement, Confirmation, Party
from bridgehead.directory.actions import members, standing
from bridgehead.directory.actions.consents import ask_many
from bridgehead.directory.actions.joining import ask_to_join, code_of, keep_out, prove_address, send_code
from bridgehead.directory.actions.sheets import import_sheet, keep_sheet
from bridgehead.directory.adapters.sheets import SheetTold
from bridgehead.directory.models import Membership, Organisation
from bridgehead.directory.queries.sheets import ids_to_ask, steps_of
from bridgehead.directory.rules.matching import mark_of
from bridgehead.events.actions import registrations
from bridgehead.events.actions.agenda import change_session, remove_session
from bridgehead.events.actions.forums import change_forum
from bridgehead.events.actions.halls import hold_hall
from bridgehead.events.actions.picks import pick_session
from bridgehead.events.actions.questions import ask_by_mail
from bridgehead.events.models import Registration
from bridgehead.foundation import clock, notices
from bridgehead.foundation.models import OutboxItem
from bridgehead.newsroom.actions.letters import write_letters_due
from bridgehead.newsroom.actions.press import new_press_link
from bridgehead.outcomes.actions import follow_ups, inquiries
from bridgehead.outcomes.models import FollowUp, Inquiry
from bridgehead.partnering.actions.afterwards import ask_how_it_went, ask_what_became
from bridgehead.partnering.actions.reminders import remind
from bridgehead.partnering.actions.requests import expire_requests, send_request, withdraw_request
from bridgehead.partnering.models import (
    Delegation,
    MeetingRequest,
    PersonalTimetable,
    RoundPhase,
    Slot,
    SpotRequest,
    Table,
)
from bridgehead.partnering.queries.reminders import reminders_due
from bridgehead.partnering.rules import MAILED_ALONE
from bridgehead.places.actions import bookings, visitors
from bridgehead.places.actions.minding import remind_at
from bridgehead.places.actions.series import Wanted, book_series
from bridgehead.places.actions.waiting import wait_for_room
from bridgehead.places.models import Premises, Room, RoomKind
from bridgehead.places.models.premises import always_open
from bridgehead.programmes.actions import applications
from bridgehead.programmes.actions import questions as call_questions
from bridgehead.programmes.actions.appeals import answer_appeal, file_appeal
from bridgehead.programmes.actions.assigning import assign
from bridgehead.programmes.actions.attachments import bring_file
from bridgehead.programmes.actions.conflicts import declare_conflict
from bridgehead.programmes.actions.decisions import accept_place, write_letters
from bridgehead.programmes.actions.handing_in import hand_in
from bridgehead.programmes.actions.more import ask_for_more, extend_more
from bridgehead.programmes.actions.office_hours import book_hour, cancel_hour
from bridgehead.programmes.actions.reminding import remind_due
from bridgehead.programmes.actions.reports import save_report
from bridgehead.programmes.actions.review_reminders import remind_reviewers
from bridgehead.programmes.actions.reviews import save_review
from bridgehead.programmes.actions.tasks import finish_task
from bridgehead.programmes.actions.teams import invite_writer
from bridgehead.programmes.actions.tenures import ask_renewal, decline_renewal
from bridgehead.programmes.models import AppealOutcome, Application, DecisionOutcome, ProgrammeRole, Task, TeamMember
from bridgehead.programmes.queries.decisions import letter_texts
from tests.clocks import standing_still
from tests.factories.agreements import LedgerRoleFactory, licence_said, signed
from tests.factories.cohorts import CohortPlaceFactory
from tests.factories.company_reports import period_of
from tests.factories.deciding import published, reviewed_call
from tests.factories.forums import ForumFactory, ForumRoleFactory, ForumSessionFactory, QuestionFactory
from tests.factories.mentoring import hour_of, mentor_of
from tests.factories.newsroom import let_in, wrote
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.outcomes import follow_all
from tests.factories.partnering import DelegateFactory, DelegationFactory, RoundFactory, TimetableFactory, delegation_of
from tests.factories.people import UserFactory, actor_of
from tests.factories.places import BookingFactory, EntitlementFactory, PremisesFactory, desk_of, room_at
from tests.factories.programmes import call_open
from tests.factories.reviews import criterion_of, reviewer_of, stage_of
from tests.factories.signatures import paper, signers_of, token_of, work
from tests.factories.tasks import task_for
from tests.partnering.scenes import Scene, address, browser, person

#: Who lives it.
PEOPLE = ("asker", "asked", "decliner", "rival", "officer", "stranger", "guest", "waiter", "invited")


class RefusingOnce(EmailBackend):
    """A mail server that refuses the first mail to each address in the words of a real one, and takes the next."""

    refused: set[str] = set()

    def send_messages(self, messages: Any) -> int:
        """Refuse with the reader's address, or take the mails in."""
        for each in messages:
            reader = each.recipients()[0]
            if reader not in self.refused:
                self.refused.add(reader)
                raise SMTPRecipientsRefused({reader: (450, f"4.2.1 <{reader}>: mailbox busy".encode())})
        return super().send_messages(messages)


@dataclass
class Life:
    """The people by name, and every word by what it gives away."""

    now: datetime
    scene: Scene = field(default_factory=Scene)
    people: dict[str, User] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def word(self, secret: str) -> str:
        """Return the word that stands in a secret and nowhere else; none is the beginning of another."""
        return self.words.setdefault(secret, f"canary-{secret.replace(' ', '-')}-z")

    def told(self) -> dict[str, str]:
        """Return by person everything that was mailed to them; their own address is no secret to them."""
        owners = {person.email: name for name, person in self.people.items()}
        found: dict[str, str] = {}
        for each in mail.outbox:
            (reader,) = each.recipients()
            name = owners[re.search(r"[^\s<]+@[^\s>]+", reader).group()]  # type: ignore[union-attr]  # it is an address
            found[name] = found.get(name, "") + each.message().as_string() + str(each.body) + str(each.alternatives)
        return found


def begin(now: datetime) -> Life:
    """Put the people in place, each with a name, an address and a telephone that nobody else has."""
    life = Life(now)
    held = life.scene
    life.people = {
        "asker": person(held.hanbit),
        "asked": person(held.acme),
        "decliner": person(held.beacon),
        "rival": person(held.saebyeok),
        "officer": held.officer,
        **{name: UserFactory() for name in ("stranger", "guest", "waiter", "invited")},
    }
    for name, each in life.people.items():
        each.email = f"{life.word(f'address of {name}')}@example.com"
        each.given_name_en = each.given_name_ko = life.word(f"name of {name}")
        each.phone = life.word(f"telephone of {name}")
        each.language = "en"
        each.save()
        EmailAddress.objects.create(user=each, email=each.email, verified=True, primary=True)
    held.lay()
    Table.objects.filter(pk=held.tables[1].pk).update(area_en=life.word("draft"), area_ko=life.word("draft"))
    return life


def live(life: Life) -> None:
    """Everything that happens in a round, what is refused and what fails included."""
    _register(life)
    _ask_and_answer(life)
    _fail(life)
    _publish(life)
    _sign_in(life)
    _say_of_organisations(life)
    _bring_in(life)
    _join(life)
    _confirm(life)
    _sign(life)
    _let_the_press_in(life)
    _follow_the_news(life)
    _use_rooms(life)
    _ask_about_a_call(life)
    _apply_for_a_call(life)
    _report_to_a_programme(life)
    _ask_a_mentor(life)
    _decide_a_call(life)
    deliver(life.now)


def deliver(now: datetime) -> None:
    """Deliver what is staged, also what the mail server refused at first and what falls due in a month."""
    for later in (*range(4), *range(30, 34)):
        while notices.deliver_next(now + timedelta(days=later)):
            pass
    left = list(OutboxItem.objects.filter(delivered_at=None).values_list("kind", "attempts", "last_error"))
    assert left == [], left


def _register(life: Life) -> None:
    """One is declined with a reason, one gets the only place and leaves it, one waits for it and gets it."""
    small = ForumFactory(capacity=1)
    officer = life.people["officer"]
    ForumRoleFactory(forum=small, user=officer)
    by, asked = actor_of(officer), {}
    for name in ("stranger", "guest", "waiter"):
        mine = MembershipFactory(user=life.people[name], role="owner", organisation__is_listed=False).organisation
        asked[name] = registrations.register(
            forum_id=small.pk,
            organisation_id=mine.pk,
            participant_type="company",
            by=actor_of(life.people[name]),
            now=life.now,
        )
        deliver(life.now)
    reason = {"reason": life.word("registration reason")}
    browser(officer).post(address("events_desk:decline", small.public_id, asked["stranger"].public_id), reason)
    for name in ("guest", "waiter"):
        registrations.approve_registration(registration_id=asked[name].pk, by=by, now=life.now)
        deliver(life.now)
    change_forum(forum_id=small.pk, by=by, now=life.now, starts_at=small.starts_at + timedelta(hours=1))
    deliver(life.now)
    _move_what_is_picked(asked["guest"], by, life.now)
    ask_by_mail(question_id=QuestionFactory(forum=small, required=True).pk, by=by, now=life.now)
    deliver(life.now)
    registrations.withdraw_registration(
        registration_id=asked["guest"].pk, by=actor_of(life.people["guest"]), now=life.now
    )
    deliver(life.now)
    shown = {"timetable": TimetableFactory(round=RoundFactory(forum=small), state="published", version=1)}
    waiting = DelegationFactory(round=shown["timetable"].round, organisation=asked["waiter"].organisation)
    meets = DelegateFactory(delegation=waiting, user=life.people["waiter"])
    PersonalTimetable.objects.create(**shown, delegate=meets, user=meets.user)
    why = {"reason_en": life.word("why a forum is called off"), "sure": "on"}
    assert browser(officer).post(address("events_desk:call_off", small.public_id), why).status_code == 302
    deliver(life.now)


def _move_what_is_picked(registration: Registration, by: Actor, now: datetime) -> None:
    """Of two sessions that somebody has picked, one is moved and the other taken away."""
    moved, removed = ForumSessionFactory.create_batch(2, part__forum=registration.forum)
    for each in (moved, removed):
        pick_session(session_id=each.pk, by=actor_of(registration.user), now=now)
    change_session(session_id=moved.pk, room_en="Hall B", by=by, now=now)
    remove_session(session_id=removed.pk, by=by, now=now)
    deliver(now)


def _request(life: Life, asking: str, asked: Delegation, message: str = "") -> MeetingRequest:
    page = address("partnering:partner", life.scene.round.public_id, asked.public_id)
    browser(life.people[asking]).post(page, {"strength": "like", "message": message})
    return MeetingRequest.objects.latest("pk")


def _ask_and_answer(life: Life) -> None:
    held, to = life.scene, address
    browsers = {name: browser(each) for name, each in life.people.items()}
    first = _request(life, "asker", held.acme, life.word("message"))
    deliver(life.now)
    browsers["asked"].post(to("partnering:say", first.public_id), {"text": life.word("question")})
    browsers["asker"].post(to("partnering:say", first.public_id), {"text": life.word("reply")})
    browsers["asked"].post(to("partnering:accept", first.public_id), {"strength": "must"})
    second = _request(life, "asker", held.beacon, life.word("message to the decliner"))
    deliver(life.now)
    browsers["decliner"].post(to("partnering:decline", second.public_id), {"reason": life.word("decline reason")})
    third = _request(life, "rival", held.beacon)
    browsers["decliner"].post(to("partnering:accept", third.public_id), {"strength": "like"})
    deliver(life.now)
    browsers["rival"].post(to("partnering:withdraw", third.public_id))
    _ask_at_once(life)
    browsers["asked"].post(to("partnering:no_thanks", held.round.public_id, held.saebyeok.public_id))
    _request(life, "rival", held.acme, life.word("message to who wants no meeting"))
    deliver(life.now)
    expire_requests(life.now + timedelta(days=30))


def _ask_at_once(life: Life) -> None:
    """More ask the decliner within a day than come by mails of their own; the morning tells of them, and they go."""
    crowd = [delegation_of(life.scene.round)[1] for _ in range(MAILED_ALONE + 1)]
    wish = {"round_id": life.scene.round.pk, "asked_id": life.scene.beacon.pk, "strength": "like", "now": life.now}
    said = [""] * MAILED_ALONE + [life.word("message of one among many")]
    sent = [send_request(by=each, message=message, **wish) for each, message in zip(crowd, said, strict=True)]
    deliver(life.now)
    for request, by in zip(sent, crowd, strict=True):
        withdraw_request(request_id=request.pk, by=by, now=life.now)


def _fail(life: Life) -> None:
    """Forms that are refused, addresses that are hidden, a form from elsewhere, a search, a wrong feed."""
    held, asked, to = life.scene, MeetingRequest.objects.earliest("pk"), address
    rival, typed = browser(life.people["rival"]), life.word("refused typing")
    partner = to("partnering:partner", held.round.public_id, held.beacon.public_id)
    browser(life.people["asker"]).post(partner, {"strength": "like", "message": typed + "x" * 600})
    for deed, field_name in (("say", "text"), ("decline", "reason"), ("accept", "strength")):
        rival.post(to(f"partnering:{deed}", asked.public_id), {field_name: typed})
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.force_login(life.people["asker"])
    elsewhere.post(partner, {"strength": "like", "message": typed})
    for page in ("/en/companies/", "/en/search/", "/en/nowhere/"):
        rival.get(page, {"q": life.word("search"), "page": "x"})
    rival.post("/en/account/login/", {"email": typed})
    Client().get(f"/feeds/{life.word('feed token')}/timetable.ics")
    for screen in ("doors", "hall"):
        Client().get(f"/{screen}/{life.word(f'token of {screen}')}/")
    mine = MembershipFactory(user=life.people["stranger"], role="owner").organisation
    number = to("directory:number", mine.public_id)
    browser(life.people["stranger"]).post(number, {"register-scheme": "us_ein", "register-number": typed})


def _publish(life: Life) -> None:
    """A run is started and cancelled, another ends; its draft is published from the studio."""
    held, desk = life.scene, browser(life.people["officer"])
    held.move(RoundPhase.PLACE)
    studio = address("partnering_desk:studio", held.round.public_id)
    desk.post(studio, {"budget_seconds": 5, "seed": 3})
    desk.post(address("partnering_desk:cancel_run", held.round.runs.get().public_id))
    agreed = MeetingRequest.objects.get(asking=held.hanbit, asked=held.acme)
    slot: Slot = held.slots[0]
    draft = held.run([(agreed, slot, held.tables[0])])
    desk.get(studio)
    desk.post(address("partnering_desk:publish", draft.public_id))
    browser(life.people["asker"]).get(address("partnering:timetable", held.round.public_id))
    deliver(life.now)
    _remind(slot)
    _on_the_day(life, agreed, slot)


def _remind(slot: Slot) -> None:
    """On the evening before, everybody with a meeting is told of it once more."""
    evening = slot.starts_at - timedelta(hours=15)
    with standing_still(evening):
        for due in reminders_due(evening):
            remind(delegate_id=due.delegate, day=due.day, now=evening)
        deliver(evening)


def _on_the_day(life: Life, agreed: MeetingRequest, slot: Slot) -> None:
    """One side is late, the other cannot come; the meeting is called off with a reason that stands where they talk."""
    asker, asked = browser(life.people["asker"]), browser(life.people["asked"])
    asker.post(address("partnering:late", agreed.public_id), {"minutes": "10"})
    asked.post(address("partnering:cannot_come", life.scene.round.public_id), {"slots": [str(slot.public_id)]})
    deliver(life.now)
    _ask_on_the_spot(life)
    _afterwards(life, agreed, slot)
    off = {"reason": life.word("reason of calling off")}
    asker.post(address("partnering:call_off", agreed.public_id), off)
    deliver(life.now)
    assert agreed.messages.filter(text=off["reason"]).exists()


def _ask_on_the_spot(life: Life) -> None:
    """Just before the first slot a rival asks the decliner for the second one, and is declined once more."""
    held = life.scene
    held.move(RoundPhase.RUN)
    Delegation.objects.filter(round=held.round).update(meets_on_the_spot=True)
    just_before = held.slots[0].starts_at - timedelta(minutes=5)
    with standing_still(just_before):
        free_now = address("partnering:free_now", held.round.public_id)
        asked = browser(life.people["rival"]).post(
            free_now, {"ask": f"{held.slots[1].public_id}:{held.beacon.public_id}"}
        )
        assert asked.status_code == 302
        deliver(just_before)
        spot = SpotRequest.objects.get()
        browser(life.people["decliner"]).post(address("partnering:decline_spot", spot.public_id))
    held.move(RoundPhase.PLACE)


def _afterwards(life: Life, agreed: MeetingRequest, slot: Slot) -> None:
    """As if it had been held: both are asked how it was, one says so with a note, and is asked what became of it."""
    later = slot.ends_at + timedelta(days=1)
    with standing_still(later):
        ask_how_it_went(later)
        deliver(later)
        said = {"attendance": "held", "next_step": "talks", "note": life.word("note after a meeting")}
        browser(life.people["asker"]).post(address("partnering:say_afterwards", agreed.public_id), said)
    due = slot.ends_at + timedelta(days=30)
    with standing_still(due):
        ask_what_became(due)
        deliver(due)


def _sign_in(life: Life) -> None:
    """By a code: a wrong one, then the right one, which is a secret from now on."""
    visitor, before, address_given = Client(), len(mail.outbox), {"email": life.people["asker"].email}
    RefusingOnce.refused.discard(address_given["email"])
    refused = visitor.post("/en/account/login/", address_given)
    assert (refused.status_code, len(mail.outbox)) == (403, before)
    visitor.post("/en/account/login/", address_given)
    found = re.search(r"^\s*(\d{6})\s*$", str(mail.outbox[before].body), re.MULTILINE)
    assert found, mail.outbox[before].body
    life.words["sign-in code"] = found.group(1)
    for code in ("000000", found.group(1)):
        visitor.post("/en/account/login/code/", {"code": code})


def _say_of_organisations(life: Life) -> None:
    officer = life.people["officer"]
    by, mine = actor_of(officer), life.people["stranger"].memberships.earliest("pk").organisation
    browser(officer).post(
        address("directory_desk:decline", mine.public_id), {"reason": life.word("verification reason")}
    )
    deliver(life.now)
    standing.verify_organisation(organisation_id=OrganisationFactory().pk, by=by, now=life.now)
    host = MembershipFactory(user=life.people["guest"], role="owner").organisation
    members.invite_member(
        organisation_id=host.pk,
        by=actor_of(life.people["guest"]),
        email=life.people["invited"].email,
        role="member",
        now=life.now,
    )


def _bring_in(life: Life) -> None:
    """An organisation is brought in from a sheet and asked whether it may be listed; it says yes, and is invited."""
    by, name = actor_of(life.people["officer"]), life.word("organisation brought in")
    rows = [(2, [name, life.people["invited"].email, "US", life.word("cell of a sheet")])]
    told = SheetTold(["name", "e-mail", "country", "remark"], rows, "0" * 64)
    sheet = keep_sheet(name="a.csv", told=told, by=by, now=life.now)
    import_sheet(sheet_id=sheet.pk, seen=mark_of(steps_of(sheet)), by=by, now=life.now)
    ask_many(organisation_ids=ids_to_ask(sheet), by=by, now=life.now)
    deliver(life.now)
    life.words["link to be listed"] = token = _token_mailed(r"/en/companies/listing/(\S+)/")
    for page in (token, f"{token}x"):
        Client().post(f"/en/companies/listing/{page}/", {"answer": "yes"})
    deliver(life.now)


def _join(life: Life) -> None:
    """Somebody asks to join a company: an owner hears of it, a code proves an address, and another is not let in."""
    host = life.people["guest"].memberships.earliest("pk").organisation
    host.site = f"https://{life.people['waiter'].email.partition('@')[2]}"
    host.save()
    by = actor_of(life.people["waiter"])
    asked = ask_to_join(organisation_id=host.pk, note=life.word("note of who asks to join"), by=by, now=life.now)
    deliver(life.now)
    send_code(joining_id=asked.pk, email=life.people["waiter"].email, by=by, now=life.now)
    asked.refresh_from_db()
    life.words["code to join"] = code = code_of(asked)
    deliver(life.now)
    prove_address(joining_id=asked.pk, code=code, by=by, now=life.now)
    rival = ask_to_join(organisation_id=host.pk, note="", by=actor_of(life.people["rival"]), now=life.now)
    deliver(life.now)
    keep_out(joining_id=rival.pk, by=actor_of(life.people["guest"]), now=life.now)
    deliver(life.now)


def _confirm(life: Life) -> None:
    """Both sides of an agreement are asked and reminded; one corrects it through its link, the other never looks."""
    held, keeper = life.scene, LedgerRoleFactory(user=life.people["officer"])
    agreement = signed(licence_said(held.hanbit.organisation, held.acme.organisation), keeper=keeper.agency)
    parties = Party.objects.filter(terms=agreement.current_id).order_by("order")
    contacts = [
        questions.Contact(
            party_id=party.pk, email=life.people[name].email, name=life.word(f"contact name of {name}"), language="en"
        )
        for party, name in zip(parties, ("asker", "asked"), strict=True)
    ]
    by = actor_of(life.people["officer"])
    confirmations.ask_confirmation(agreement_id=agreement.pk, contacts=contacts, by=by, now=life.now)
    deliver(life.now)
    lapses.remind_late(Confirmation, life.now + timedelta(days=24))
    deliver(life.now)
    to = [re.findall(r"/en/confirm/(\S+)/", str(each.body)) for each in mail.outbox if "asked" in _reader(life, each)]
    token = next(found[0] for found in reversed(to) if found)
    life.words["link of asked"] = token
    said = {
        "verdict": "corrected",
        "judged-subject": "wrong",
        "should-subject": life.word("correction"),
        "reason": life.word("reason of a correction"),
        "counterfactual": "later",
        "counterfactual_note": life.word("counterfactual"),
    }
    for step, more in (("review", ""), ("send", "x" * 400), ("send", ""), ("send", "again")):
        Client().post(f"/en/confirm/{token}/", {**said, "step": step, "should-subject": said["should-subject"] + more})
    Client().get(f"/en/confirm/{token}x/")
    _follow_up(life, agreement)


def _sign(life: Life) -> None:
    """Both sides are to sign a paper and are reminded; one declines in words, the other never looks."""
    agreement = Agreement.objects.latest("pk")
    document, by = paper(agreement, now=life.now), actor_of(life.people["officer"])
    signers = [
        replace(each, email=life.people[name].email, name_en=life.word(f"signature of {name}"), language="en")
        for each, name in zip(signers_of(agreement), ("asker", "asked"), strict=True)
    ]
    request = send_to_sign(agreement_id=agreement.pk, document_id=document.pk, signers=signers, by=by, now=life.now)
    work(life.now)
    deliver(life.now)
    request.refresh_from_db()
    remind_signatories(request.provider, request.expires_at - timedelta(days=1))
    deliver(life.now)
    for name, each in zip(("asker", "asked"), request.signatories.select_related("request"), strict=True):
        life.words[f"link to sign of {name}"] = token_of(each)
    said = {"do": "decline", "words": life.word("reason of a signatory")}
    Client().post(f"/en/sign/{life.words['link to sign of asked']}/", said)
    Client().get(f"/en/sign/{life.words['link to sign of asked']}x/")
    work(life.now)


def _follow_up(life: Life, agreement: Agreement) -> None:
    """After a month it is asked what came of the agreement; the officer answers in words that no mail repeats."""
    later = life.now + timedelta(days=31)
    follow_all(later)
    follow_ups.tell_due(later)
    deliver(later)
    said = {"came_of": "under_way", "note": life.word("note of a follow-up")}
    asked = agreement.follow_ups.earliest("step")
    _ask_one(life, asked, later)
    browser(life.people["officer"]).post(address("outcomes_desk:follow_up", asked.public_id), said)


def _ask_one(life: Life, follow_up: FollowUp, now: datetime) -> None:
    """One side is asked at the follow-up and reminded; it answers through its link, and gets its own words back."""
    name, by = life.word("contact name at a follow-up"), actor_of(life.people["officer"])
    party = Party.objects.filter(terms=follow_up.agreement.current_id).order_by("order")[1]
    contact = questions.Contact(party_id=party.pk, email=life.people["asked"].email, name=name, language="en")
    inquiries.ask_parties(follow_up_id=follow_up.pk, contacts=[contact], by=by, now=now)
    with time_machine.travel(now, tick=False):
        deliver(now)
    reminded = now + timedelta(days=24)
    with time_machine.travel(reminded, tick=False):
        lapses.remind_late(Inquiry, reminded)
        deliver(reminded)
        sent = " ".join(str(each.body) for each in mail.outbox)
        token = life.words["link at a follow-up"] = re.findall(r"/en/follow-up/(\S+)/", sent)[-1]
        said = {"step": "send", "came_of": "nothing", "exactness": "exact", "note": life.word("word of a party")}
        Client().post(f"/en/follow-up/{token}/", said)
        deliver(reminded)


def _let_the_press_in(life: Life) -> None:
    """A journalist may read an article before its hour; the letter tells nothing of it."""
    held = wrote(now=life.now, headline="For the press", public_from=life.now + timedelta(days=60))
    given = let_in(held, now=life.now, email=life.people["stranger"].email)
    life.words["press link"] = str(new_press_link(given.pk, life.now))
    Client().get(f"/en/news/press/{life.words['press link']}/")


def _follow_the_news(life: Life) -> None:
    """Somebody has a letter sent to an address, which confirms and gets another."""
    waiter, then = life.people["waiter"].email, life.now + timedelta(days=40)
    wrote(now=life.now, headline="Held", public_from=life.now + timedelta(days=90))
    wrote(now=life.now, headline="News of a letter", public_from=life.now + timedelta(days=39))
    said = {"email": waiter, "language": "en", "rhythm": "daily"}
    with time_machine.travel(then - timedelta(days=2), tick=False):
        Client().post("/en/news/follow/", said)
        deliver(clock.now())
        life.words["link to confirm"] = token = _token_mailed(r"/en/news/confirm/(\S+)/")
        Client().post(f"/en/news/confirm/{token}/")
        Client().get(f"/en/news/confirm/{token}x/")
    with time_machine.travel(then, tick=False):
        write_letters_due(then)
        deliver(then)
        life.words["link of a follower"] = token = _token_mailed(r"/en/news/follow/(\S+)/leave/")
        for page in ("", "x/", "leave/"):
            Client().get(f"/en/news/follow/{token}/{page}")


def _use_rooms(life: Life) -> None:
    """Rooms are booked for what no mail repeats; one is declined with a reason, one goes to a rival who waits."""
    house = PremisesFactory(hours=always_open())
    room, hall = room_at(house), room_at(house, kind=RoomKind.HALL, needs_approval=True)
    by = {name: actor_of(life.people[name]) for name in ("asker", "rival")}
    for each in by.values():
        EntitlementFactory(premises=house, organisation_id=min(each.organisation_ids))
    start = life.now.replace(minute=0) + timedelta(days=1)
    mine = {"organisation_id": min(by["asker"].organisation_ids), "by": by["asker"], "now": life.now}
    time = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    booked = bookings.book(room_id=room.pk, purpose=life.word("booking purpose"), **time, **mine)
    asked = bookings.book(room_id=hall.pk, purpose=life.word("hall purpose"), **time, **mine)
    deliver(life.now)
    remind_at(start - timedelta(minutes=10))
    deliver(start - timedelta(minutes=10))
    reason = life.word("booking reason")
    bookings.decline_booking(booking_id=asked.pk, reason=reason, by=desk_of(house), now=life.now)
    theirs = {"organisation_id": min(by["rival"].organisation_ids), "by": by["rival"], "now": life.now}
    wait_for_room(room_id=room.pk, **time, **theirs)
    bookings.cancel_booking(booking_id=booked.pk, by=by["asker"], now=life.now)
    wanted = Wanted("FREQ=DAILY;COUNT=2", start.date(), start.time(), 60, life.word("series purpose"))
    book_series(room_id=hall.pk, wanted=wanted, **mine)
    deliver(life.now)
    _hold_a_hall(life, house)
    _expect_a_visitor(life, house, room)


def _hold_a_hall(life: Life, house: Premises) -> None:
    """A forum asks for a hall; its officer reads why the house does not give it."""
    officer = life.people["officer"]
    forum = ForumFactory(starts_at=life.now + timedelta(days=9), ends_at=life.now + timedelta(days=9, hours=2))
    ForumRoleFactory(forum=forum, user=officer)
    hall = room_at(house, kind=RoomKind.HALL, needs_approval=True)
    held = hold_hall(forum_id=forum.pk, room_id=hall.pk, by=actor_of(officer), now=life.now)
    reason = life.word("reason of a house")
    bookings.decline_booking(booking_id=held.pk, reason=reason, by=desk_of(house), now=life.now)
    deliver(life.now)


def _expect_a_visitor(life: Life, house: Premises, room: Room) -> None:
    """Somebody is announced and gets a pass, comes, and their host hears of it; another visit is called off."""
    by, desk = actor_of(life.people["asker"]), desk_of(house)
    organisation = min(by.organisation_ids)
    start = life.now.replace(minute=0) + timedelta(hours=2)
    BookingFactory(room=room, starts_at=start, ends_at=start + timedelta(hours=1), organisation_id=organisation)
    said = {
        "name": life.word("visitor"), "email": life.people["guest"].email, "language": "en", "expected_at": start,
        "note": life.word("note on a visitor"),
    }  # fmt: skip
    told = {"premises_id": house.pk, "organisation_id": organisation, "fields": said, "by": by, "now": life.now}
    comes, not_coming = (visitors.announce_visitor(**told) for _number in range(2))
    deliver(life.now)
    life.words["visitor pass"] = token = _token_mailed(r"/en/premises/pass/(\S+)/")
    for page in (token, f"{token}x"):
        Client().get(f"/en/premises/pass/{page}/")
    visitors.call_off_visit(visit_id=not_coming.pk, by=by, now=life.now)
    visitors.let_in(visit_id=comes.pk, by=desk, now=life.now)
    deliver(life.now)


def _ask_about_a_call(life: Life) -> None:
    """Somebody asks about a call: its officers read who and what; the answer tells neither."""
    call = call_open(life.now)
    ProgrammeRole.objects.create(programme=call.programme, user=life.people["officer"])
    by = actor_of(life.people["asker"])
    asked = call_questions.ask(call_id=call.pk, text=life.word("question about a call"), by=by, now=life.now)
    deliver(life.now)
    said = {"question_en": "Who pays for the journey?", "answer_en": "The programme does."}
    officer = actor_of(life.people["officer"])
    call_questions.answer(question_id=asked.pk, is_published=True, by=officer, now=life.now, **said)
    deliver(life.now)


def _apply_for_a_call(life: Life) -> None:
    """A team writes, hands in, is asked for more and given more time, and withdraws in the end."""
    person = life.people["asker"]
    company = Organisation.objects.get(pk=min(actor_of(person).organisation_ids))
    call = call_open(life.now)
    Membership.objects.filter(user=person, organisation=company).update(role="owner")
    ProgrammeRole.objects.create(programme=call.programme, user=life.people["officer"])
    by, officer = actor_of(person), actor_of(life.people["officer"])
    begun = applications.begin_application(call_id=call.pk, organisation_id=company.pk, by=by, now=life.now)
    mine = {"application_id": begun.pk, "by": by, "now": life.now}
    invite_writer(email=life.people["invited"].email, language="en", **mine)
    deliver(life.now)
    life.words["link into a team"] = token = _token_mailed(r"/en/programmes/applications/join/(\S+)/")
    for page in (token, f"{token}x"):
        Client().get(f"/en/programmes/applications/join/{page}/")
    said = {"ko": life.word("answer of an application"), "en": life.word("answer of an application")}
    applications.save_answers(typed={"plan": said, "cleared": "no"}, seen={}, **mine)
    deck = ContentFile(b"deck", name=f"{life.word('file of an application')}.txt")
    bring_file(field="deck", given=deck, **mine)
    hand_in(number=1, **mine)
    deliver(life.now)
    due_at = life.now + timedelta(days=2)
    asked = ask_for_more(
        application_id=begun.pk, text_ko="", text_en=life.word("more that is asked"), fields=["plan"], due_at=due_at,
        by=officer, now=life.now,
    )  # fmt: skip
    deliver(life.now)
    extend_more(request_id=asked.pk, due_at=due_at + timedelta(days=1), by=officer, now=life.now)
    deliver(life.now)
    _review(life, begun, officer)
    applications.withdraw_application(**mine)
    deliver(life.now)


def _report_to_a_programme(life: Life) -> None:
    """A company is reminded of what it owes and reads why it gets no renewal; what it wrote stands in no mail."""
    person = life.people["asker"]
    company = Organisation.objects.get(pk=min(actor_of(person).organisation_ids))
    place = CohortPlaceFactory(organisation=company)
    report = period_of(place.cohort.programme, life.now).reports.get()
    typed = {"i4": life.word("draft of a company report")}
    save_report(report_id=report.pk, typed=typed, by=actor_of(person), now=life.now)
    task, done = (task_for(place, name_en=life.word(each)) for each in ("task that is due", "task that is done"))
    Task.objects.filter(pk__in=[task.task_id, done.task_id]).update(due_on=life.now.date())
    finish_task(company_task_id=done.pk, note=life.word("note on a task"), by=actor_of(person), now=life.now)
    remind_due(life.now)
    reason, answer = life.word("reason of a renewal"), life.word("answer to a renewal")
    asked = ask_renewal(place_id=place.pk, reason=reason, by=actor_of(person), now=life.now)
    decline_renewal(renewal_id=asked.pk, answer=answer, by=SYSTEM, now=life.now)


def _ask_a_mentor(life: Life) -> None:
    """A company books office hours, which the mentor cancels; what it wants to ask stands in no mail."""
    by = actor_of(life.people["asker"])
    place = CohortPlaceFactory(organisation_id=min(by.organisation_ids))
    mentor, person = mentor_of(place.cohort.programme, life.people["stranger"])
    hour = hour_of(mentor, life.now + timedelta(days=3), where=life.word("where office hours take place"))
    asks = life.word("question to a mentor")
    booking = book_hour(hour_id=hour.pk, place_id=place.pk, asks=asks, by=by, now=life.now)
    deliver(life.now)
    cancel_hour(booking_id=booking.pk, reason=life.word("reason of a mentor"), by=person, now=life.now)
    deliver(life.now)


def _review(life: Life, application: Application, officer: Actor) -> None:
    """A reviewer is given the application in a blind stage, begins, is reminded, and recognises it."""
    call = application.call
    criterion_of(call)
    stage = stage_of(call, life.now, application, is_blind=True, due_at=life.now + timedelta(days=9))
    reviewer, reader = reviewer_of(call.programme, user=life.people["stranger"])
    run = {"stage_id": stage.pk, "by": officer, "now": life.now}
    given = assign(reviewer_id=reviewer.pk, application_id=application.pk, **run)
    deliver(life.now)
    save_review(
        assignment_id=given.pk, halves={}, comment_for_officers=life.word("comment of a review"),
        comment_for_applicant="", is_final=False, by=reader, now=life.now,
    )  # fmt: skip
    remind_reviewers(**run)
    deliver(life.now)
    note = life.word("note on a conflict")
    declare_conflict(reviewer_id=reviewer.pk, application_id=application.pk, note=note, by=reader, now=life.now)
    deliver(life.now)


def _decide_a_call(life: Life) -> None:
    """One is admitted and accepts, a rival stands in reserve and appeals; no mail names the other."""
    call, _other, found = reviewed_call(life.now, {"A": [(20, 40)], "B": [(10, 20)]})
    ProgrammeRole.objects.filter(programme=call.programme).update(user=life.people["officer"])
    officer = actor_of(life.people["officer"])
    for name, who in (("A", "asker"), ("B", "rival")):
        TeamMember.objects.filter(application=found[name][0]).update(user=life.people[who])
        Membership.objects.filter(organisation=found[name][0].organisation).update(user=life.people[who])
    said = {
        DecisionOutcome.ADMITTED: life.word("letter of who is admitted"),
        DecisionOutcome.RESERVE: life.word("letter of who stands in reserve"),
    }
    texts = letter_texts(call) | {outcome: {"ko": text, "en": text} for outcome, text in said.items()}
    write_letters(call_id=call.pk, texts=texts, by=officer, now=life.now)
    published(call, officer, life.now)
    deliver(life.now)
    accept_place(application_id=found["A"][0].pk, by=actor_of(life.people["asker"]), now=life.now)
    rival = actor_of(life.people["rival"])
    appeal = file_appeal(application_id=found["B"][0].pk, text=life.word("appeal"), by=rival, now=life.now)
    answer = {"outcome": AppealOutcome.DISMISSED, "answer": life.word("answer to an appeal")}
    answer_appeal(appeal_id=appeal.pk, by=officer, now=life.now, **answer)
    deliver(life.now)


def _token_mailed(link: str) -> str:
    return str(re.findall(link, " ".join(str(each.body) for each in mail.outbox))[-1])


def _reader(life: Life, sent: Any) -> set[str]:
    return {name for name, person in life.people.items() if person.email in sent.recipients()[0]}
