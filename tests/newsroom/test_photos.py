"""Photographs: redrawn when they come in, served to whom the article is, in every shape."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from PIL import Image
from wagtail.images.forms import get_image_form

from bridgehead.foundation.refusals import Refused
from bridgehead.newsroom.actions.approvals import draw_photo
from bridgehead.newsroom.models import Photo
from bridgehead.newsroom.models.photos import SHAPES
from bridgehead.newsroom.rules import Role
from bridgehead.web.pictures import photograph
from tests.clocks import standing_still
from tests.factories.newsroom import photographed, works_as, wrote
from tests.factories.people import UserFactory
from tests.factories.pictures import picture_bytes, sent, talkative_jpeg, talkative_png

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize("given", [talkative_png("canary"), talkative_jpeg("canary", orientation=6)])
def test_nothing_but_the_picture_is_kept(given: bytes) -> None:
    kept = photograph(sent(given, "canary.png"))

    content = kept.read()
    assert (b"canary" in content, "canary" in str(kept.name)) == (False, False)
    with Image.open(BytesIO(content)) as drawn:
        assert dict(drawn.getexif()) == {}


def test_a_large_photograph_is_brought_down_and_a_turned_one_stands_upright() -> None:
    with Image.open(photograph(sent(picture_bytes("JPEG", size=(4000, 2000)), "large.jpg"))) as large:
        assert large.size == (2560, 1280)
    with Image.open(photograph(sent(talkative_jpeg("word", orientation=6), "turned.jpg"))) as turned:
        assert turned.height > turned.width


@pytest.mark.parametrize(
    "wrong",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 60,
        b"\xff\xd8\xff" + b"\0" * 60,
        b"",
    ],
)
def test_what_is_no_photograph_is_refused(wrong: bytes) -> None:
    with pytest.raises(Refused):
        photograph(SimpleUploadedFile("photo.jpg", wrong))


@pytest.mark.parametrize(("mode", "name"), [("CMYK", "체결식 사진.jpg"), ("L", "signing.png"), ("RGB", "no ending")])
def test_colours_of_print_other_names_and_endings_are_taken(mode: str, name: str) -> None:
    given = BytesIO()
    Image.new(mode, (64, 36), 120 if mode == "L" else (0, 160, 160, 0)[: len(mode)]).save(given, "JPEG")

    with Image.open(photograph(sent(given.getvalue(), name))) as kept:
        assert (kept.size, kept.mode in {"RGB", "L"}) == ((64, 36), True)


def test_a_photograph_that_is_replaced_is_served_nowhere_any_more(now: datetime) -> None:
    photo = photographed(size=(1600, 900))
    wrote(now=now, photo=photo)
    draw_photo.action(None, photo_id=photo.pk)
    inside = Client()
    inside.force_login(works_as(UserFactory(), Role.OFFICER, now))
    new = BytesIO()
    Image.new("RGB", (1600, 900), "red").save(new, "PNG")
    said = {
        "title": "Another",
        "credit": "Bo Kim",
        "alt_en": "Red",
        "alt_ko": "빨강",
        "collection": photo.collection_id,
    }
    with standing_still(now):
        address = reverse("wagtailimages:edit", args=[photo.pk])
        answer = inside.post(
            address, {**said, "collection": photo.collection_id, "file": sent(new.getvalue(), "red.png")}
        )
        assert answer.status_code == 302
        for shape in SHAPES:
            with Image.open(BytesIO(b"".join(Client().get(photo.drawn(shape).url).streaming_content))) as drawn:
                red, green, blue = drawn.convert("RGB").getpixel((20, 20))
            assert (red > 200, green < 60, blue < 60) == (True, True, True)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_photograph_is_public_with_its_article_alone(shape: str, now: datetime) -> None:
    photo = photographed(size=(1600, 900))
    wrote(now=now, photo=photo, public_from=now + timedelta(hours=1))
    address = reverse("news_files:photo", args=[photo.public_id, shape])
    inside = Client()
    inside.force_login(works_as(UserFactory(), Role.WRITER, now))
    told = {}
    for when, moment in (("before", now), ("after", now + timedelta(hours=1))):
        with standing_still(moment):
            told[when] = [Client().get(address).status_code, inside.get(address).status_code]

    assert told == {"before": [404, 200], "after": [200, 200]}


def test_it_is_drawn_once_approved_in_the_size_that_pages_say(now: datetime) -> None:
    photo = photographed(size=(1600, 900))
    wrote(now=now, photo=photo)
    draw_photo.action(None, photo_id=photo.pk)
    draw_photo.action(None, photo_id=photo.pk)
    with standing_still(now):
        sizes = {}
        for shape in SHAPES:
            content = b"".join(Client().get(photo.drawn(shape).url).streaming_content)
            with Image.open(BytesIO(content)) as drawn:
                sizes[shape] = drawn.size

    assert photo.renditions.count() == len(SHAPES)
    assert sizes == {shape: (photo.drawn(shape).width, photo.drawn(shape).height) for shape in SHAPES}


def test_a_photograph_in_the_text_is_public_with_it(now: datetime) -> None:
    photo = photographed()
    wrote(now=now, body=[("photo", {"photo": photo, "caption": "A caption"})])

    with standing_still(now):
        told = Client().get(reverse("news_files:photo", args=[photo.public_id, "whole"]))
        b"".join(told.streaming_content)

    assert (told.status_code, told["Cache-Control"]) == (200, "public, max-age=3")


def test_no_guess_finds_a_photograph_or_its_file(now: datetime) -> None:
    photo = photographed()
    wrote(now=now, photo=photo, public_from=now + timedelta(hours=1))
    place = Path(str(photo.file.name))
    guesses = [
        f"/{place}",
        f"/media/{place}",
        f"/files/{place}",
        f"/static/{place}",
        f"/news/photos/{photo.pk}/card/",
        f"/news/photos/{photo.public_id}/../card/",
        f"/news/photos/{photo.public_id}/original/",
    ]

    assert place.parts[0] == "photos"
    assert len(place.stem) == 32
    assert {Client().get(each).status_code for each in guesses} == {404}


@pytest.mark.parametrize(("role", "may"), [(Role.WRITER, False), (Role.EDITOR, False), (Role.OFFICER, True)])
def test_what_readers_have_of_a_photograph_changes_by_a_press_officers_word_alone(
    role: Role, may: bool, now: datetime
) -> None:
    shown, held, draft = (photographed() for _number in range(3))
    wrote(now=now, photo=shown)
    wrote(now=now, photo=held, public_from=now + timedelta(hours=1))
    wrote(now=now, photo=draft, approved=False)
    person = works_as(UserFactory(), role, now)

    def refused(photo: Photo, **changed: str) -> list[str]:
        said = {"title": photo.title, "credit": photo.credit, "alt_en": photo.alt_en, "alt_ko": photo.alt_ko}
        given = {"file": sent(picture_bytes("PNG", size=(64, 36)), "red.png")} if not changed else {}
        form = get_image_form(Photo)({**said, **changed}, given, instance=photo, user=person)
        with override("en"):
            told = [str(each) for each in form.non_field_errors()]
        assert bool(told) is ("file" not in form.cleaned_data)
        return [each.partition(".")[0] for each in told]

    found = [refused(each, **changed) for changed in ({"credit": "Bo Kim"}, {}) for each in (shown, held, draft)]
    no = [] if may else ["This photograph stands in an approved article"]
    assert found == [no, no, []] * 2
