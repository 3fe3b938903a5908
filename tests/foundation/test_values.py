"""Money, tokens, refusals and text: small values that cannot be wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy, override

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import require_one_line, require_text
from bridgehead.foundation.money import Exactness, Money
from bridgehead.foundation.refusals import Refused, require
from bridgehead.foundation.tokens import is_token, new_token, token_hash
from tests.factories.organisations import OrganisationFactory


def test_money_has_amount_currency_and_exactness() -> None:
    assert Money(Decimal(635300000000), "KRW") == Money(Decimal(635_300_000_000), "KRW", Exactness.EXACT)
    assert Money(Decimal(1), "KRW") != Money(Decimal(1), "USD")


@pytest.mark.parametrize(
    ("amount", "currency", "error", "says"),
    [
        (1.5, "USD", TypeError, "an amount is a Decimal, not float"),
        (15, "USD", TypeError, "an amount is a Decimal, not int"),
        (Decimal("-0.01"), "USD", ValueError, "finite and not negative, not -0.01"),
        (Decimal("NaN"), "USD", ValueError, "finite and not negative, not NaN"),
        (Decimal("Infinity"), "USD", ValueError, "finite and not negative, not Infinity"),
        (Decimal(1), "usd", ValueError, "three capital letters as in ISO 4217, not 'usd'"),
        (Decimal(1), "", ValueError, "three capital letters as in ISO 4217, not ''"),
        (Decimal(1), "USD\n", ValueError, "three capital letters as in ISO 4217"),
    ],
)
def test_wrong_money_cannot_be_made(amount: Any, currency: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        Money(amount, currency)


def test_token_opens_one_thing_only() -> None:
    token, another = new_token(), new_token()
    kept = token_hash(token, purpose="feed")

    assert (len(token), len(kept), token != another) == (32, 64, True)
    assert is_token(token, kept, purpose="feed")
    assert not is_token(another, kept, purpose="feed")
    assert not is_token(token, kept, purpose="confirmation")
    assert not is_token(kept, kept, purpose="feed")
    assert token not in kept


def test_refusal_speaks_the_language_of_whoever_reads_it() -> None:
    with pytest.raises(Refused) as refused:
        require(False, gettext_lazy("The file is empty."), field="logo")

    with override("en"):
        english = str(refused.value)
    with override("ko"):
        korean = str(refused.value)
    assert (english, refused.value.field) == ("The file is empty.", "logo")
    assert korean == "빈 파일입니다. 내용이 있는 파일을 올려 주세요."


def test_what_is_allowed_goes_on() -> None:
    require(True, "never said")


@pytest.mark.parametrize("sign", [*"\r\n\0\x0b\x1b\x7f\x85\u2028\u2029\u202e", "\ud800"])
def test_line_refuses_what_breaks_a_header_or_turns_a_name(sign: str) -> None:
    with pytest.raises(ValidationError, match="on one line"):
        require_one_line(f"Hanbit{sign}Bcc: everybody@example.com")


@pytest.mark.parametrize("sign", ["\0", "\x0b", "\x1b", "\u2028", "\u2029", "\ud800"])
def test_longer_text_refuses_what_cannot_be_stored(sign: str) -> None:
    with pytest.raises(ValidationError, match="characters that cannot be stored"):
        require_text(f"Hanbit{sign}")


def test_names_and_prose_of_both_languages_pass() -> None:
    require_one_line("한빛바이오 (주) – “Hanbit” 🧬 é")
    require_text("첫 줄\r\n\t둘째 줄 🧬")


@pytest.mark.django_db
@pytest.mark.database
def test_bulk_writes_do_not_pass_by_the_check() -> None:
    kept = OrganisationFactory(name_en="Hanbit")

    with pytest.raises(ValidationError, match="on one line"), transaction.atomic():
        Organisation.objects.filter(pk=kept.pk).update(name_en="Hanbit\r\nBcc: everybody@example.com")
    with pytest.raises(ValidationError, match="characters that cannot be stored"), transaction.atomic():
        Organisation.objects.bulk_create([Organisation(name_en="Two", summary_en="\x1b[31m")])
    longest = Organisation._meta.get_field("name_en").max_length
    with (
        pytest.raises(ValidationError, match=f"at most {longest} characters here, not {longest + 1}"),
        transaction.atomic(),
    ):
        Organisation.objects.filter(pk=kept.pk).update(name_en="n" * (longest + 1))

    assert list(Organisation.objects.values_list("name_en", flat=True)) == ["Hanbit"]


@pytest.mark.django_db
@pytest.mark.database
def test_letters_that_are_told_apart_are_stored_and_asked_for_as_one() -> None:
    apart = normalize("NFD", "한빛바이오")
    created = Organisation.objects.create(name_ko=apart, name_en="One", summary_ko=apart)
    bulk, updated = Organisation.objects.bulk_create([Organisation(name_ko=apart, name_en=each) for each in "ab"])
    Organisation.objects.filter(pk=updated.pk).update(name_ko=apart, summary_ko=apart)

    kept = list(Organisation.objects.order_by("pk").values_list("name_ko", "summary_ko"))
    lookups = ("", "__exact", "__icontains", "__startswith", "__istartswith", "__endswith", "__iexact")
    asked = [Organisation.objects.filter(**{f"name_ko{each}": apart}).count() for each in lookups]
    assert kept == [("한빛바이오", "한빛바이오"), ("한빛바이오", ""), ("한빛바이오", "한빛바이오")]
    assert (created.name_ko, bulk.name_ko, created.stale_twins()) == ("한빛바이오", "한빛바이오", [])
    assert Organisation.objects.get(pk=created.pk).stale_twins() == []
    assert asked == [3] * len(lookups)


def test_a_form_counts_the_letters_that_are_stored() -> None:
    field = Organisation._meta.get_field("name_ko").formfield()

    assert field.clean(normalize("NFD", "한" * field.max_length)) == "한" * field.max_length
    with pytest.raises(ValidationError):
        field.clean("한" * (field.max_length + 1))


def test_a_choice_is_said_as_django_says_it_and_in_the_language_of_the_page() -> None:
    company = OrganisationFactory.build(kind="company", size="")
    said = {}
    for language in ("ko", "en", "ko"):
        with override(language):
            for name in ("kind", "size"):
                field = Organisation._meta.get_field(name)
                said[name, language] = getattr(company, f"get_{name}_display")()
                assert said[name, language] == Model._get_FIELD_display(company, field)  # type: ignore[attr-defined]  # Django's own
    assert said["kind", "ko"] != said["kind", "en"]
    assert said["size", "en"] == ""
