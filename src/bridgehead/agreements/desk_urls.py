"""Addresses of the desk of the ledger."""

from __future__ import annotations

from django.urls import include, path

from bridgehead.agreements.views import agreement, keepers, ledger, papers, signatures, terms

app_name = "agreements_desk"

_ONE = "<uuid:public_id>/"
_DOCUMENT = f"{_ONE}documents/<uuid:document_id>/"
_OBLIGATION = f"{_ONE}obligations/<uuid:obligation_id>/"
_AGENCY = "keepers/<uuid:agency_id>/"

urlpatterns = [
    path("", ledger.ledger, name="ledger"),
    path("export/", ledger.export, name="export"),
    path("new/", terms.new, name="new"),
    path("keepers/", keepers.keepers, name="keepers"),
    path(_AGENCY, keepers.ledger_keepers, name="ledger_keepers"),
    path(f"{_AGENCY}<uuid:role_id>/end/", keepers.end, name="end_keeping"),
    path(_ONE, agreement.agreement, name="agreement"),
    path(f"{_ONE}change/", terms.change, name="change"),
    path(f"{_ONE}correct/", terms.correct, name="correct"),
    path(f"{_ONE}move/", agreement.move, name="move"),
    path(f"{_ONE}discard/", agreement.discard, name="discard"),
    path(f"{_ONE}publication/", agreement.publication, name="publication"),
    path(f"{_ONE}versions/", agreement.versions, name="versions"),
    path(f"{_ONE}trail/", agreement.trail, name="trail"),
    path(f"{_ONE}documents/", papers.documents, name="documents"),
    path(_DOCUMENT, papers.document, name="document"),
    path(f"{_DOCUMENT}remove/", papers.remove_document, name="remove_document"),
    path(f"{_ONE}obligations/", papers.obligations, name="obligations"),
    path(_OBLIGATION, papers.obligation, name="obligation"),
    path(f"{_OBLIGATION}settle/", papers.settle, name="settle"),
    path("<uuid:agreement_id>/signatures/", signatures.signatures, name="signatures"),
    path("<uuid:agreement_id>/signatures/<uuid:paper_id>/recall/", signatures.recall, name="recall_signing"),
    path("<uuid:agreement_id>/confirmations/", include("bridgehead.agreements.confirm_urls")),
]
