"""Two languages as equals: the twin stands in where one is missing, and a text left behind shows as stale."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bilingual import Wording, other, reading_language, wording
from tests.factories.organisations import OrganisationFactory


def _write(record: Organisation, **texts: str) -> list[str]:
    """Write some texts as an editor's form would, and return what is stale then."""
    for field, text in texts.items():
        setattr(record, field, text)
    record.mark_twins(set(texts))
    return record.stale_twins()


@pytest.mark.parametrize(
    ("texts", "asked", "told"),
    [
        ({"name_ko": "한빛", "name_en": "Hanbit"}, "ko", Wording("한빛", "ko", False)),
        ({"name_ko": "한빛", "name_en": "Hanbit"}, "en", Wording("Hanbit", "en", False)),
        ({"name_ko": "", "name_en": "Hanbit"}, "ko", Wording("Hanbit", "en", True)),
        ({"name_ko": "한빛", "name_en": ""}, "en", Wording("한빛", "ko", True)),
        ({"name_ko": "", "name_en": ""}, "en", Wording("", "en", False)),
    ],
)
def test_twin_stands_in_where_a_text_is_missing(texts: dict[str, str], asked: str, told: Wording) -> None:
    assert wording(Organisation(**texts), "name", asked) == told


@pytest.mark.parametrize(("active", "read"), [("ko", "ko"), ("en", "en"), ("ko-kr", "ko"), (None, "ko")])
def test_language_of_the_page(active: str | None, read: str) -> None:
    with override(active):
        assert (reading_language(), other(read)) == (read, {"ko": "en", "en": "ko"}[read])
        assert (
            str(wording(Organisation(name_ko="한빛", name_en="Hanbit"), "name")) == {"ko": "한빛", "en": "Hanbit"}[read]
        )


def test_translation_written_after_its_source_is_fresh() -> None:
    record = Organisation()

    assert _write(record, summary_ko="항체를 만듭니다.") == []
    assert _write(record, summary_ko="항체를 개발합니다.") == []
    assert _write(record, summary_en="It develops antibodies.") == []


@pytest.mark.parametrize(("edited", "left_behind"), [("summary_ko", "summary_en"), ("summary_en", "summary_ko")])
def test_twin_of_an_edited_text_is_stale_until_it_follows(edited: str, left_behind: str) -> None:
    record = Organisation()
    _write(record, summary_ko="1", summary_en="one")

    assert _write(record, **{edited: "2"}) == [left_behind]
    assert _write(record, **{edited: "3"}) == [left_behind]
    assert _write(record, **{left_behind: "three"}) == []
    assert _write(record, **{left_behind: "four"}) == [edited]


def test_edit_of_both_or_back_again_leaves_nothing_stale() -> None:
    record = Organisation()
    _write(record, summary_ko="1", summary_en="one")

    assert _write(record, summary_ko="2", summary_en="two") == []
    assert _write(record, summary_ko="3") == ["summary_en"]
    assert _write(record, summary_ko="2") == []


def test_emptied_text_is_missing_and_not_stale() -> None:
    record = Organisation()
    _write(record, summary_ko="1", summary_en="one")
    _write(record, summary_ko="2")

    assert _write(record, summary_en="") == []
    assert _write(record, summary_ko="3") == []
    assert _write(record, summary_en="three") == []


def test_person_may_say_that_it_still_holds() -> None:
    record = Organisation()
    _write(record, summary_ko="오타가 있읍니다.", summary_en="No typo.")
    assert _write(record, summary_ko="오타가 없습니다.") == ["summary_en"]

    record.keep_twins("summary")

    assert record.stale_twins() == []


def test_fields_go_stale_one_by_one() -> None:
    record = Organisation()
    _write(record, name_ko="한빛", name_en="Hanbit", summary_ko="1", summary_en="one")

    assert _write(record, summary_ko="2") == ["summary_en"]
    assert _write(record, name_en="Hanbit Bio") == ["name_ko", "summary_en"]


@pytest.mark.django_db
@pytest.mark.database
def test_record_made_in_both_languages_is_in_step_from_the_start() -> None:
    record = OrganisationFactory(summary_ko="1", summary_en="one")
    record.refresh_from_db()

    assert record.stale_twins() == []
    assert _write(record, summary_en="two") == ["summary_ko"]
