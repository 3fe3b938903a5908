"""Exchange rates: read from files, kept once, frozen on what is signed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM
from bridgehead.agreements.actions.rates import TakenIn, freeze_rates, take_in_rates
from bridgehead.agreements.actions.said import AmountSaid, said_by
from bridgehead.agreements.actions.states import sign_agreement
from bridgehead.agreements.adapters.rates import ECB, WrongRates, read_rates
from bridgehead.agreements.models import Agreement, Component, ExchangeRate, FrozenRate
from bridgehead.agreements.queries.rates import PublishedRate, Series, rate_between, rates_on, series_kept
from bridgehead.foundation.jobs import Claim
from bridgehead.foundation.models import AuditEntry, Job
from bridgehead.foundation.refusals import Refused
from tests.clocks import standing_still
from tests.factories.agreements import SIGNED_ON, agreed, corrected, licence_said, signed
from tests.factories.organisations import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

BANK = "Seoul Money Brokerage"


def published(base: str, quote: str, rate: str, *, on: date = SIGNED_ON, source: str = BANK) -> PublishedRate:
    return PublishedRate(base, quote, on, Decimal(rate), source)


def test_our_own_table_is_read_in_either_language() -> None:
    english = (
        'date,base,quote,rate,source,unit\n2023-04-26,USD,KRW,"1,335.5",Bank,\n2023-04-26,JPY,KRW,998.73,Bank,100\n'
    )
    head = "날짜,통화,상대통화,매매기준율,출처,단위"
    dollars, yen = "2023.04.26,usd,KRW,1335.5,Bank,1", "2023/04/26,JPY,KRW,998.73,Bank,100"
    korean = f"{head}\n{dollars}\n{yen}\n"
    told = [published("USD", "KRW", "1335.5", source="Bank"), published("JPY", "KRW", "9.9873", source="Bank")]

    assert [read_rates(english.encode()), read_rates(korean.encode("cp949"))] == [told, told]
    assert read_rates(b"\xef\xbb\xbf" + english.encode()) == told


def test_the_reference_rates_of_the_ecb_are_read_from_csv_and_xml() -> None:
    history = "Date,USD,JPY,CYP,\n2023-04-27,1.1042,147.62,N/A,\n2023-04-26,1.1039,147.5,N/A,\n"
    newest = "Date, USD, JPY, \n27 April 2023, 1.1042, 147.62, \n"
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="2023-04-27">'
        '<Cube currency="USD" rate="1.1042"/><Cube currency="JPY" rate="147.62"/></Cube></Cube></gesmes:Envelope>'
    )
    day = date(2023, 4, 27)
    told = [published("EUR", each, rate, on=day, source=ECB) for each, rate in (("USD", "1.1042"), ("JPY", "147.62"))]

    assert read_rates(history.encode())[:2] == told
    assert len(read_rates(history.encode())) == 4
    assert [read_rates(newest.encode()), read_rates(xml.encode())] == [told, told]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Row 1 lacks the columns date"),
        (b"date,base,quote,rate,source\n\n", "The file holds no rates"),
        (b"\xff\xfe\x00\x01", "neither CSV nor XML"),
        (b"date,base\n", "Row 1 lacks the columns quote, rate, source"),
        (b"date,base,quote,rate,source\n26.4.23,USD,KRW,1,x\n", "Row 2, date: “26.4.23”. Expected a day such as"),
        (b"date,base,quote,rate,source\n2023-04-26,US,KRW,1,x\n", "Row 2, base: “US”. Expected a currency"),
        (b"date,base,quote,rate,source\n2023-04-26,USD,USD,1,x\n", "Row 2, quote: “USD”. Expected another currency"),
        (b"date,base,quote,rate,source\n2023-04-26,USD,KRW,-1,x\n", "Row 2, rate: “-1”. Expected a number above zero"),
        (b"date,base,quote,rate,source\n2023-04-26,USD,KRW,nan,x\n", "Row 2, rate: “nan”"),
        (b'date,base,quote,rate,source\n2023-04-26,EUR,KRW,"1475,32",x\n', "Row 2, rate: “1475,32”. Expected a number"),
        (b"date,base,quote,rate,source\n2023-04-26,USD,KRW,1_335,x\n", "Row 2, rate: “1_335”. Expected a number"),
        (b'Date,USD\n2023-04-26,"1,1039"\n', "Row 2, USD: “1,1039”. Expected a number"),
        ("date,base,quote,rate,source\n2023-04-26,USD,KRW,１３３５,x\n".encode(), "Row 2, rate: “１３３５”. Expected"),
        (b"date,base,quote,rate,source,unit\n2023-04-26,USD,KRW,1,x,1E-2000000\n", "Row 2, unit: “1E-2000000”"),
        (b"date,base,quote,rate,source\n2023-04-26,USD,KRW,1E9999999,x\n", "Row 2, rate: “1E9999999”"),
        (b"date,base,quote,rate,source\n2023-04-26,USD,KRW," + b"9" * 5000 + b",x\n", "Row 2, rate: “9999"),
        (b"date,base,quote,rate,source\n2023-04-26,USD,KRW,0.123456789,x\n", "at most 7 digits before the point"),
        (b"date,base,quote,rate,source\n2023-04-26,USD,KRW,1,\n", "Row 2, source: “”. Expected who published it"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares a document type"),
        (b"<a>", "cannot be read as XML"),
        (b"Date,USD\n2023-04-26,abc\n", "Row 2, USD: “abc”. Expected a number"),
    ],
)
def test_a_wrong_file_is_told_by_its_places(content: bytes, says: str) -> None:
    with pytest.raises(WrongRates) as wrong:
        read_rates(content)

    assert says in wrong.value.mistakes[0]


def test_no_more_than_twenty_mistakes_are_told() -> None:
    content = "date,base,quote,rate,source\n" + "x,USD,KRW,1,x\n" * 50

    with translation.override("ko"), pytest.raises(WrongRates) as wrong:
        read_rates(content.encode())

    assert (len(wrong.value.mistakes), wrong.value.mistakes[0][:8]) == (20, "2행 date:")


def test_rates_are_kept_once_and_never_overwritten(now: datetime) -> None:
    rates = [published("USD", "KRW", "1335.5"), published("EUR", "KRW", "1470")]

    first = take_in_rates(rates=rates, by=SYSTEM, now=now)
    again = take_in_rates(rates=rates, by=SYSTEM, now=now)
    before = list(ExchangeRate.objects.values())
    with pytest.raises(Refused, match="For USD/KRW on 2023-04-26 “Seoul Money Brokerage” said"):
        take_in_rates(rates=[published("JPY", "KRW", "9"), published("USD", "KRW", "1336")], by=SYSTEM, now=now)

    assert (first, again, list(ExchangeRate.objects.values())) == (TakenIn(2, 0), TakenIn(0, 2), before)
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["agreements.rates_taken_in"]
    assert series_kept() == [
        Series("EUR", "KRW", BANK, SIGNED_ON, SIGNED_ON, 1),
        Series("USD", "KRW", BANK, SIGNED_ON, SIGNED_ON, 1),
    ]


def test_a_file_that_says_two_things_of_one_day_is_refused(now: datetime) -> None:
    with pytest.raises(Refused, match="What was published once is not overwritten"):
        take_in_rates(rates=[published("USD", "KRW", "1"), published("USD", "KRW", "2")], by=SYSTEM, now=now)


def test_a_trial_keeps_nothing_and_a_stranger_tries_nothing(now: datetime) -> None:
    rates = [published("USD", "KRW", "1335.5")]

    assert take_in_rates(rates=rates, by=SYSTEM, now=now, is_trial=True) == TakenIn(1, 0)
    with pytest.raises(Refused, match="Only those who keep a ledger"):
        take_in_rates(rates=rates, by=ANONYMOUS, now=now)

    assert not ExchangeRate.objects.exists()
    assert not Job.objects.exists()


def test_the_newest_rate_of_the_last_days_holds(now: datetime) -> None:
    earlier, long_ago = SIGNED_ON - timedelta(days=3), SIGNED_ON - timedelta(days=11)
    rates = [
        published("USD", "KRW", "1330", on=earlier),
        published("USD", "KRW", "1340", on=SIGNED_ON + timedelta(days=1)),
        published("EUR", "KRW", "1470", on=long_ago),
    ]
    take_in_rates(rates=rates, by=SYSTEM, now=now)

    known = rates_on(SIGNED_ON)

    assert [(each.base, each.on, each.rate) for each in known] == [("USD", earlier, 1330)]
    assert rate_between("EUR", "KRW", known) is None


def test_a_rate_is_read_both_ways_and_crossed_where_there_is_no_other(now: datetime) -> None:
    rates = [published("EUR", "USD", "1.1", source=ECB), published("EUR", "KRW", "1470", source=ECB)]
    take_in_rates(rates=rates, by=SYSTEM, now=now)
    known = rates_on(SIGNED_ON)

    inverse, crossed = rate_between("KRW", "EUR", known), rate_between("USD", "KRW", known)

    assert inverse is not None
    assert crossed is not None
    assert (inverse.rate, inverse.via) == (Fraction(1, 1470), "")
    assert (crossed.rate, crossed.via, crossed.source) == (Fraction(14700, 11), "EUR", ECB)


def test_what_is_signed_keeps_the_rates_of_its_day(now: datetime) -> None:
    take_in_rates(rates=[published("USD", "KRW", "1335.5")], by=SYSTEM, now=now)

    agreement = signed(licence_said(OrganisationFactory()))
    take_in_rates(rates=[published("USD", "KRW", "1400", source="Another")], by=SYSTEM, now=now)

    frozen = FrozenRate.objects.get()
    assert (frozen.terms_id, frozen.base, frozen.quote, frozen.rate, frozen.source) == (
        agreement.current_id,
        "USD",
        "KRW",
        Decimal("1335.5"),
        BANK,
    )
    rate = rate_between("KRW", "USD", [frozen.value])
    assert rate is not None
    assert rate.restated(635_300_000_000) == 47_570_198_428  # cents


def frozen_of(agreement: Agreement) -> list[tuple[int, str, str, date, Decimal, str]]:
    """The version, pair, day, rate and source of what is frozen on every version."""
    fields = ("terms__number", "base", "quote", "on", "rate", "source")
    of = FrozenRate.objects.filter(terms__agreement=agreement).order_by("terms__number", "base", "quote")
    return list(of.values_list(*fields))


def freeze_waiting(at: datetime) -> None:
    """Let every job that waits freeze twice, at a moment."""
    with standing_still(at):
        for job in Job.objects.filter(name="agreements.freeze_rates", available_at__lte=at).order_by("pk"):
            for _ in range(2):
                freeze_rates.action(Claim(job.pk, "a worker", timedelta(minutes=1), 1), **job.payload)


def test_the_rate_of_the_day_is_waited_for_and_an_earlier_one_holds_only_where_none_came(now: datetime) -> None:
    earlier, over = SIGNED_ON - timedelta(days=9), datetime(2023, 5, 6, 1, tzinfo=UTC)
    take_in_rates(rates=[published("USD", "KRW", "1000", on=earlier)], by=SYSTEM, now=now)
    agreement = signed(licence_said(OrganisationFactory()))
    freeze_waiting(over - timedelta(hours=2))
    waited = frozen_of(agreement)

    freeze_waiting(over)

    assert (waited, frozen_of(agreement)) == ([], [(1, "USD", "KRW", earlier, Decimal(1000), BANK)])


def test_the_rate_of_the_day_is_frozen_when_it_comes_in_and_by_no_other_job_again(now: datetime) -> None:
    take_in_rates(rates=[published("USD", "KRW", "1000", on=SIGNED_ON - timedelta(days=1))], by=SYSTEM, now=now)
    agreement = signed(licence_said(OrganisationFactory()))

    take_in_rates(rates=[published("USD", "KRW", "1335.5")], by=SYSTEM, now=now)
    freeze_waiting(now)
    freeze_waiting(now + timedelta(days=20))

    assert frozen_of(agreement) == [(1, "USD", "KRW", SIGNED_ON, Decimal("1335.5"), BANK)]


def test_what_is_noted_long_after_its_signing_waits_for_nothing(now: datetime) -> None:
    earlier = SIGNED_ON - timedelta(days=2)
    take_in_rates(rates=[published("USD", "KRW", "1000", on=earlier)], by=SYSTEM, now=now)
    ready = agreed(licence_said(OrganisationFactory()))
    noted = sign_agreement(
        agreement_id=ready.pk, revision=ready.revision, signed_on=SIGNED_ON, by=SYSTEM, now=now + timedelta(days=10)
    )

    assert frozen_of(noted) == [(1, "USD", "KRW", earlier, Decimal(1000), BANK)]
    assert [each.payload["last"] for each in Job.objects.filter(name="agreements.freeze_rates")] == ["2023-04-24"]


def test_a_correction_keeps_what_was_frozen_unless_it_corrects_the_day(now: datetime) -> None:
    before = SIGNED_ON - timedelta(days=1)
    rates = [published("USD", "KRW", "1335.5"), published("USD", "KRW", "1330", on=before)]
    take_in_rates(rates=rates, by=SYSTEM, now=now)
    agreement = signed(licence_said(OrganisationFactory()))
    # A new look-up would find the other bank's alone.
    ExchangeRate.objects.filter(on=SIGNED_ON)._raw_delete("default")
    late = [published("USD", "KRW", "1400", source="Another"), published("EUR", "KRW", "1470", source="Another")]
    take_in_rates(rates=late, by=SYSTEM, now=now)
    first = (1, "USD", "KRW", SIGNED_ON, Decimal("1335.5"), BANK)

    agreement = corrected(agreement, name_en="Only the title")
    titled = frozen_of(agreement)
    euros = AmountSaid(component=Component.UPFRONT, amount=Decimal(5), currency="EUR")
    agreement = corrected(agreement, amounts=(*said_by(agreement.current).amounts, euros))
    added = frozen_of(agreement)
    agreement = corrected(agreement, amounts=said_by(agreement.current).amounts[:1], signed_on=before)
    agreement = corrected(agreement, name_en="The day was right", signed_on=SIGNED_ON)

    assert titled == [first, (2, *first[1:])]
    assert added == [*titled, (3, "EUR", "KRW", SIGNED_ON, Decimal(1470), "Another"), (3, *first[1:])]
    assert frozen_of(agreement) == [
        *added,
        (4, "USD", "KRW", before, Decimal(1330), BANK),
        (5, *first[1:]),
    ]


def test_a_frozen_rate_never_changes(now: datetime) -> None:
    take_in_rates(rates=[published("USD", "KRW", "1335.5")], by=SYSTEM, now=now)
    signed(licence_said(OrganisationFactory()))

    for write in (lambda: FrozenRate.objects.update(rate=1), lambda: FrozenRate.objects.all()._raw_delete("default")):
        with pytest.raises(IntegrityError, match="frozen_rate_unchanged"), transaction.atomic():
            write()
