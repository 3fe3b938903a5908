"""Organisations brought in from a sheet: what comes of each row, nothing visible without consent, taken back whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import ANONYMOUS, Actor
from bridgehead.accounts.queries import personal_data_of
from bridgehead.directory import queries
from bridgehead.directory.actions import standing
from bridgehead.directory.actions.consents import forget_contacts_before
from bridgehead.directory.actions.organisations import OrganisationProfile, change_organisation
from bridgehead.directory.actions.sheets import (
    answer_rows,
    discard_sheet,
    forget_sheets_before,
    import_sheet,
    keep_sheet,
    match_columns,
    undo_import,
)
from bridgehead.directory.adapters.sheets import SheetTold, read_sheet
from bridgehead.directory.models import (
    ImportedRow,
    ListingConsent,
    Organisation,
    OrganisationAlias,
    RegistrationNumber,
    Sheet,
)
from bridgehead.directory.queries.sheets import organisations_to_export, steps_of
from bridgehead.directory.queries.undoing import hindered
from bridgehead.directory.rules.matching import mark_of
from bridgehead.directory.schemas import organisations_header, organisations_rows, refused_sheet
from bridgehead.foundation.models import AuditEntry, Job
from bridgehead.foundation.refusals import Refused
from bridgehead.web.sheets import csv_file
from tests.factories.forums import AppearanceFactory
from tests.factories.organisations import AssetFactory, MembershipFactory, OrganisationFactory, TopicFactory
from tests.factories.people import UserFactory, actor_of, admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HEADER = ["name_ko", "name_en", "country", "city", "kr_business", "us_ein", "aliases", "contact_email"]
BUSINESS = "123-45-67891"


def row(name_ko: str = "", name_en: str = "", **cells: str) -> list[str]:
    return [name_ko, name_en, *(cells.get(each, "") for each in HEADER[2:])]


def brought(by: Actor, now: datetime, *rows: list[str]) -> Sheet:
    return keep_sheet(name="a.csv", told=read_sheet(csv_file(HEADER, rows)), by=by, now=now)


def imported(sheet: Sheet, by: Actor, now: datetime) -> dict[str, int]:
    sheet.refresh_from_db()
    return import_sheet(sheet_id=sheet.pk, seen=mark_of(steps_of(sheet)), by=by, now=now)


def planned(sheet: Sheet) -> list[tuple[str, str, int | None, tuple[int, ...]]]:
    sheet.refresh_from_db()
    return [(str(each.what), str(each.why), each.organisation_id, each.candidates) for each in steps_of(sheet)]


def some(counts: dict[str, int]) -> dict[str, int]:
    return {what: number for what, number in counts.items() if number}


def test_each_row_is_found_by_its_number_then_by_its_name_and_what_is_doubtful_is_asked(now: datetime) -> None:
    by = admin_actor()
    numbered = OrganisationFactory(name_ko="옛이름", country="KR")
    RegistrationNumber.objects.create(organisation=numbered, scheme="kr_business", number=BUSINESS)
    named = OrganisationFactory(name_ko="대웅제약", name_en="Daewoong", country="KR")
    abroad = OrganisationFactory(name_ko="", name_en="Beacon Ltd.", country="GB")
    twins = [OrganisationFactory(name_ko="", name_en="Twin Bio", country="US") for _ in range(2)]
    doubtful = OrganisationFactory(name_ko="별빛의료재단")
    OrganisationAlias.objects.create(organisation=doubtful, text="별빛", is_doubtful=True)

    sheet = brought(
        by,
        now,
        row("새이름", kr_business="1234567891"),
        row("(주)대웅 제약", country="KR"),
        row("대웅제약 주식회사", country="한국"),
        row("", "BEACON", country="US"),
        row("", "Twin Bio, Inc.", country="US"),
        row("별빛"),
        row("대웅제약", kr_business="220-81-62517"),
        row("", "Nova"),
        row("", "Wrong", country="Atlantis"),
    )

    assert planned(sheet) == [
        ("same", "number", numbered.pk, ()),
        ("same", "name", named.pk, ()),
        ("doubtful", "line", None, (named.pk,)),
        ("doubtful", "country", None, (abroad.pk,)),
        ("doubtful", "several", None, tuple(each.pk for each in twins)),
        ("doubtful", "doubtful_name", None, (doubtful.pk,)),
        ("doubtful", "line", None, (named.pk,)),
        ("new", "", None, ()),
        ("refused", "", None, ()),
    ]


def test_a_number_that_differs_from_the_one_kept_is_asked_about(now: datetime) -> None:
    held = OrganisationFactory(name_ko="한빛")
    RegistrationNumber.objects.create(organisation=held, scheme="kr_business", number=BUSINESS)

    sheet = brought(admin_actor(), now, row("한빛", kr_business="220-81-62517"))

    assert planned(sheet) == [("doubtful", "other_number", None, (held.pk,))]


def test_nothing_is_written_before_the_import_and_then_all_of_it_at_once(now: datetime) -> None:
    by, topic = admin_actor(), TopicFactory()
    other = OrganisationFactory(name_ko="", name_en="Acme")
    before = Organisation.objects.count()
    sheet = brought(
        by,
        now,
        row("한빛바이오", "Hanbit", country="KR", city="서울", kr_business=BUSINESS, aliases="Acme; HB"),
        row("", "Nova", country="US", contact_email="Kim@Nova.example"),
        row("", "Wrong", country="Atlantis"),
    )
    assert Organisation.objects.count() == before

    counts = imported(sheet, by, now)

    hanbit, nova = Organisation.objects.exclude(pk=other.pk).order_by("pk")
    assert some(counts) == {"new": 2, "refused": 1}
    assert (hanbit.name_ko, hanbit.name_en, hanbit.city, hanbit.is_listed, hanbit.awaits_consent) == (
        "한빛바이오", "Hanbit", "서울", False, True,
    )  # fmt: skip
    assert [(each.scheme, each.number) for each in hanbit.registration_numbers.all()] == [("kr_business", BUSINESS)]
    # A name that another bears is taken from nobody.
    assert dict(hanbit.aliases.values_list("text", "is_doubtful")) == {"Acme": True, "HB": False}
    assert list(
        ListingConsent.objects.order_by("organisation").values_list("organisation", "contact_email", "language")
    ) == [(hanbit.pk, "", "ko"), (nova.pk, "kim@nova.example", "en")]
    sheet.refresh_from_db()
    assert (sheet.state, sheet.imported_at, [line for line, _cells in sheet.lines]) == ("imported", now, [4])
    assert list(AuditEntry.objects.values_list("verb", "change")) == [
        ("directory.sheet_imported", {"new": [None, 2], "refused": [None, 1]})
    ]
    assert topic.organisations.count() == 0


def test_nobody_but_the_agency_sees_what_was_brought_in_and_the_database_holds_to_it(now: datetime) -> None:
    by = admin_actor()
    imported(brought(by, now, row("", "Nova Labs")), by, now)
    nova = Organisation.objects.get()

    seen = {
        name: queries.search_organisations(actor, "Nova").ids
        for name, actor in {"anonymous": ANONYMOUS, "person": actor_of(UserFactory()), "agency": by}.items()
    }
    assert seen == {"anonymous": [], "person": [], "agency": [nova.pk]}
    with pytest.raises(Refused, match="has not agreed"), translation.override("en"):
        standing.list_organisation(organisation_id=nova.pk, by=by, now=now)
    with pytest.raises(IntegrityError, match="organisation_listed_with_consent"), transaction.atomic():
        Organisation.objects.filter(pk=nova.pk).update(is_listed=True)


def test_the_same_file_again_changes_nothing(now: datetime) -> None:
    by = admin_actor()
    rows = [row("한빛", "Hanbit", kr_business=BUSINESS), row("", "Nova", country="US", aliases="Nova Labs")]
    imported(brought(by, now, *rows), by, now)
    before = list(Organisation.objects.order_by("pk").values())
    entries = AuditEntry.objects.count()

    again = brought(by, now, *rows)

    assert [each[0] for each in planned(again)] == ["same", "same"]
    assert some(imported(again, by, now)) == {"same": 2}
    assert list(Organisation.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.count() == entries


def test_what_is_empty_is_filled_in_where_nobody_speaks_for_it_and_it_is_not_listed(now: datetime) -> None:
    by = admin_actor()
    free = OrganisationFactory(name_ko="", name_en="Free", country="US", is_listed=False, city="")
    listed = OrganisationFactory(name_ko="", name_en="Listed", country="US", city="")
    owned = OrganisationFactory(name_ko="", name_en="Owned", country="US", is_listed=False, city="")
    MembershipFactory(organisation=owned, role="owner")

    sheet = brought(by, now, *(row("국문", each.name_en, city="Boston", country="US") for each in (free,)))
    rows = [row("", each.name_en, city="Boston", country="US") for each in (listed, owned)]
    others = brought(by, now, *rows)

    assert some(imported(sheet, by, now)) == {"filled": 1}
    assert some(imported(others, by, now)) == {"same": 2}
    assert list(Organisation.objects.order_by("pk").values_list("name_ko", "city")) == [
        ("국문", "Boston"), ("", ""), ("", ""),
    ]  # fmt: skip
    assert ImportedRow.objects.get().written == {"name_ko": "국문", "city": "Boston"}
    # Agreements are found by the names of their parties: they hear of the one that has another now.
    asked_for = Job.objects.filter(key__startswith="agreements:words:").values_list("key", flat=True)
    assert list(asked_for) == [f"agreements:words:{free.pk}"]


@pytest.mark.parametrize("answer", ["new", "leave", "it"])
def test_a_doubtful_row_becomes_what_an_officer_answers(answer: str, now: datetime) -> None:
    by = admin_actor()
    held = OrganisationFactory(name_ko="", name_en="Beacon", country="GB", is_listed=False)
    sheet = brought(by, now, row("", "Beacon", country="US", city="Boston"))

    answer_rows(sheet_id=sheet.pk, answers={2: str(held.public_id) if answer == "it" else answer}, by=by)

    assert some(imported(sheet, by, now)) == {{"new": "new", "leave": "left", "it": "filled"}[answer]: 1}
    assert Organisation.objects.count() == (2 if answer == "new" else 1)
    held.refresh_from_db()
    assert held.city == ("Boston" if answer == "it" else "")


def test_a_doubtful_row_without_an_answer_and_an_answer_that_names_somebody_else_are_left_out(now: datetime) -> None:
    by = admin_actor()
    OrganisationFactory(name_ko="", name_en="Beacon", country="GB")
    stranger = OrganisationFactory(name_ko="", name_en="Stranger")
    sheet = brought(by, now, row("", "Beacon", country="US"))

    answer_rows(sheet_id=sheet.pk, answers={2: str(stranger.public_id)}, by=by)

    assert some(imported(sheet, by, now)) == {"doubtful": 1}
    assert Organisation.objects.count() == 2
    with pytest.raises(Refused):
        answer_rows(sheet_id=sheet.pk, answers={2: "new"}, by=by)


def test_what_was_not_shown_is_not_done(now: datetime) -> None:
    by = admin_actor()
    sheet = brought(by, now, row("", "Nova"))
    seen = mark_of(steps_of(sheet))
    OrganisationFactory(name_ko="", name_en="Nova")

    with pytest.raises(Refused):
        import_sheet(sheet_id=sheet.pk, seen=seen, by=by, now=now)

    sheet.refresh_from_db()
    assert (sheet.state, Organisation.objects.count()) == ("waiting", 1)


@pytest.mark.parametrize(
    "columns", [{"country": 1}, {"name_ko": 0, "name_en": 0}, {"name_ko": 9}, {"secret": 0}], ids=str
)
def test_columns_that_cannot_be_are_refused(columns: dict[str, int], now: datetime) -> None:
    by = admin_actor()
    sheet = brought(by, now, row("", "Nova"))

    with pytest.raises(Refused):
        match_columns(sheet_id=sheet.pk, columns=columns, by=by)

    sheet.refresh_from_db()
    assert sheet.columns == {name: place for place, name in enumerate(HEADER)}


def test_columns_can_be_matched_otherwise(now: datetime) -> None:
    by = admin_actor()
    told = SheetTold(["who", "where"], [(2, ["Nova", "US"])], "0" * 64)
    sheet = keep_sheet(name="x.csv", told=told, by=by, now=now)
    assert sheet.columns == {}

    match_columns(sheet_id=sheet.pk, columns={"name_en": 0, "country": 1}, by=by)

    imported(sheet, by, now)
    assert list(Organisation.objects.values_list("name_en", "country")) == [("Nova", "US")]


@pytest.mark.parametrize("deed", [keep_sheet, import_sheet, undo_import, answer_rows, match_columns, discard_sheet])
def test_only_the_agency_brings_in_and_takes_back(deed: Any, now: datetime) -> None:
    sheet = brought(admin_actor(), now, row("", "Nova"))
    stranger = actor_of(MembershipFactory(role="owner").user)
    said: dict[str, Any] = {
        keep_sheet: {"name": "x", "told": SheetTold(["name"], [(2, ["A"])], "0" * 64), "now": now},
        import_sheet: {"sheet_id": sheet.pk, "seen": mark_of(steps_of(sheet)), "now": now},
        undo_import: {"sheet_id": sheet.pk, "now": now},
        answer_rows: {"sheet_id": sheet.pk, "answers": {2: "new"}},
        match_columns: {"sheet_id": sheet.pk, "columns": {"name_ko": 0}},
        discard_sheet: {"sheet_id": sheet.pk},
    }[deed]

    with pytest.raises(Refused):
        deed(by=stranger, **said)

    assert (Sheet.objects.count(), Sheet.objects.get().state) == (1, "waiting")


# --- Taking back ----------------------------------------------------------------------------------------------------


def test_an_import_is_taken_back_whole(now: datetime) -> None:
    by = admin_actor()
    free = OrganisationFactory(name_ko="", name_en="Free", country="US", is_listed=False)
    before = list(Organisation.objects.values())
    sheet = brought(by, now, row("국문", "Free", us_ein="123456789", aliases="F"), row("", "Nova", aliases="N"))
    imported(sheet, by, now)
    assert queries.search_organisations(by, "Nova").ids != []
    sheet.refresh_from_db()
    assert hindered(sheet) == []

    undo_import(sheet_id=sheet.pk, by=by, now=now)

    after = list(Organisation.objects.values())
    assert [{**each, "twins": None} for each in after] == [{**each, "twins": None} for each in before]
    assert (free.aliases.count(), free.registration_numbers.count()) == (0, 0)
    assert queries.search_organisations(by, "Nova").ids == []
    sheet.refresh_from_db()
    assert (sheet.state, sheet.undone_at) == ("undone", now)
    with pytest.raises(Refused):
        undo_import(sheet_id=sheet.pk, by=by, now=now)


def _changed(nova: Organisation, by: Actor, now: datetime) -> None:
    change_organisation(
        organisation_id=nova.pk, by=by, profile=OrganisationProfile(name_en="Nova", city="Boston"), now=now
    )


def _verified(nova: Organisation, by: Actor, now: datetime) -> None:
    standing.verify_organisation(organisation_id=nova.pk, by=by, now=now)


def _numbered(nova: Organisation, by: Actor, now: datetime) -> None:
    RegistrationNumber.objects.create(organisation=nova, scheme="us_ein", number="12-3456789")


def _joined(nova: Organisation, by: Actor, now: datetime) -> None:
    MembershipFactory(organisation=nova)


def _appeared(nova: Organisation, by: Actor, now: datetime) -> None:
    AppearanceFactory(organisation=nova)


def _described(nova: Organisation, by: Actor, now: datetime) -> None:
    AssetFactory(organisation=nova)


def _agreed(nova: Organisation, by: Actor, now: datetime) -> None:
    nova.listing_consent.answer, nova.listing_consent.answered_at = "declined", now
    nova.listing_consent.save()


@pytest.mark.parametrize(
    ("since", "why"),
    [
        (_changed, "changed"),
        (_verified, "changed"),
        (_numbered, "changed"),
        (_joined, "used"),
        (_appeared, "used"),
        (_described, "used"),
        (_agreed, "answered"),
    ],
)
def test_what_was_used_or_changed_since_keeps_all_of_an_import(since: Any, why: str, now: datetime) -> None:
    by = admin_actor()
    sheet = brought(by, now, row("", "Nova"), row("", "Other"))
    imported(sheet, by, now)
    since(Organisation.objects.get(name_en="Nova"), by, now)

    sheet.refresh_from_db()
    assert [(each.row.line, str(each.why)) for each in hindered(sheet)] == [(2, why)]
    with pytest.raises(Refused):
        undo_import(sheet_id=sheet.pk, by=by, now=now)
    assert set(Organisation.objects.values_list("name_en", flat=True)) >= {"Nova", "Other"}


def test_what_was_filled_in_and_changed_since_keeps_all_of_an_import(now: datetime) -> None:
    by = admin_actor()
    OrganisationFactory(name_ko="", name_en="Free", is_listed=False)
    sheet = brought(by, now, row("", "Free", city="Boston"), row("", "Other"))
    imported(sheet, by, now)
    Organisation.objects.filter(name_en="Free").update(city="Cambridge")

    sheet.refresh_from_db()
    assert [(each.row.line, str(each.why)) for each in hindered(sheet)] == [(2, "changed")]


def test_what_stands_in_the_way_is_found_by_as_many_queries_for_many_rows(now: datetime) -> None:
    by, asked = admin_actor(), []
    for size in (2, 20):
        names = [f"Row {size} {n}" for n in range(size)]
        OrganisationFactory.create_batch(2, is_listed=False)
        for name in names[::2]:
            OrganisationFactory(name_ko="", name_en=name, city="", is_listed=False)
        sheet = brought(by, now, *(row("", name, city="Boston") for name in names))
        imported(sheet, by, now)
        sheet.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            assert hindered(sheet) == []
        asked.append(len(queries))

    assert asked[0] == asked[1]


# --- What is taken out ----------------------------------------------------------------------------------------------


def test_rows_to_mend_come_under_their_own_titles_with_the_reasons_and_can_be_brought_again(now: datetime) -> None:
    by = admin_actor()
    OrganisationFactory(name_ko="", name_en="Beacon", country="GB")
    sheet = brought(
        by, now, row("", "Wrong", country="Atlantis"), row("", "Beacon", country="US"), row("", "Nova", country="US")
    )

    with translation.override("en"):
        header, rows = refused_sheet(sheet, steps_of(sheet))
        told = list(rows)

    assert header == ["Line", "Reason", *HEADER]
    assert [(each[0], each[3]) for each in told] == [("2", "Wrong"), ("3", "Beacon")]
    assert told[0][1].startswith("Country: Atlantis – Expected a country")
    mended = keep_sheet(name="b.csv", told=read_sheet(csv_file(header, told)), by=by, now=now)
    assert mended.columns == {name: place + 2 for place, name in enumerate(HEADER)}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_taken_out_is_known_again_and_changes_nothing(language: str, now: datetime) -> None:
    by = admin_actor()
    full = OrganisationFactory(
        name_ko="한빛", name_en="Hanbit, Inc.", kind="research", country="DE", city="=Berlin", founded_year=1999,
        size="51-250", site="https://hanbit.example", summary_ko="첫 줄\n둘째 줄", summary_en="-a", is_listed=False,
        sectors=[TopicFactory(name_ko="토픽, 하나", name_en="Topic, one"), TopicFactory()],
    )  # fmt: skip
    for kind in ("agency", "investor", "hospital", "venue", "press", "company"):
        OrganisationFactory(kind=kind, size="251+" if kind == "press" else "", is_listed=False)
    OrganisationAlias.objects.create(organisation=full, text="HB")
    RegistrationNumber.objects.create(organisation=full, scheme="kr_business", number=BUSINESS)
    ids = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))

    with translation.override(language):
        raw = csv_file(organisations_header(), organisations_rows(organisations_to_export(ids)))

    sheet = keep_sheet(name="out.csv", told=read_sheet(raw), by=by, now=now)
    assert [(each[0], each[2]) for each in planned(sheet)] == [("same", pk) for pk in ids]
    # And where there is nothing yet, the same records are made of it.
    kept = ("name_ko", "name_en", "kind", "country", "city", "founded_year", "size", "site", "summary_ko", "summary_en")
    before = list(Organisation.objects.order_by("pk").values(*kept))
    Organisation.objects.all().delete()
    imported(sheet, by, now)
    assert list(Organisation.objects.order_by("pk").values(*kept)) == before
    made = Organisation.objects.get(name_ko="한빛")
    assert made.sectors.count() == 2
    assert list(made.aliases.values_list("text", flat=True)) == ["HB"]


# --- What is kept, and how long --------------------------------------------------------------------------------------


def test_a_sheet_that_nobody_brought_in_and_rows_left_out_are_forgotten(now: datetime) -> None:
    by = admin_actor()
    waiting, done = brought(by, now, row("", "Nova")), brought(by, now, row("", "Acme"), row())
    imported(done, by, now)

    forget_sheets_before(now)
    assert Sheet.objects.count() == 2

    for _twice in range(2):
        forget_sheets_before(now + timedelta(seconds=1))
    assert not Sheet.objects.filter(pk=waiting.pk).exists()
    done.refresh_from_db()
    assert (done.lines, done.rows.count()) == ([], 1)


def test_a_contact_is_forgotten_in_time(now: datetime) -> None:
    by = admin_actor()
    imported(brought(by, now, row("", "Nova", contact_email="kim@nova.example")), by, now)
    ListingConsent.objects.update(created_at=now)

    forget_contacts_before(now)
    assert ListingConsent.objects.get().contact_email == "kim@nova.example"
    forget_contacts_before(now + timedelta(seconds=1))
    assert ListingConsent.objects.get().contact_email == ""


def test_a_contact_reads_what_is_kept_and_is_forgotten_with_their_account(now: datetime) -> None:
    by, person = admin_actor(), UserFactory(email="kim@nova.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    imported(brought(by, now, row("", "Nova", contact_email="kim@nova.example")), by, now)
    waiting = brought(by, now, row("", "Acme", contact_email="KIM@nova.example"))

    kept = personal_data_of(actor_of(person), user_id=person.pk, now=now)["directory"]
    assert [each["email"] for each in kept["contact_of"]] == ["kim@nova.example"]

    erase_person(user_id=person.pk, by=by, now=now)
    waiting.refresh_from_db()
    assert ListingConsent.objects.get().contact_email == ""
    assert "kim@nova.example" not in str(waiting.lines).lower()
