"""The directory's pages: what is found, by whom, in both languages, and what they cost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.directory.models import Invitation, Membership, Organisation
from tests.factories.organisations import (
    AssetFactory,
    InterestFactory,
    MembershipFactory,
    OrganisationFactory,
    TopicFactory,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOWHERE = "00000000-0000-4000-8000-000000000000"
OWN_PAGES = ["organisation", "profile", "number", "new_asset", "interests", "members"]


def full_organisation(**fields: object) -> Organisation:
    topic = TopicFactory()
    made = OrganisationFactory(
        summary_ko="항체를 만듭니다.", summary_en="We make antibodies.", sectors=[topic], founded_year=1999, **fields
    )
    AssetFactory(organisation=made, modality=topic, summary_ko="설명")
    InterestFactory(organisation=made, topics=[topic], note_ko="메모")
    return made


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("page", OWN_PAGES)
def test_every_own_page_opens_in_both_languages(client: Client, page: str, language: str) -> None:
    organisation = full_organisation(name_en="", is_listed=False)
    owner = MembershipFactory(organisation=organisation, role="owner").user
    organisation.summary_ko = "항체와 백신을 만듭니다."
    organisation.mark_twins({"summary_ko", "summary_en"})
    organisation.summary_ko = "다시 고쳤습니다."
    organisation.mark_twins({"summary_ko"})
    organisation.save()
    client.force_login(owner)

    with translation.override(language):
        shown = client.get(reverse(f"directory:{page}", args=[organisation.public_id]))

    assert shown.status_code == 200
    assert f'<html lang="{language}">' in shown.content.decode()


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("page", ["organisations", "mine", "new"])
def test_every_page_without_an_organisation_opens_in_both_languages(client: Client, page: str, language: str) -> None:
    member = MembershipFactory(organisation=full_organisation())
    Invitation.objects.create(organisation=OrganisationFactory(), email=member.user.email)
    client.force_login(member.user)

    with translation.override(language):
        shown = client.get(reverse(f"directory:{page}"))

    assert shown.status_code == 200
    assert f'<html lang="{language}">' in shown.content.decode()


def _without(body: str, public_id: str) -> str:
    """Leave out what was asked for, and the form token, which is another one each time."""
    body = body.replace(public_id, "ID").replace(NOWHERE, "ID")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)


@pytest.mark.parametrize("page", OWN_PAGES)
def test_hidden_organisation_is_the_same_404_as_none_at_all(client: Client, page: str) -> None:
    hidden = OrganisationFactory(is_listed=False)
    client.force_login(UserFactory(language="en"))
    with translation.override("en"):
        there, nowhere = (reverse(f"directory:{page}", args=[each]) for each in (hidden.public_id, NOWHERE))

    answers = [client.get(address) for address in (there, nowhere)]

    assert [each.status_code for each in answers] == [404, 404]
    bodies = [_without(each.content.decode(), str(hidden.public_id)) for each in answers]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("page", ["profile", "number", "new_asset", "interests", "members"])
def test_own_pages_of_a_listed_organisation_are_not_there_for_others(client: Client, page: str) -> None:
    organisation = OrganisationFactory()
    client.force_login(MembershipFactory().user)

    assert (
        client.get(f"/en/companies/{organisation.public_id}/{page.replace('new_asset', 'assets/new')}/").status_code
        == 404
    )


def test_page_tells_the_missing_twin_in_both_languages(client: Client) -> None:
    korean_only = OrganisationFactory(name_ko="제네로스", name_en="")

    in_english = client.get(f"/en/companies/{korean_only.public_id}/").content.decode()
    in_korean = client.get(f"/ko/companies/{korean_only.public_id}/").content.decode()

    assert '<h1 id="organisation-name"><span lang="ko">제네로스</span></h1>' in in_english
    assert '<p class="twin">English name to be confirmed</p>' in in_english
    assert '<h1 id="organisation-name">제네로스</h1>' in in_korean
    assert '<p class="twin">영문 이름 확인 중</p>' in in_korean


def test_search_swaps_only_the_list(client: Client) -> None:
    OrganisationFactory(name_ko="대웅제약", name_en="Daewoong Pharmaceutical")
    rebuild_search_index()

    whole = client.get("/en/companies/?q=daewoo")
    part = client.get("/en/companies/?q=daewoo", headers={"HX-Request": "true"})

    assert "Daewoong Pharmaceutical" in whole.content.decode()
    assert part.content.decode().lstrip().startswith('<div id="found"')
    assert "<html" not in part.content.decode()


def test_creating_asks_about_the_same_name_and_keeps_what_was_typed(client: Client) -> None:
    OrganisationFactory(name_ko="(주)대웅 제약", name_en="")
    person = UserFactory()
    client.force_login(person)
    typed = {"name_ko": "대웅제약", "name_en": "", "kind": "company", "country": "KR", "city": "성남", "key": "k1"}

    asked = client.post("/ko/companies/new/", typed)

    assert asked.status_code == 422
    assert "(주)대웅 제약" in asked.content.decode()
    assert 'value="성남"' in asked.content.decode()
    assert Organisation.objects.count() == 1
    for _again in range(2):  # a double tap makes one organisation
        client.post("/ko/companies/new/", {**typed, "is_another": "yes"})
    made = Organisation.objects.get(name_ko="대웅제약")
    assert (made.city, made.country, made.is_listed, made.verified_at) == ("성남", "KR", False, None)
    assert list(Membership.objects.values_list("user", "organisation", "role")) == [(person.pk, made.pk, "owner")]


@pytest.mark.parametrize("site", ["ftp://files.example.org", "javascript:alert(1)", "https://example.org/\u2028x"])
def test_a_web_site_is_reached_by_http_only(client: Client, site: str) -> None:
    membership = MembershipFactory()
    client.force_login(membership.user)

    answer = client.post(
        f"/en/companies/{membership.organisation.public_id}/profile/",
        {"name_ko": "한빛", "kind": "company", "site": site},
    )

    membership.organisation.refresh_from_db()
    assert (answer.status_code, membership.organisation.site) == (422, "")
    assert answer.context["form"].errors == {"site": ["Expected an address such as https://www.example.org."]}


def test_topics_stand_under_their_headings_and_a_modality_is_a_modality(client: Client) -> None:
    kinds, areas = TopicFactory(name_en="Modalities", holds_modalities=True), TopicFactory(name_en="Areas")
    antibody, oncology = (
        TopicFactory(name_en="Antibodies", broader=kinds),
        TopicFactory(name_en="Oncology", broader=areas),
    )
    made = OrganisationFactory(sectors=[antibody, oncology])
    client.force_login(MembershipFactory(organisation=made, role="owner").user)

    with translation.override("en"):
        pages = {
            name: client.get(reverse(f"directory:{name}", args=[made.public_id])).content.decode()
            for name in ("profile", "interests", "new_asset")
        }
        listed = client.get(reverse("directory:organisations")).content.decode()

    assert re.findall(r"<legend>(Areas|Modalities)</legend>", pages["profile"]) == ["Areas", "Modalities"]
    assert '<optgroup label="Areas">' in pages["interests"]
    assert f'<optgroup label="Areas"><option value="{oncology.pk}">Oncology (1)</option></optgroup>' in listed
    select = pages["new_asset"].partition('name="modality"')[2].partition("</select>")[0]
    assert re.findall(r">([^<]+)</option>", select) == ["–", "Antibodies"]
