"""Other names of an organisation: edited on its profile, found by search, never a way to take another's name."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from bridgehead.accounts.actor import ANONYMOUS
from bridgehead.directory import queries
from bridgehead.directory.actions.index import rebuild_search_index
from bridgehead.directory.models import Organisation, OrganisationAlias
from bridgehead.foundation.models import AuditEntry
from tests.factories.organisations import MembershipFactory, OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def kept(organisation: Organisation) -> list[tuple[str, bool]]:
    return list(organisation.aliases.order_by("text").values_list("text", "is_doubtful"))


def save(client: Client, organisation: Organisation, language: str = "en", **typed: Any) -> Any:
    given = {"name_ko": organisation.name_ko, "name_en": organisation.name_en, "kind": "company", **typed}
    return client.post(f"/{language}/companies/{organisation.public_id}/profile/", given)


def owner_in(client: Client, **fields: Any) -> Organisation:
    member = MembershipFactory(role="owner", organisation=OrganisationFactory(**fields))
    client.force_login(member.user)
    return member.organisation


def test_other_names_are_kept_shown_and_found_and_doubtful_ones_only_found(client: Client) -> None:
    organisation = owner_in(client, name_ko="한올바이오파마", name_en="HanAll Biopharma")
    namesake = OrganisationFactory(name_ko="", name_en="ZB Biopharma")
    rebuild_search_index()

    save(client, organisation, aliases="  한올  제약 \n\nHanAll Pharmaceutical\n", doubtful_aliases="ZB")

    assert kept(organisation) == [("HanAll Pharmaceutical", False), ("ZB", True), ("한올 제약", False)]
    assert queries.search_organisations(ANONYMOUS, "한올 제약").ids == [organisation.pk]
    assert queries.search_organisations(ANONYMOUS, "ZB").ids == [namesake.pk]
    assert queries.search_organisations(ANONYMOUS, "ZB biopharma").ids == [namesake.pk, organisation.pk]
    page = Client().get(f"/en/companies/{organisation.public_id}/").content.decode()
    assert "<dt>Also known as</dt><dd>HanAll Pharmaceutical · 한올 제약</dd>" in page
    form = client.get(f"/en/companies/{organisation.public_id}/profile/").context["form"]
    assert (form["aliases"].value(), form["doubtful_aliases"].value()) == ("HanAll Pharmaceutical\n한올 제약", "ZB")
    assert AuditEntry.objects.get().change == {"fields": [None, "aliases, country"]}


def test_names_taken_out_are_found_no_longer_and_saving_the_same_changes_nothing(client: Client) -> None:
    organisation = owner_in(client)
    save(client, organisation, aliases="Old Name")
    save(client, organisation, aliases="Old Name")
    assert AuditEntry.objects.count() == 1

    save(client, organisation)

    assert (kept(organisation), queries.search_organisations(ANONYMOUS, "Old Name").ids) == ([], [])


def test_name_of_another_organisation_is_nobodys_alias_but_a_doubtful_one(client: Client) -> None:
    OrganisationFactory(name_ko="대웅제약", name_en="Daewoong")
    organisation = owner_in(client)

    refused = save(client, organisation, aliases="한빛\n(주)대웅 제약", city="성남")

    assert refused.status_code == 422
    assert refused.context["form"].errors == {
        "aliases": [
            "One of these names is another organisation's: Daewoong. Leave it out, or put it with the doubtful ones."
        ]
    }
    assert 'value="성남"' in refused.content.decode()
    assert "(주)대웅 제약</textarea>" in refused.content.decode()
    assert OrganisationAlias.objects.count() == 0
    assert save(client, organisation, doubtful_aliases="(주)대웅 제약").status_code == 302


def test_doubtful_name_of_another_organisation_does_not_become_a_sure_one(client: Client) -> None:
    OrganisationFactory(name_ko="대웅제약", name_en="Daewoong")
    organisation = owner_in(client)
    save(client, organisation, doubtful_aliases="Daewoong\nZB")

    refused = save(client, organisation, aliases="Daewoong", doubtful_aliases="ZB")

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["aliases"])
    assert kept(organisation) == [("Daewoong", True), ("ZB", True)]
    assert save(client, organisation, aliases="ZB", doubtful_aliases="Daewoong").status_code == 302


def test_answer_never_tells_that_an_unlisted_organisation_bears_the_name(client: Client) -> None:
    OrganisationFactory(name_ko="비밀제약", is_listed=False)
    organisation = owner_in(client)

    assert save(client, organisation, aliases="비밀제약").status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x" * 161, "“xxxxxxxxxxxxxxxxxxxx…” is longer than 160 characters."),
        ("a\u202eb", "Write this on one line, without line breaks."),
        ("\n".join(f"Name {number}" for number in range(21)), "At most 20 other names are kept. Leave out the rarest."),
    ],
)
def test_what_cannot_be_a_name_is_refused_and_the_typing_stays(client: Client, typed: str, sentence: str) -> None:
    organisation = owner_in(client)

    refused = save(client, organisation, aliases=typed)

    assert (refused.status_code, refused.context["form"].errors) == (422, {"aliases": [sentence]})
    assert typed in refused.content.decode()
    assert kept(organisation) == []
