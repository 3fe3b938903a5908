"""Links that are laid on words of cleaned HTML."""

from __future__ import annotations

import pytest

from bridgehead.web.rich_text import LinkedWords, clean, visible_text, with_links

LINK = '<a class="figure-link" href="/x/">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>It is 10 won.</p>", f"<p>It is {LINK}10 won</a>.</p>"),
        ("<p>A &amp; B: 10 won</p>", f"<p>A &amp; B: {LINK}10 won</a></p>"),
        ("<p>It is <b>10 won</b>.</p>", f"<p>It is <b>{LINK}10 won</a></b>.</p>"),
        ("<p>It is <b>10</b> won.</p>", None),
        ('<p>It is <a href="https://example.org/">10 won</a>.</p>', None),
        ('<p><a href="https://example.org/?a=>">So</a> 10 won</p>', ""),
    ],
)
def test_words_lead_somewhere_unless_a_tag_runs_through_them(html: str, expected: str | None) -> None:
    cleaned = clean(html)
    start = visible_text(cleaned).index("10 won")

    linked = with_links(cleaned, [LinkedWords(start, start + 6, "/x/")])

    wanted = cleaned if expected is None else expected or cleaned.replace("10 won", f"{LINK}10 won</a>")
    assert linked == wanted


def test_an_address_is_escaped_and_a_place_is_linked_once() -> None:
    cleaned = clean("<p>10 won</p>")

    linked = with_links(
        cleaned, [LinkedWords(0, 6, '/"><script>'), LinkedWords(3, 6, "/y/"), LinkedWords(9, 12, "/z/")]
    )

    assert linked == '<p><a class="figure-link" href="/&quot;&gt;&lt;script&gt;">10 won</a></p>'


def test_what_is_seen_is_the_text_without_tags() -> None:
    assert visible_text(clean("<p>A &lt;b&gt; &amp; C</p><ul><li>D</li></ul>")) == "A <b> & CD"
