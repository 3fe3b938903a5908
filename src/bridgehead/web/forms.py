"""How Django's forms wear the theme: ``{{ form }}`` alone is an error summary and dressed fields."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_noop


class ThemeRenderer(TemplatesSetting):
    """Renders forms and fields with the templates of this package, widgets with Django's own."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


#: Django's own sentences that our translations (Korean and English) replace by ones that say what was expected.
REWORDED = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("The submitted file is empty."),
    gettext_noop("No file was submitted. Check the encoding type on the form."),
)
