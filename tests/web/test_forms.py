"""Forms in the theme: described, summed up when refused, and worded for people."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.utils import translation

from bridgehead.foundation.refusals import Refused
from bridgehead.web.forms import attempt
from bridgehead.web.gallery import REFUSED, SpecimenForm


class Plain(forms.Form):
    name = forms.CharField(label="Name", help_text="As <registered>")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("These do not fit together.")


def ids_of(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("form", [SpecimenForm, lambda: SpecimenForm(REFUSED, prefix="r"), lambda: Plain({})])
def test_every_control_has_its_label_and_every_reference_its_target(language: str, form: type[forms.Form]) -> None:
    with translation.override(language):
        html = str(form())
    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    shown = [each for each in controls if 'type="hidden"' not in each]
    labels = set(re.findall(r'<label[^>]*\bfor="([^"]+)"', html))
    assert [each for each in shown if re.search(r'\bid="([^"]+)"', each)[1] not in labels] == []
    described = {one for group in re.findall(r'aria-describedby="([^"]+)"', html) for one in group.split()}
    assert described <= ids_of(html)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids_of(html)


def test_a_refused_form_says_what_is_wrong_keeps_what_was_typed_and_links_to_it() -> None:
    with translation.override("en"):
        html = str(SpecimenForm(REFUSED, prefix="r"))
    assert "3 answers need a change." in html
    assert re.findall(r'<li><a href="#(\S+)">([^<]+)', html) == [
        ("id_r-name", "Organisation"),
        ("id_r-email", "E-mail of the delegate"),
        ("id_r-arrival", "Arrival in Boston"),
    ]
    assert 'value="minji@example"' in html
    assert 'value="25:10"' in html
    control = re.search(r'<input[^>]*id="id_r-email"[^>]*>', html)
    assert control is not None
    assert 'aria-invalid="true"' in control[0]
    assert 'aria-describedby="id_r-email_error"' in control[0]


def test_one_wrong_answer_is_counted_in_words_of_either_language() -> None:
    for language, sentence in (("ko", "고칠 답이 1개 있습니다."), ("en", "One answer needs a change.")):
        with translation.override(language):
            form = SpecimenForm({**REFUSED, "r-name": "가", "r-arrival": "10:00"}, prefix="r")
            assert sentence in str(form)


def test_what_concerns_the_whole_form_stands_in_the_summary_and_nothing_is_said_before() -> None:
    assert "notice" not in str(Plain())
    html = str(Plain({"token": ""}))
    assert "<p>These do not fit together.</p>" in html
    assert "As &lt;registered&gt;" in html
    assert '<a href="#id_kind_0">Kind</a>' in html


@pytest.mark.parametrize(
    "render", [str, lambda form: form.as_div(), lambda form: "".join(f.as_field_group() for f in form)]
)
def test_every_way_to_render_wears_the_theme(render: object) -> None:
    html = render(Plain())  # type: ignore[operator]  # a parametrized function
    assert 'class="input"' in html
    assert html.count('class="field"') == 3


def test_sentences_say_what_was_expected_in_both_languages() -> None:
    with translation.override("ko"):
        assert SpecimenForm(REFUSED, prefix="r").errors["arrival"] == [
            "시각은 16:30처럼 00:00부터 23:59까지로 적어 주세요."
        ]
    with translation.override("en"):
        assert SpecimenForm(REFUSED, prefix="r").errors["arrival"] == ["Write the time as 16:30, from 00:00 to 23:59."]


class Wish(forms.Form):
    strength = forms.ChoiceField(choices=[("must", "Must"), ("like", "Like")])


def refused(field: str | None) -> str:
    raise Refused("The round is closed.", field=field)


def test_a_deed_is_done_for_a_valid_form_only_and_a_refusal_stands_at_its_field() -> None:
    assert attempt(Wish({"strength": "must"}), lambda: 0) == 0
    unsent, wrong = Wish(), Wish({"strength": "perhaps"})
    assert [attempt(form, lambda: refused(None)) for form in (unsent, wrong)] == [None, None]
    said = []
    for field in ("strength", "another", None):
        form = Wish({"strength": "must"})
        assert attempt(form, lambda field=field: refused(field)) is None
        said.append({name: [str(each) for each in sentences] for name, sentences in form.errors.items()})
    assert said == [
        {"strength": ["The round is closed."]},
        {"__all__": ["The round is closed."]},
        {"__all__": ["The round is closed."]},
    ]
