"""Small circles made up by hypothesis: a topic tree, two sides or none, requests with and without answers."""

from __future__ import annotations

from hypothesis import strategies as st

from bridgehead.engines.ranking.organisations import Answer, Circle, Organisation, Request

TOPICS = ("antibody", "adc", "bispecific", "cell", "car-t", "imaging")
BROADER = {"adc": "antibody", "bispecific": "antibody", "car-t": "cell"}
DAY = 1000.0

_TOPICS = st.dictionaries(st.sampled_from(TOPICS), st.sampled_from((0.5, 1.0, 2.0)), max_size=3)
_SIDES = st.sampled_from((("",), ("home", "abroad"), ("", "home", "abroad")))


@st.composite
def circles(draw: st.DrawFn) -> Circle:
    """Two to eight organisations with up to twenty requests, some of them too late to be known."""
    count, sides = draw(st.integers(2, 8)), draw(_SIDES)
    made = [
        Organisation(
            3 * number,
            kind=draw(st.sampled_from(("", "company", "investor"))),
            needs=draw(_TOPICS),
            offers=draw(_TOPICS),
            places=draw(st.frozensets(st.sampled_from(("KR", "US", "Seoul")), max_size=2)),
            zone=draw(st.sampled_from((None, 9.0, -5.0, 5.5))),
            side=draw(st.sampled_from(sides)),
        )
        for number in range(count)
    ]
    who = st.integers(0, count - 1).map(lambda number: 3 * number)
    days = st.integers(0, 1100).map(float)
    asked = draw(st.lists(st.builds(Request, who, who, days, st.sampled_from(Answer)), max_size=20))
    return Circle(made, asked, DAY, BROADER)
