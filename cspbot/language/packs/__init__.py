"""Meeting packs: what to know before a meeting, on one screen, from what is held."""
