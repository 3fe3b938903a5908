"""Organisations, memberships, assets, interests and topics."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.models import StoredFile


class Topic(PublicModel, BilingualModel):
    """A subject in both languages, shared by directory and newsroom; narrower topics hang below broader ones."""

    name_ko = LineField(_("name (Korean)"), max_length=120)
    name_en = LineField(_("name (English)"), max_length=120)
    #: Other words for it, in either language, one per line.
    synonyms = models.TextField(blank=True)
    #: Whether the topics below this one are modalities: what an asset technically is.
    holds_modalities = models.BooleanField(default=False)
    broader = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="narrower")
    #: Since when it is no longer offered; whoever has chosen it keeps it.
    retired_at = models.DateTimeField(null=True, editable=False)
    #: What it was merged into: what can never change still names it, and its addresses lead on.
    merged_into = models.ForeignKey("self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_ko"],
                name="topic_one_per_korean_name",
                violation_error_message=_("There is a topic of that Korean name."),
            ),
            models.UniqueConstraint(
                fields=["name_en"],
                name="topic_one_per_english_name",
                violation_error_message=_("There is a topic of that English name."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(retired_at__isnull=False), name="topic_merged_is_retired"
            ),
        ]


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    COMPANY = "company", _("company")
    AGENCY = "agency", _("agency")
    INVESTOR = "investor", _("investor")
    RESEARCH = "research", _("research body")
    HOSPITAL = "hospital", _("hospital")
    VENUE = "venue", _("venue")
    PRESS = "press", _("press")


class OrganisationSize(models.TextChoices):
    """How many people work there."""

    MICRO = "1-10", _("1–10 people")
    SMALL = "11-50", _("11–50 people")
    MEDIUM = "51-250", _("51–250 people")
    LARGE = "251+", _("more than 250 people")


class Organisation(PublicModel, BilingualModel):
    """One record of an organisation, from call to article."""

    bilingual_fields = ("name", "summary")
    #: What lists show of it. A row has twenty more; reading them costs a page of a long list as much as drawing it.
    LIST_FIELDS = ("public_id", "name_ko", "name_en", "kind", "country", "city", "is_listed", "is_sample", "logo")

    name_ko = LineField(_("name (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("name (English)"), max_length=160, blank=True)
    summary_ko = ProseField(_("summary (Korean)"), max_length=4000, blank=True)
    summary_en = ProseField(_("summary (English)"), max_length=4000, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=OrganisationKind, default=OrganisationKind.COMPANY)
    #: ISO 3166 alpha-2; empty where it is not known.
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = LineField(_("city"), max_length=120, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    size = models.CharField(_("size"), max_length=8, choices=OrganisationSize, blank=True)
    site = models.URLField(_("web site"), max_length=300, blank=True)
    #: By its public id, so that a list knows the address of every logo without reading the files.
    logo = models.ForeignKey(
        StoredFile,
        to_field="public_id",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    sectors = models.ManyToManyField(Topic, blank=True, related_name="organisations", verbose_name=_("sectors"))
    #: Whether anybody may find it, or only those it belongs to and the agency.
    is_listed = models.BooleanField(_("listed publicly"), default=False)
    #: Brought in by an officer, without a word of its own: nobody but the agency sees it until it has agreed.
    awaits_consent = models.BooleanField(default=False, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Why the agency could not verify it, for its owners; gone when they have changed what was looked at.
    verification_reason = LineField(max_length=300, blank=True, editable=False)
    verification_declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: Fictional; shown with the sample mark everywhere.
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name_ko="", name_en=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z][A-Z]$"), name="organisation_country_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(verification_declined_at=None, verification_reason="")
                | (Q(verification_declined_at__isnull=False, verified_at=None) & ~Q(verification_reason="")),
                name="organisation_declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_listed=False) | Q(awaits_consent=False), name="organisation_listed_with_consent"
            ),
        ]
        indexes = [models.Index(fields=["is_listed", "kind", "country"])]

    @property
    def logo_address(self) -> str:
        """Where the logo is served, to those who may see the organisation; empty without one."""
        return reverse("files:logo", args=[self.public_id, self.logo_id]) if self.logo_id else ""


class OrganisationAlias(models.Model):
    """Another name of an organisation, by which it is found.

    A doubtful one (short, a common word) counts only with support: a search must ask for something else of theirs too.
    It is not shown, and several organisations may have it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    text = LineField(max_length=160)
    is_doubtful = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "text"], name="alias_once_per_organisation")]

    def __str__(self) -> str:
        return self.text


class RegistrationNumber(models.Model):
    """A number under which some register knows an organisation (checked where the scheme has check digits)."""

    class Scheme(models.TextChoices):
        KR_BUSINESS = "kr_business", _("Korean business registration number")
        KR_CORPORATION = "kr_corporation", _("Korean corporation number")
        US_EIN = "us_ein", _("US employer identification number")
        LEI = "lei", _("legal entity identifier")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="registration_numbers")
    scheme = models.CharField(max_length=16, choices=Scheme)
    number = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="registration_number_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}"


class MembershipRole(models.TextChoices):
    """What a person may do for an organisation."""

    OWNER = "owner", _("owner")
    REPRESENTATIVE = "representative", _("representative")
    MEMBER = "member", _("member")


class Membership(PublicModel):
    """A person belongs to an organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=MembershipRole, default=MembershipRole.MEMBER)
    title_ko = LineField(pgettext_lazy("job", "title (Korean)"), max_length=80, blank=True)
    title_en = LineField(pgettext_lazy("job", "title (English)"), max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_one_per_pair")]


class Invitation(PublicModel):
    """Somebody is asked into an organisation by e-mail; it becomes a membership when that address accepts it.

    It is keyed by the address, not by a person: whoever invites never learns whether the address has an account.
    An answered or withdrawn invitation is gone; the audit trail keeps that it was.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    #: In lower case.
    email = models.EmailField(_("e-mail"), max_length=254)
    role = models.CharField(_("role"), max_length=16, choices=MembershipRole, default=MembershipRole.MEMBER)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="invitation_one_open_per_address")
        ]
        indexes = [models.Index(fields=["email"])]


class AssetKind(models.TextChoices):
    """What sort of thing an asset is."""

    PRODUCT = "product", _("product")
    CANDIDATE = "candidate", _("drug candidate")
    TECHNOLOGY = "technology", _("technology")
    SERVICE = "service", _("service")


class Stage(models.TextChoices):
    """How far an asset has come."""

    DISCOVERY = "discovery", _("discovery")
    PRECLINICAL = "preclinical", _("preclinical")
    PHASE_1 = "phase_1", _("phase 1")
    PHASE_2 = "phase_2", _("phase 2")
    PHASE_3 = "phase_3", _("phase 3")
    APPROVED = "approved", pgettext_lazy("stage of a product", "approved")
    MARKETED = "marketed", _("on the market")


class Asset(PublicModel, BilingualModel):
    """A product, candidate or technology of an organisation."""

    bilingual_fields = ("name", "summary")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="assets")
    kind = models.CharField(_("kind"), max_length=12, choices=AssetKind)
    name_ko = LineField(_("name (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("name (English)"), max_length=160, blank=True)
    modality = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("modality")
    )
    indication = LineField(_("indication"), max_length=160, blank=True)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, blank=True)
    summary_ko = ProseField(_("summary (Korean)"), max_length=2000, blank=True)
    summary_en = ProseField(_("summary (English)"), max_length=2000, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name_ko="", name_en=""), name="asset_has_a_name")]


class InterestSide(models.TextChoices):
    """Whether something is sought or offered."""

    NEED = "need", _("seeks")
    OFFER = "offer", _("offers")


class InterestKind(models.TextChoices):
    """What kind of partnering is sought or offered."""

    LICENCE_IN = "licence_in", _("in-licensing")
    LICENCE_OUT = "licence_out", _("out-licensing")
    INVESTMENT = "investment", _("investment")
    CO_DEVELOPMENT = "co_development", _("co-development")
    DISTRIBUTION = "distribution", _("distribution")
    CONTRACT_RESEARCH = "contract_research", _("contract research or manufacture")
    REGULATORY = "regulatory", _("regulatory advice")
    CLINICAL = "clinical", _("clinical cooperation")


class Interest(PublicModel):
    """What an organisation seeks or offers, on which topics."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="interests")
    side = models.CharField(max_length=5, choices=InterestSide)
    kind = models.CharField(max_length=20, choices=InterestKind)
    topics = models.ManyToManyField(Topic, blank=True, related_name="interests")
    note_ko = LineField(max_length=300, blank=True)
    note_en = LineField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "side", "kind"], name="interest_once_per_side_and_kind")
        ]
