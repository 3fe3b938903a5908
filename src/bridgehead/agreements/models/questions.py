"""What every question to a party shares: whom it is put to, until when, what became of it, and its links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.rules import QuestionState
from bridgehead.foundation.bases import LineField, PublicModel

if TYPE_CHECKING:
    from bridgehead.agreements.models.terms import Party


class Question(PublicModel):
    """Something that one party is asked, and answers once, through a link and without an account.

    A kind of question adds its ``party`` (of sealed terms, so it says which version it is about; ``links`` are those of
    a ``QuestionLink``), its answer, and a guard: what was answered stays as it was given. Name and address of whom we
    ask are personal: they are forgotten 180 days after the question was closed, and when the person is erased.
    """

    contact_name = LineField(_("name"), max_length=80, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    #: What is kept of the address once it is forgotten, where it has answered: by it, and with the site's key alone, it
    #: is known again should it be named for another side of the same terms.
    contact_digest = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=[("ko", _("Korean")), ("en", _("English"))])
    state = models.CharField(max_length=9, choices=QuestionState, default=QuestionState.OPEN)
    #: When it was last asked: a question that is sent anew begins anew.
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    #: When it was answered, withdrawn, voided, or when its time was over.
    closed_at = models.DateTimeField(null=True, blank=True)

    #: What it shows of the terms beside the parties: read with it.
    also_shows: ClassVar[tuple[str, ...]] = ()
    party: models.ForeignKey[Party, Party]
    party_id: int
    links: Any

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN, closed_at=None)
                | (~Q(state=QuestionState.OPEN) & Q(closed_at__isnull=False)),
                name="%(class)s_closed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.OPEN) | ~Q(contact_email=""), name="%(class)s_asks_somebody"
            ),
            models.CheckConstraint(
                condition=Q(contact_digest="") | Q(state=QuestionState.ANSWERED, contact_email=""),
                name="%(class)s_digest_of_what_has_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="%(class)s_waits"),
            models.Index(fields=["closed_at"], condition=~Q(contact_email=""), name="%(class)s_contact"),
        ]

    @property
    def audit_stream(self) -> str:
        """The audit chain that the deeds on it are written to: that of its agreement, whose row they hold."""
        return self.party.terms.agreement.audit_stream

    @classmethod
    def kinds(cls) -> list[type[Question]]:
        """Every kind of question that there is, those of higher contexts among them."""
        return cls.__subclasses__()

    @classmethod
    def purpose(cls) -> str:
        """What its tokens are for; one of another kind of question opens nothing here."""
        return str(cls._meta.model_name)


class QuestionLink(models.Model):
    """One link to a question; every mail carries its own, and only the hash of its token is kept.

    All links of a question die together: when it is sent anew, and a while after it was closed.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
