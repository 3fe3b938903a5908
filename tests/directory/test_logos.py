"""Logos: who gives and takes them away, who is served them, what is kept of a file and for how long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.accounts.personal_data import holdings
from bridgehead.directory.actions import logos
from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.directory.models import Organisation
from bridgehead.foundation.jobs import run_next
from bridgehead.foundation.models import AuditEntry, StoredFile
from bridgehead.foundation.refusals import Refused
from bridgehead.web.pictures import square_picture
from tests.authorization.routes import without_tokens
from tests.factories.forums import AppearanceFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory, actor_of, admin_actor
from tests.factories.pictures import moving_png, picture_bytes, png_of, sent, talkative_png

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOWHERE = "00000000-0000-4000-8000-000000000000"
WORD = "canary-in-a-logo"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """A folder of this test's own for stored files."""
    own = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": own}
    return tmp_path


@pytest.fixture
def with_logo(now: datetime) -> Callable[..., Organisation]:
    """Makes an organisation with a logo of one colour."""

    def make(*, colour: str = "teal", **fields: Any) -> Organisation:
        made = OrganisationFactory(**fields)
        picture = square_picture(sent(picture_bytes(colour=colour)))
        return logos.set_logo(organisation_id=made.pk, by=admin_actor(), picture=picture, now=now)

    return make


def lying(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _content(served: HttpResponse) -> bytes:
    return b"".join(served.streaming_content)  # type: ignore[attr-defined]  # a FileResponse streams in order


def _status(address: str) -> int:
    answer = Client().get(address)
    if answer.streaming:
        _content(answer)  # read to its end, it is closed
    return answer.status_code


def work_off(now: datetime) -> None:
    while run_next(worker="w", now=now):
        pass


def typed(organisation: Organisation, **changed: Any) -> dict[str, Any]:
    return {"name_ko": organisation.name_ko, "name_en": organisation.name_en, "kind": "company", **changed}


def profile_of(organisation: Organisation, language: str = "en") -> str:
    return f"/{language}/companies/{organisation.public_id}/profile/"


@pytest.mark.parametrize("role", ["owner", "representative"])
def test_owner_gives_a_logo_on_the_profile_and_everybody_sees_it(client: Client, role: str) -> None:
    member = MembershipFactory(role=role)
    organisation = member.organisation
    client.force_login(member.user)

    saved = client.post(profile_of(organisation), typed(organisation, logo=sent(talkative_png(WORD), f"{WORD}.png")))

    organisation.refresh_from_db()
    shown = Client().get(f"/en/companies/{organisation.public_id}/").content.decode()
    served = Client().get(organisation.logo_address)
    content = _content(served)
    assert saved.status_code == 302
    assert (
        f'<span class="emblem logo large"><img src="{organisation.logo_address}" width="256" height="256" '
        f'alt="{organisation.name_en}" decoding="async"></span>' in shown
    )
    assert Image.open(BytesIO(content)).size == (256, 256)
    assert WORD.encode() not in content
    assert WORD not in str(StoredFile.objects.values().get())
    assert WORD not in str(dict(served.headers))


def test_replacing_and_removing_take_the_old_file_away_after_the_deed(
    with_logo: Callable[..., Organisation], folder: Path, client: Client, now: datetime
) -> None:
    organisation = with_logo()
    owner = MembershipFactory(organisation=organisation, role="owner").user
    client.force_login(owner)
    first, addresses = lying(folder), [organisation.logo_address]

    client.post(profile_of(organisation), typed(organisation, logo=sent(picture_bytes(colour="red"))))
    organisation.refresh_from_db()
    addresses.append(organisation.logo_address)
    both = lying(folder)
    work_off(now + timedelta(days=9_000))
    second = lying(folder)
    client.post(profile_of(organisation), typed(organisation, removes_logo="on"))
    organisation.refresh_from_db()
    work_off(now + timedelta(days=9_000))

    assert (len(first), len(second), both) == (1, 1, first | second)
    assert (organisation.logo, lying(folder), StoredFile.objects.count()) == (None, set(), 0)
    assert [_status(each) for each in addresses] == [404, 404]
    verbs = AuditEntry.objects.filter(verb__startswith="directory.logo").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["directory.logo_set", "directory.logo_set", "directory.logo_removed"]


def test_logo_in_use_outlives_its_first_hour(
    with_logo: Callable[..., Organisation], folder: Path, now: datetime
) -> None:
    organisation = with_logo()

    work_off(now + timedelta(hours=2))

    assert _status(organisation.logo_address) == 200
    assert lying(folder) == {organisation.logo.content.name}  # type: ignore[union-attr]  # it has one


def test_others_can_give_no_logo_and_nothing_is_left_of_the_try(folder: Path, now: datetime) -> None:
    organisation = OrganisationFactory()
    picture = square_picture(sent(picture_bytes()))
    others = [
        ANONYMOUS,
        actor_of(UserFactory()),
        actor_of(MembershipFactory(organisation=organisation, role="member").user),
        actor_of(MembershipFactory(role="owner").user),
    ]

    for by in others:
        with pytest.raises(Refused):
            logos.set_logo(organisation_id=organisation.pk, by=by, picture=picture, now=now)
        with pytest.raises(Refused):
            logos.remove_logo(organisation_id=organisation.pk, by=by, now=now)

    organisation.refresh_from_db()
    assert (organisation.logo, StoredFile.objects.count(), lying(folder), AuditEntry.objects.count()) == (
        None, 0, set(), 0,
    )  # fmt: skip


BAD = {
    "empty": (b"", "The file is empty.", "파일이 비어 있습니다."),
    "large": (picture_bytes() + bytes(10_000_000), "The file is larger than 5 MB.", "파일이 5 MB보다 큽니다."),
    "text": ("글입니다".encode(), "This is not a PNG or JPEG picture.", "PNG나 JPEG 그림이 아닙니다."),
    "page": (b"<html><script>alert(1)</script>", "This is not a PNG or JPEG picture.", "PNG나 JPEG 그림이 아닙니다."),
    "drawing": (b"<svg xmlns='x'/>", "This is not a PNG or JPEG picture.", "PNG나 JPEG 그림이 아닙니다."),
    "gif": (picture_bytes("GIF"), "This is not a PNG or JPEG picture.", "PNG나 JPEG 그림이 아닙니다."),
    "cut off": (picture_bytes()[:60], "The picture is damaged", "그림이 손상되어"),
    "bomb": (png_of(30_000, 30_000), "The picture has 30,000 × 30,000 pixels.", "그림이 30,000 × 30,000픽셀입니다."),
    "moving": (moving_png(), "The picture moves.", "움직이는 그림입니다."),
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_bad_file_gets_a_sentence_in_the_readers_language_and_the_typing_stays(
    client: Client, language: str, bad: str, folder: Path
) -> None:
    content, *sentences = BAD[bad]
    member = MembershipFactory(role="owner")
    client.force_login(member.user)
    answer = client.post(
        profile_of(member.organisation, language),
        typed(member.organisation, city="세종특별자치시", logo=sent(content)),
    )

    said = answer.content.decode()
    member.organisation.refresh_from_db()
    assert answer.status_code == 422
    assert answer.context["form"].errors["logo"][0].startswith(sentences[["en", "ko"].index(language)])
    assert 'value="세종특별자치시"' in said
    assert (member.organisation.city, member.organisation.logo, lying(folder)) == ("", None, set())


def test_good_logo_is_asked_for_again_where_another_answer_is_refused(client: Client) -> None:
    member = MembershipFactory(role="owner")
    client.force_login(member.user)

    answer = client.post(
        profile_of(member.organisation), typed(member.organisation, founded_year="12", logo=sent(picture_bytes()))
    )

    assert answer.context["form"].errors == {
        "founded_year": ["Expected a year such as 1999."],
        "logo": ["Choose the logo once more: the browser does not keep it."],
    }


def test_public_logo_is_the_same_answer_to_everybody_and_may_be_kept_for_an_hour(
    with_logo: Callable[..., Organisation], client: Client
) -> None:
    organisation = with_logo()
    client.force_login(MembershipFactory(organisation=organisation, role="owner").user)

    answers = [each.get(organisation.logo_address) for each in (Client(), client)]

    assert [each.status_code for each in answers] == [200, 200]
    assert dict(answers[0].headers) == dict(answers[1].headers)
    assert _content(answers[0]) == _content(answers[1])
    assert [dict(each.cookies) for each in answers] == [{}, {}]
    kept = {name: answers[0].headers.get(name) for name in ("Cache-Control", "Vary", "X-Content-Type-Options")}
    assert kept == {
        "Cache-Control": "public, max-age=3600",
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
    }
    assert answers[0]["Content-Type"] == "image/png"
    assert answers[0]["Content-Disposition"] == 'inline; filename="logo.png"'


def test_public_logo_is_read_without_asking_who_reads(with_logo: Callable[..., Organisation], client: Client) -> None:
    organisation = with_logo()
    client.force_login(MembershipFactory(organisation=organisation, role="owner").user)

    with CaptureQueriesContext(connection) as asked:
        _content(client.get(organisation.logo_address))

    assert [each["sql"].split(" FROM ")[1].split()[0] for each in asked] == ['"directory_organisation"']


def test_logo_of_an_unlisted_organisation_is_its_members_and_the_agencys_alone(
    with_logo: Callable[..., Organisation], client: Client
) -> None:
    organisation = with_logo(is_listed=False)
    missing = organisation.logo_address.replace(str(organisation.public_id), NOWHERE)
    outsider = Client()
    outsider.force_login(MembershipFactory(role="owner").user)
    client.force_login(MembershipFactory(organisation=organisation, role="member").user)

    for reader in (Client(), outsider):
        hidden, nowhere = (reader.get(each) for each in (organisation.logo_address, missing))
        told = without_tokens(hidden.content.decode()).replace(str(organisation.public_id), NOWHERE)
        assert (hidden.status_code, nowhere.status_code) == (404, 404)
        assert told == without_tokens(nowhere.content.decode())
        assert hidden["Cache-Control"] == nowhere["Cache-Control"] == "private, no-store"
    member = client.get(organisation.logo_address)
    _content(member)
    assert (member.status_code, member["Cache-Control"]) == (200, "private, no-store")


def test_logo_is_served_at_the_address_of_its_own_organisation_only(
    with_logo: Callable[..., Organisation], now: datetime
) -> None:
    listed, hidden = with_logo(), with_logo(is_listed=False)

    crossed = listed.logo_address.replace(str(listed.logo_id), str(hidden.logo_id))

    assert _status(crossed) == 404


def test_page_that_names_an_unlisted_organisation_draws_its_letters(with_logo: Callable[..., Organisation]) -> None:
    """Its name may be public where it presents; an address that answers with a 404 would be a broken picture."""
    appearance = AppearanceFactory(organisation=with_logo(is_listed=False))
    forum = appearance.session.part.forum

    page = Client().get(f"/en/forums/{forum.public_id}/").content.decode()

    assert appearance.organisation.name_en in page
    assert "files/logos" not in page


def test_a_list_asks_as_many_questions_for_many_logos_as_for_none(
    with_logo: Callable[..., Organisation], client: Client
) -> None:
    def questions() -> int:
        rebuild_search_index()
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/companies/?q=Hanbit")
        return len(asked)

    OrganisationFactory.create_batch(3)
    without = questions()
    shown = [with_logo() for _ in range(5)]

    assert questions() == without
    page = client.get("/en/companies/?q=Hanbit").content.decode()
    assert all(each.logo_address in page for each in shown)


def test_who_brought_a_logo_is_exported_and_forgotten_with_the_person_and_the_logo_stays(
    client: Client, now: datetime
) -> None:
    member = MembershipFactory(role="owner")
    client.force_login(member.user)
    client.post(profile_of(member.organisation), typed(member.organisation, logo=sent(picture_bytes())))
    kept = {each.name: each.export(member.user.pk) for each in holdings()}["files"]

    erase_person(user_id=member.user.pk, by=actor_of(member.user), now=now)

    file = StoredFile.objects.get()
    assert [each["sha256"] for each in kept] == [file.sha256]
    assert file.uploaded_by_id is None
    member.organisation.refresh_from_db()
    assert member.organisation.logo == file
