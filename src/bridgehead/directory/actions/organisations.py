"""Making an organisation, and what it says about itself."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.actions.standing import look_again
from bridgehead.directory.models import (
    Membership,
    MembershipRole,
    Organisation,
    OrganisationAlias,
    RegistrationNumber,
)
from bridgehead.directory.queries import likely_same
from bridgehead.directory.queries.topics import topics_chosen
from bridgehead.directory.rules import expected_number, may_edit, registration_number
from bridgehead.directory.signals import organisation_renamed
from bridgehead.foundation import audit, idempotency
from bridgehead.foundation.refusals import Refused, require

#: Other names of one organisation, doubtful ones included; every one is searched.
MAX_ALIASES = 20
#: What hangs on the record rather than stands in it.
_BESIDE = {"topic_ids", "aliases", "doubtful_aliases"}
BILINGUAL = {"name_ko", "name_en", "summary_ko", "summary_en"}


@dataclass(frozen=True, slots=True)
class OrganisationProfile:
    """What an organisation says about itself; at least one of the two names."""

    name_ko: str = ""
    name_en: str = ""
    summary_ko: str = ""
    summary_en: str = ""
    kind: str = "company"
    country: str = ""
    city: str = ""
    founded_year: int | None = None
    size: str = ""
    site: str = ""
    topic_ids: frozenset[int] = frozenset()
    #: Other names, and those of them that may mean somebody else as well.
    aliases: frozenset[str] = frozenset()
    doubtful_aliases: frozenset[str] = frozenset()

    def plain(self) -> dict[str, object]:
        """Return the fields of the record itself."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in _BESIDE}

    def alias_doubts(self) -> dict[str, bool]:
        """Return every other name with whether it is doubtful; one that is given both ways is not."""
        return dict.fromkeys(self.doubtful_aliases, True) | dict.fromkeys(self.aliases, False)


@transaction.atomic
def create_organisation(
    *, by: Actor, profile: OrganisationProfile, is_another: bool, now: datetime, idempotency_key: str = ""
) -> Organisation:
    """Make an organisation whose owner is the person; the agency lists it later.

    Where a visible one bears the same name, the person must have said that it is another (``is_another``).
    """
    require(not by.is_anonymous, _("Sign in to add your organisation."))
    made = idempotency.made_before(actor_id=by.person_id, deed="directory.create_organisation", key=idempotency_key)
    if made is not None:
        return Organisation.objects.get(public_id=made)
    _require_name(profile)
    require(
        is_another or not likely_same(by, profile.name_ko, profile.name_en),
        _("There is an organisation of that name already. Say whether yours is another one."),
        field="name_ko",
    )
    organisation = Organisation(**profile.plain())
    organisation.mark_twins(BILINGUAL)
    organisation.full_clean(exclude=["verified_by"])
    organisation.save()
    organisation.sectors.set(topics_chosen(profile.topic_ids))
    _set_aliases(organisation, profile, by)
    Membership.objects.create(user_id=by.person_id, organisation=organisation, role=MembershipRole.OWNER)
    index_organisation(organisation.pk)
    audit.record("directory.organisation_created", on=organisation, by=by, at=now)
    idempotency.remember(
        actor_id=by.person_id,
        deed="directory.create_organisation",
        key=idempotency_key,
        made=str(organisation.public_id),
    )
    return organisation


@transaction.atomic
def change_organisation(
    *, organisation_id: int, by: Actor, profile: OrganisationProfile, now: datetime
) -> Organisation:
    """Change what an organisation says about itself; a text whose twin was not changed with it shows as stale."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    require(may_edit(by, organisation_id), _("Only its owner or representative can change this profile."))
    _require_name(profile)
    wanted = profile.plain()
    changed = {name for name, value in wanted.items() if getattr(organisation, name) != value}
    topics = set(organisation.sectors.values_list("pk", flat=True))
    told = changed | ({"topics"} if topics != profile.topic_ids else set())
    told |= {"aliases"} if _set_aliases(organisation, profile, by) else set()
    if not told:
        return organisation
    for name in changed:
        setattr(organisation, name, wanted[name])
    organisation.mark_twins(changed)
    organisation.full_clean(exclude=["verified_by"])
    organisation.save(update_fields=[*sorted(changed), "twins"])
    is_renamed = bool(changed & {"name_ko", "name_en"})
    look_again(organisation, by=by, now=now, is_renamed=is_renamed)
    organisation.sectors.set(topics_chosen(profile.topic_ids))
    index_organisation(organisation_id)
    said = {"fields": (None, ", ".join(sorted(told)))}
    if is_renamed or "aliases" in told:
        organisation_renamed.send(sender=Organisation, organisation_id=organisation_id, now=now)
    audit.record("directory.organisation_changed", on=organisation, by=by, at=now, change=said)
    return organisation


@transaction.atomic
def confirm_translation(*, organisation_id: int, by: Actor, field: str, now: datetime) -> Organisation:
    """Say that a text still matches its changed twin: it is no longer stale."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    require(may_edit(by, organisation_id), _("Only its owner or representative can change this profile."))
    require(field in organisation.stale_twins(), _("This translation is not marked as out of date."))
    organisation.mark_twins({field})
    organisation.save(update_fields=["twins"])
    audit.record("directory.translation_confirmed", on=organisation, by=by, at=now, change={"field": (None, field)})
    return organisation


@transaction.atomic
def keep_registration_number(
    *, organisation_id: int, by: Actor, scheme: str, number: str, now: datetime
) -> RegistrationNumber:
    """Keep the number under which a register knows an organisation; one of each scheme."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    require(may_edit(by, organisation_id), _("Only its owner or representative can change this profile."))
    require(scheme in RegistrationNumber.Scheme.values, _("This register is not known here."), field="scheme")
    stored = registration_number(scheme, number)
    if stored is None:
        raise Refused(expected_number(scheme), field="number")
    held = RegistrationNumber.objects.filter(scheme=scheme, number=stored).first()
    require(
        held is None or held.organisation_id == organisation_id,
        _("Another organisation here has this number. Write to the agency: perhaps yours is in the directory already."),
        field="number",
    )
    look_again(organisation, by=by, now=now)
    kept, _made = RegistrationNumber.objects.update_or_create(
        organisation=organisation, scheme=scheme, defaults={"number": stored}
    )
    audit.record(
        "directory.registration_number_kept", on=organisation, by=by, at=now, change={"scheme": (None, scheme)}
    )
    return kept


def _set_aliases(organisation: Organisation, profile: OrganisationProfile, by: Actor) -> bool:
    """Make these the other names; False where they are already. Nobody calls themselves by another's name for sure."""
    wanted = profile.alias_doubts()
    held = {each.text: each.is_doubtful for each in organisation.aliases.all()}
    if wanted == held:
        return False
    require(
        len(wanted) <= MAX_ALIASES,
        _("At most %(most)s other names are kept. Leave out the rarest.") % {"most": MAX_ALIASES},
        field="aliases",
    )
    claimed = sorted(text for text, is_doubtful in wanted.items() if not is_doubtful and held.get(text, True))
    others = [each for each in likely_same(by, *claimed) if each.pk != organisation.pk]
    require(
        not others,
        _("One of these names is another organisation's: %(name)s. Leave it out, or put it with the doubtful ones.")
        % {"name": others[0].name if others else ""},
        field="aliases",
    )
    OrganisationAlias.objects.filter(organisation=organisation).delete()
    OrganisationAlias.objects.bulk_create(
        OrganisationAlias(organisation=organisation, text=text, is_doubtful=is_doubtful)
        for text, is_doubtful in sorted(wanted.items())
    )
    return True


def _require_name(profile: OrganisationProfile) -> None:
    require(
        bool(profile.name_ko or profile.name_en), _("Write the name in Korean, in English or in both."), field="name_ko"
    )
