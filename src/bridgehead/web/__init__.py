"""What every page is made of: base templates, components, formatting, htmx and live updates."""
