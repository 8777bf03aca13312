"""What fields are called when people are told of them."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "phone": "telephone number",
    "email": "e-mail address",
    "website": "web page",
    "post": "post",
    "body": "employer",
    "contact_for": "what to ring them about",
    "chairing": "how it is chaired",
    "meets": "how often it meets",
    "venue": "where it meets",
    "quorum": "quorum",
    "commissioner": "police and crime commissioner",
    "police_force": "police force",
    "fire_service": "fire and rescue service",
    "short": "short name",
    "what": "what it is",
    "formed": "year formed",
    "ended": "year ended",
    "formed_because": "why it was formed",
    "members_note": "who else works with it",
    "budget": "whether it holds money",
    "support": "who supports it",
    "head": "head",
    "next_date": "next date",
    "next_business": "next business",
    "date_inferred": "date",
    "url": "link",
    "responsible_authority": "responsible authorities",
    "is": "rank",
    "binds": "whom it binds",
    "asks": "what it asks",
    "used_by": "where it is used",
    "quoted_by": "where it is quoted",
    "involves": "what it involves",
    "shared_with": "who shares it",
    "likelihood": "likelihood",
    "paid_by": "who pays",
    "carried_out_by": "who carried it out",
    "commissioned_by": "who commissioned it",
    "role": "part played",
    "part_of": "line that it is part of",
    "until": "until when",
    "since": "since when",
}
"""By the name of the field; all others are called by their name."""

KIND_LABELS: Mapping[str, str] = {
    "line": "funding line",
    "funding": "funding table",
    "scrutiny": "scrutiny",
    "point": "statement",
}


def field_label(field: str) -> str:
    """Return what a field is called: of a record 'phone', or of a fact 'person.phone'."""
    name = field.rpartition(".")[2]
    return LABELS.get(name, name.replace("_", " "))


def kind_label(kind: str) -> str:
    """Return what a kind of record is called."""
    return KIND_LABELS.get(kind, kind)
