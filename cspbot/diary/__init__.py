"""The meetings of partnerships with names put to them, and as calendars and pictures."""
