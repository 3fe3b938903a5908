"""Bringing a round in from files: tried first, made whole, and refused with the place of every mistake."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from bridgehead.accounts.models import User
from bridgehead.directory.models import Organisation
from bridgehead.directory.queries import search_organisations
from bridgehead.events.models import Forum
from bridgehead.partnering.models import (
    Availability,
    Delegate,
    Delegation,
    MeetingRequest,
    PartneringRound,
    Slot,
    Table,
)
from tests.conftest import SHARED
from tests.factories.forums import ForumFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.partnering import RoundFactory, day_of, delegation_of
from tests.factories.people import admin_actor

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ORGANISATIONS = """\
기관명,name (English),국가
한빛바이오,Hanbit Bio,한국
새벽제약,Saebyeok Pharma,KR
,Acme Therapeutics,US
"""
DELEGATES = """\
소속,이메일,성,이름,family name,given name,직함,언어
한빛바이오,kim@hanbit.example,김,하늘,Kim,Haneul,대표,한국어
Acme Therapeutics,ann@acme.example,,,Lee,Ann,,en
"""
WISHES = """\
from,to,strength,answer,message
한빛바이오,Acme Therapeutics,must,,만나고 싶습니다
Acme Therapeutics,Hanbit Bio,like,,
새벽제약,Acme Therapeutics,희망,,
"""
SLOTS = """\
from,until
2023-04-28 09:00,2023-04-28 09:20
2023-04-28 09:20,2023-04-28 09:40
"""
AVAILABILITY = """\
기관명,시작,종료
Saebyeok Pharma,2023-04-28 09:10,2023-04-28 09:15
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as an organiser has it, partly in Korean."""
    for name, text in {
        "기관": ORGANISATIONS,
        "delegates": DELEGATES,
        "wishes": WISHES,
        "slots": SLOTS,
        "availability": AVAILABILITY,
    }.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    return tmp_path


def bring_in(path: Path, forum: Forum, *options: str) -> str:
    """Run the command and return what it says."""
    said = StringIO()
    call_command(
        "bring_in", "round", str(path), "--forum", str(forum.public_id), "--language", "en", *options, stdout=said
    )
    return said.getvalue()


def refused(path: Path, forum: Forum) -> list[str]:
    """Run the command on wrong files and return its sentences; nothing may have changed."""
    with pytest.raises(CommandError) as error:
        bring_in(path, forum, "--apply")
    assert error.value.returncode == 2
    assert [model.objects.count() for model in (PartneringRound, Organisation, User, Delegation)] == [0, 0, 0, 0]
    return str(error.value).splitlines()[1:]


def test_folder_is_tried_without_a_trace(folder: Path) -> None:
    forum = ForumFactory()

    said = bring_in(folder, forum)

    assert said.splitlines() == [
        "Delegations: 3",
        "Organisations new to the directory: 3",
        "Delegates: 2",
        "Slots: 2",
        "Tables: 0",
        "Slots that somebody cannot come to: 1",
        "Meetings agreed: 1",
        "Requests waiting for an answer: 1",
        "Requests declined: 0",
        "Nothing was changed. Run it again with --apply to make the round.",
    ]
    assert [model.objects.count() for model in (PartneringRound, Organisation, User, Slot)] == [0, 0, 0, 0]


def test_folder_makes_the_round(folder: Path) -> None:
    forum = ForumFactory()
    known = OrganisationFactory(name_ko="새벽제약", name_en="Saebyeok Pharma")

    bring_in(folder, forum, "--apply")

    round_ = PartneringRound.objects.get(forum=forum)
    assert list(
        Delegation.objects.filter(round=round_)
        .order_by("pk")
        .values_list("organisation__name_ko", "organisation__name_en", "side")
    ) == [
        ("한빛바이오", "Hanbit Bio", "home"),
        ("새벽제약", "Saebyeok Pharma", "home"),
        ("", "Acme Therapeutics", "abroad"),
    ]
    assert Delegation.objects.get(organisation=known).round == round_
    people = Delegate.objects.order_by("pk")
    assert list(people.values_list("user__email", "user__family_name_ko", "user__language")) == [
        ("kim@hanbit.example", "김", "ko"), ("ann@acme.example", "", "en")
    ]  # fmt: skip
    assert list(Slot.objects.values_list("starts_at", "ends_at")) == [
        (datetime(2023, 4, 28, 13, 0, tzinfo=UTC), datetime(2023, 4, 28, 13, 20, tzinfo=UTC)),
        (datetime(2023, 4, 28, 13, 20, tzinfo=UTC), datetime(2023, 4, 28, 13, 40, tzinfo=UTC)),
    ]
    assert list(Availability.objects.values_list("delegation__organisation__name_en", "slot__starts_at")) == [
        ("Saebyeok Pharma", datetime(2023, 4, 28, 13, 0, tzinfo=UTC))
    ]
    assert list(
        MeetingRequest.objects.order_by("pk").values_list(
            "asking__organisation__name_en", "asked__organisation__name_en", "strength", "answer_strength", "state"
        )
    ) == [
        ("Hanbit Bio", "Acme Therapeutics", "must", "like", "accepted"),
        ("Saebyeok Pharma", "Acme Therapeutics", "like", "", "sent"),
    ]


def test_whoever_was_brought_in_is_found_by_the_agency(folder: Path) -> None:
    bring_in(folder, ForumFactory(), "--apply")

    assert [each.name_ko for each in search_organisations(admin_actor(), "새벽")] == ["새벽제약"]


def test_workbook_reads_like_a_folder(tmp_path: Path) -> None:
    forum = ForumFactory()
    with xlsxwriter.Workbook(str(tmp_path / "round.xlsx")) as book:
        for name, text in {"기관": ORGANISATIONS, "희망미팅": WISHES, "시간대": SLOTS}.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(text.splitlines()):
                sheet.write_row(number, 0, line.split(","))

    said = bring_in(tmp_path / "round.xlsx", forum)

    assert said.splitlines()[:4] == [
        "Delegations: 3",
        "Organisations new to the directory: 3",
        "Delegates: 0",
        "Slots: 2",
    ]


MISTAKES = [
    ("wishes", "from,to\n한빛바이오,한빛바이오\n",
     "wishes.csv, line 2, column 2: another organisation was expected: nobody meets themselves"),
    ("wishes", "from,to\n한빛바이오,Nobody Inc\n",
     "wishes.csv, line 2, column 2: the name of an organisation of the list was expected; “Nobody Inc” is none"),
    ("wishes", "from,to,strength\n한빛바이오,Acme Therapeutics,very\n",
     "wishes.csv, line 2, column 3: one of these was expected: must, like, 필수, 희망"),
    ("wishes", "from\n한빛바이오\n",
     "wishes.csv, line 1, column 1: a column “asked / to / 상대기관 / 상대기업” was expected"),
    ("slots", "from,until\n2023-04-28 09:00,2023-04-28 09:20\n2023-04-28 09:10,2023-04-28 09:30\n",
     "slots.csv, line 3, column 1: slots that do not overlap were expected; this one lies over another"),
    ("slots", "from,until\nsoon,2023-04-28 09:20\n",
     "slots.csv, line 2, column 1: a day and time of America/New_York such as 2023-04-28 09:00 was expected"),
    ("slots", "from,until\n2023-03-12 02:30,2023-03-12 03:30\n",
     "slots.csv, line 2, column 1: a day and time of America/New_York such as 2023-04-28 09:00 was expected"),
    ("delegates", "소속,이메일,이름\n한빛바이오,no address,하늘\n",
     "delegates.csv, line 2, column 2: an e-mail address was expected"),
    ("기관", "기관명,국가\n한빛바이오,KR\n한빛 바이오,KR\n",
     "기관.csv, line 3, column 1: each organisation was expected once; this one stands above already"),
    ("기관", "기관명,국가\n한빛바이오,Atlantis\n",
     "기관.csv, line 2, column 2: a country of two letters such as KR or US was expected"),
    ("기관", "", "기관.csv, line 1, column 1: a header line was expected; this file is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "sentence"), MISTAKES)
def test_mistake_is_told_with_its_place_and_changes_nothing(folder: Path, name: str, text: str, sentence: str) -> None:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")

    assert sentence in refused(folder, ForumFactory())


def test_wrong_encoding_is_told(folder: Path) -> None:
    (folder / "wishes.csv").write_bytes(WISHES.encode("cp949"))

    assert refused(folder, ForumFactory()) == [
        "wishes.csv, line 2, column 1: text in UTF-8 was expected (in Excel: save as “CSV UTF-8”)"
    ]


@pytest.mark.parametrize("name", ["wishes.csv", "wishes.xlsx", "round.dzn"])
def test_ten_megabytes_of_rubbish_are_refused(folder: Path, name: str) -> None:
    (folder / "wishes.csv").unlink()
    path = folder / name
    path.write_bytes(random.Random(1).randbytes(9_999_999))

    said = refused(path if path.suffix == ".dzn" else folder, ForumFactory())

    assert len(said) == 1
    assert said[0].startswith(name)


def test_file_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "round.pdf"
    path.write_bytes(b"%PDF-1.7")

    assert refused(path, ForumFactory()) == [
        "round.pdf: a .dzn or .json instance, a folder of CSV or XLSX files, or a workbook (.xlsx) was expected"
    ]


def test_round_that_holds_something_is_added_to_only_when_that_is_said(folder: Path) -> None:
    round_ = RoundFactory(phase="request")
    day_of(round_, slots=1, tables=3)
    delegation_of(round_)
    (folder / "slots.csv").write_text("from,until\n2023-04-28 14:00,2023-04-28 14:20\n")
    models = (Slot, Table, Delegation, MeetingRequest)
    before = [list(model.objects.values()) for model in models]

    for options in ([], ["--apply"]):
        with pytest.raises(CommandError, match="has 1 slots, 3 tables and 1 delegations already") as refused:
            bring_in(folder, round_.forum, *options)
        assert "say --add" in str(refused.value)
    said = bring_in(folder, round_.forum, "--add").splitlines()
    assert [list(model.objects.values()) for model in models] == before
    assert said[:3] == ["Delegations there already: 1", "Slots there already: 1", "Tables there already: 3"]
    assert {"Slots: 1", "Tables: 0", "Delegations: 3"} <= set(said)

    bring_in(folder, round_.forum, "--add", "--apply")

    assert [model.objects.count() for model in models] == [2, 3, 4, 2]


def test_same_side_names_the_setting_and_where_it_is(folder: Path) -> None:
    round_ = RoundFactory()
    (folder / "wishes.csv").write_text("from,to\n한빛바이오,새벽제약\n")

    with pytest.raises(CommandError, match=r"“only across the two sides”\. Untick that in the round's settings"):
        bring_in(folder, round_.forum, "--apply")

    assert Delegation.objects.count() == 0


def test_missing_file_is_told_as_missing(tmp_path: Path) -> None:
    path = tmp_path / "round.json"

    assert refused(path, ForumFactory()) == [f"{path}: there is no such file or folder"]


def test_round_with_requests_is_left_alone(folder: Path) -> None:
    forum = ForumFactory()
    bring_in(folder, forum, "--apply")
    before = list(MeetingRequest.objects.values()), Delegation.objects.count()

    with pytest.raises(CommandError, match="requests already"):
        bring_in(folder, forum, "--apply")

    assert (list(MeetingRequest.objects.values()), Delegation.objects.count()) == before


@pytest.mark.published
def test_published_instance_becomes_a_round_of_sample_participants() -> None:
    forum = ForumFactory()

    bring_in(SHARED / "instances" / "b2b" / "forum-13.original.dzn", forum, "--apply")

    counts = [model.objects.count() for model in (Delegation, Delegate, Slot, Table, MeetingRequest)]
    assert counts == [70, 70, 21, 14, 154]
    assert Organisation.objects.filter(is_sample=True).count() == 70
    named = list(Organisation.objects.filter(is_sample=True).order_by("name_en").values_list("name_ko", "name_en"))
    assert named == [(f"참가 기관 {number:02d}", f"Participant {number:02d}") for number in range(1, 71)]
