"""Pages that combine contexts: the start page, the desk, my forum, search."""
