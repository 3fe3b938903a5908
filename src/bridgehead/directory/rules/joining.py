"""What proves that somebody is of an organisation."""

from __future__ import annotations

from datetime import timedelta

from bridgehead.directory.rules import is_at_site

CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
#: Everybody has an address there, so one proves nothing, whatever a profile gives as its web site.
OPEN_TO_ALL = frozenset({
    "gmail.com", "googlemail.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "nate.com", "outlook.com",
    "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.co.kr", "icloud.com", "me.com", "aol.com", "gmx.com",
    "gmx.de", "web.de", "proton.me", "protonmail.com", "qq.com", "163.com", "126.com", "mail.ru", "yandex.ru",
})  # fmt: skip


def gives_proof(address: str, site: str) -> bool:
    """Whether an address is of the very domain of an organisation's web site, and not of one that is open to all."""
    return is_at_site(address, site) and address.rpartition("@")[2].lower() not in OPEN_TO_ALL
