"""How Django's forms wear the theme: ``{{ form }}`` alone is an error summary and dressed fields."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class ThemeRenderer(TemplatesSetting):
    """Renders forms and fields with the templates of this package, widgets with Django's own."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
