"""The sample's organisations and people: invented, and marked so on every record."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import normalize

from allauth.account.models import EmailAddress

from bridgehead.accounts.models import User
from bridgehead.config.demo.files import Tree, pair, public_id, read
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.models import Asset, Interest, InterestSide, Membership, MembershipRole, Organisation, Topic

ZONES = {
    "KR": "Asia/Seoul",
    "CA": "America/Toronto",
    "GB": "Europe/London",
    "DE": "Europe/Berlin",
    "CH": "Europe/Zurich",
    "SG": "Asia/Singapore",
    "JP": "Asia/Tokyo",
}


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody and everything of the sample by key; ``people`` in the order in which the files name them."""

    organisations: dict[str, Organisation]
    people: dict[str, list[User]]
    takes_part: list[str]
    topics: dict[str, Topic]


def found_company() -> Company:
    """Store topics, organisations with assets and interests, and their people."""
    told = {**read("sample/organisations-home.yaml"), **read("sample/organisations-abroad.yaml")}
    topics = _topics(read("sample/topics.yaml"))
    organisations = _organisations(told)
    _sectors(told, organisations, topics)
    _assets(told, organisations, topics)
    _interests(told, organisations, topics)
    for each in organisations.values():
        index_organisation(each.pk)
    people = _people(told, organisations)
    takes_part = [key for key, each in told.items() if each.get("takes_part", True)]
    return Company(organisations, people, takes_part, topics)


def new_person(
    names: tuple[str, str, str, str], *, organisation: str, country: str, is_platform_admin: bool = False
) -> User:
    """Return a sample person, not yet stored: family and given name in Korean, then in English."""
    family_ko, given_ko, family_en, given_en = names
    local = ".".join("".join(filter(str.isalnum, _plain(each))).lower() for each in (given_en, family_en))
    person = User(
        public_id=public_id("person", organisation, given_en, family_en),
        email=f"{local}@{organisation}.example",
        family_name_ko=family_ko,
        given_name_ko=given_ko,
        family_name_en=family_en,
        given_name_en=given_en,
        language="ko" if country == "KR" else "en",
        zone=ZONES.get(country, "America/New_York"),
        is_platform_admin=is_platform_admin,
        is_sample=True,
    )
    person.set_unusable_password()
    return person


def let_in(people: list[User]) -> None:
    """Store people and let them sign in by a code sent to their address."""
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in people
    )


def _plain(name: str) -> str:
    return normalize("NFKD", name).encode("ascii", "ignore").decode()


def _topics(told: Tree) -> dict[str, Topic]:
    made = {key: _topic(key, each, None) for key, each in told.items()}
    Topic.objects.bulk_create(made.values())
    narrower = {
        key: _topic(key, each, made[broader]) for broader in told for key, each in told[broader]["narrower"].items()
    }
    Topic.objects.bulk_create(narrower.values())
    return {**made, **narrower}


def _topic(key: str, told: Tree, broader: Topic | None) -> Topic:
    synonyms = told.get("synonyms", "")
    return Topic(
        public_id=public_id("topic", key),
        **pair("name", told),
        synonyms=synonyms,
        broader=broader,
        holds_modalities=told.get("holds_modalities", False),
    )


def _organisations(told: Tree) -> dict[str, Organisation]:
    made = {
        key: Organisation(
            public_id=public_id("organisation", key),
            **pair("name", each["name"]),
            **pair("summary", each["summary"]),
            kind=each.get("kind", "company"),
            country=each["country"],
            city=each["city"],
            founded_year=each["founded"],
            size=each["size"],
            is_listed=True,
            is_sample=True,
        )
        for key, each in told.items()
    }
    Organisation.objects.bulk_create(made.values())
    return made


def _sectors(told: Tree, organisations: dict[str, Organisation], topics: dict[str, Topic]) -> None:
    through = Organisation.sectors.through
    through._default_manager.bulk_create(
        through(organisation_id=organisations[key].pk, topic_id=topics[topic].pk)
        for key, each in told.items()
        for topic in each["sectors"]
    )


def _assets(told: Tree, organisations: dict[str, Organisation], topics: dict[str, Topic]) -> None:
    Asset.objects.bulk_create(
        Asset(
            public_id=public_id("asset", key, each["name"]["en"]),
            organisation=organisations[key],
            kind=each["kind"],
            **pair("name", each["name"]),
            **pair("summary", each["summary"]),
            modality=topics[each["modality"]],
            indication=each["indication"],
            stage=each["stage"],
        )
        for key, organisation in told.items()
        for each in organisation.get("assets", [])
    )


def _interests(told: Tree, organisations: dict[str, Organisation], topics: dict[str, Topic]) -> None:
    made: list[tuple[Interest, list[str]]] = [
        (
            Interest(
                public_id=public_id("interest", key, side, each["kind"]),
                organisation=organisations[key],
                side=side,
                kind=each["kind"],
                **pair("note", each),
            ),
            each["topics"],
        )
        for key, organisation in told.items()
        for side, field in ((InterestSide.NEED, "needs"), (InterestSide.OFFER, "offers"))
        for each in organisation.get(field, [])
    ]
    Interest.objects.bulk_create(interest for interest, _topics in made)
    through = Interest.topics.through
    through._default_manager.bulk_create(
        through(interest_id=interest.pk, topic_id=topics[topic].pk) for interest, about in made for topic in about
    )


def _people(told: Tree, organisations: dict[str, Organisation]) -> dict[str, list[User]]:
    made = {
        key: [
            new_person(tuple(each[:4]), organisation=key, country=organisation["country"])
            for each in organisation.get("people", [])
        ]
        for key, organisation in told.items()
    }
    everybody = [person for people in made.values() for person in people]
    let_in(everybody)
    Membership.objects.bulk_create(
        Membership(
            public_id=public_id("membership", str(person.public_id)),
            user=person,
            organisation=organisations[key],
            role=MembershipRole.MEMBER if number else MembershipRole.OWNER,
            title_ko=told[key]["people"][number][4],
            title_en=told[key]["people"][number][5],
        )
        for key, people in made.items()
        for number, person in enumerate(people)
    )
    return made
