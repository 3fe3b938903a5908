"""Pictures are drawn anew: nothing but a picture is kept, and whatever is none is refused before it can do harm."""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.utils.translation import override
from PIL import Image

from bridgehead.foundation.refusals import Refused
from bridgehead.web.pictures import MAX_SIDE, SIDE, square_picture
from tests.factories.pictures import moving_png, picture_bytes, png_of, sent, talkative_jpeg, talkative_png

WORD = "canary-in-a-picture"
NO_PICTURE = "This is not a PNG or JPEG picture. Save it as one of them and try again."
DAMAGED = "The picture is damaged and cannot be read to its end. Save it anew and try again."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language that they are written in."""
    with override("en"):
        yield


def drawn(content: bytes) -> Image.Image:
    return Image.open(BytesIO(square_picture(sent(content)).content))


@pytest.mark.parametrize(
    ("size", "box"), [((40, 20), (0, 64, 256, 192)), ((20, 40), (64, 0, 192, 256)), ((3000, 24), (0, 127, 256, 129))]
)
def test_picture_stands_whole_in_the_middle_of_a_clear_square(size: tuple[int, int], box: tuple[int, ...]) -> None:
    kept = drawn(picture_bytes(size=size))

    assert (kept.format, kept.mode, kept.size, kept.getbbox()) == ("PNG", "RGBA", (SIDE, SIDE), box)
    assert kept.getpixel((128, 128)) == (0, 128, 128, 255)


def test_thinnest_picture_keeps_a_line() -> None:
    assert drawn(picture_bytes(size=(3000, 1))).getbbox() == (0, 127, 256, 128)


def test_every_common_mode_is_read() -> None:
    kinds = {"PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"), "JPEG": ("L", "RGB", "CMYK")}
    kept = set()
    for kind, modes in kinds.items():
        for mode in modes:
            content = BytesIO()
            Image.new(mode, (9, 9)).save(content, kind)
            kept.add(drawn(content.getvalue()).size)

    assert kept == {(SIDE, SIDE)}


@pytest.mark.parametrize("grey", [0, 100, 200, 255])
def test_greys_of_sixteen_bits_keep_their_shade(grey: int) -> None:
    content = BytesIO()
    Image.new("I;16", (9, 9), grey * 257).save(content, "PNG")

    assert drawn(content.getvalue()).getpixel((128, 128)) == (grey, grey, grey, 255)


def test_picture_is_turned_upright_as_its_camera_meant() -> None:
    upright, turned = (drawn(talkative_jpeg(WORD, orientation=each)).getbbox() for each in (1, 6))

    assert (upright, turned) == ((0, 64, 256, 192), (64, 0, 192, 256))


@pytest.mark.parametrize("content", [talkative_png(WORD), talkative_jpeg(WORD)], ids=["png", "jpeg"])
def test_nothing_but_the_picture_is_kept(content: bytes) -> None:
    kept = square_picture(sent(content)).content

    assert WORD.encode() in content
    assert WORD.encode() not in kept
    assert b"<script>" not in kept
    assert kept.endswith(b"IEND\xaeB`\x82")
    assert {kept[at + 4 : at + 8] for at in _chunks(kept)} == {b"IHDR", b"IDAT", b"IEND"}


def _chunks(png: bytes) -> list[int]:
    places, at = [], 8
    while at < len(png):
        places.append(at)
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    return places


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (picture_bytes() + bytes(10_000_000), "The file is larger than 5 MB."),
        ("그림이 아닙니다".encode(), NO_PICTURE),
        (b"<html><script>alert(1)</script></html>", NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NO_PICTURE),
        (picture_bytes("GIF"), NO_PICTURE),
        (picture_bytes("WEBP"), NO_PICTURE),
        (picture_bytes("BMP"), NO_PICTURE),
        (b"GIF89a" + b"\xff\xff\xff\xff" + bytes(100), NO_PICTURE),
        (b"%!PS-Adobe-3.0 EPSF-3.0", NO_PICTURE),
        (picture_bytes()[:60], DAMAGED),
        (picture_bytes("JPEG", size=(400, 400))[:700], DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + b"<script>alert(1)</script>", DAMAGED),
        (b"\xff\xd8\xff" + b"<script>alert(1)</script>", DAMAGED),
        (
            png_of(30_000, 30_000),
            "The picture has 30,000 × 30,000 pixels. Make it smaller: at most 3,000 along either side.",
        ),
        (
            png_of(MAX_SIDE + 1, 1),
            "The picture has 3,001 × 1 pixels. Make it smaller: at most 3,000 along either side.",
        ),
        (moving_png(), "The picture moves. Choose one that stands still."),
    ],
)
def test_what_is_no_still_and_modest_picture_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        square_picture(sent(content))

    assert str(refused.value) == sentence


def test_pixel_bomb_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its header is enough: the decoder of a bomb that would fill the memory is never started."""
    started = []
    monkeypatch.setattr(Image.Image, "load", lambda self: started.append(self.size))

    with pytest.raises(Refused):
        square_picture(sent(png_of(30_000, 30_000, content=bytes(90_000))))

    assert started == []


@pytest.mark.filterwarnings("ignore::UserWarning")  # the decoder also says of some damage that it went on without it
@pytest.mark.parametrize("content", [talkative_png(WORD), talkative_jpeg(WORD)], ids=["png", "jpeg"])
def test_whatever_is_done_to_a_file_it_is_a_picture_or_refused(content: bytes) -> None:
    chance, told = random.Random(20_230_426), set()
    for _ in range(400):
        hurt = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            hurt[chance.randrange(8, len(hurt))] = chance.randrange(256)
        del hurt[chance.randint(9, 2 * len(hurt)) :]
        try:
            told.add(drawn(bytes(hurt)).size)
        except Refused as refused:
            told.add(str(refused))

    assert (SIDE, SIDE) in told
    assert DAMAGED in told
