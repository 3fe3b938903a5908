"""The demo: the facts of the Boston forum, sample people around them, and a door for each."""
