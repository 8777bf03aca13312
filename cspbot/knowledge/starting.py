"""Begins the record of a partnership from a few plain answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cspbot.knowledge.amending import quoted
from cspbot.knowledge.facts import MONTHS, Knowledge, spoken_date

PLACE = "whole document"
SUFFIX = "Community Safety Partnership"

LATER = """\
    # What else may be held of it, to write in when it is known; docs/records.md has every field.
    # quorum: {value: Five members are the quorum of ..., at: [...]}
    # venue: {value: ... meets at ..., at: [...]}
    # website: https://...
"""
MORE = """\

# priorities:
#   - {id: %(id)s-priority-1, name: ..., partnership: %(id)s, order: 1, period: 2024-27, at: [...]}
# memberships:
#   - {body: ..., of: %(id)s, capacity: responsible authority, at: [...]}
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to whoever begins a record."""

    key: str
    question: str
    hint: str = ""


QUESTIONS = (
    Asked("name", "Name of the partnership", "Barchester Community Safety Partnership"),
    Asked("short", "Short name of its area", "Barchester"),
    Asked("country", "Country", "England or Wales; empty: England"),
    Asked("districts", "Districts that it covers", "with commas between them"),
    Asked("police", "Police force"),
    Asked("commissioner", "Police and crime commissioner", "the office or the person"),
    Asked("fire", "Fire and rescue service"),
    Asked("chair", "Who chairs it", "name, post"),
    Asked("meets", "How often it meets", "every three months"),
    Asked("contact", "Contact", "name, post, telephone, e-mail"),
    Asked("title", "Title of the document that this is from"),
    Asked("date", "Date of the document", "14 March 2024, March 2024 or 2024"),
    Asked("link", "Link to the document"),
)
"""In the order in which they are asked; each may be left empty, but for one of the first two."""


class AnswerError(ValueError):
    """An answer cannot be used; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered; empty where nothing was."""

    name: str = ""
    short: str = ""
    country: str = ""
    districts: str = ""
    police: str = ""
    commissioner: str = ""
    fire: str = ""
    chair: str = ""
    meets: str = ""
    contact: str = ""
    title: str = ""
    date: str = ""
    link: str = ""


def problem_with(key: str, answer: str) -> str:
    """Say what is wrong with an answer; empty: nothing."""
    try:
        if key == "date":
            partial_date(answer)
        if key == "country":
            _country(answer)
    except AnswerError as error:
        return str(error)
    return ""


def partnership_file(answers: Answers, knowledge: Knowledge, today: date) -> tuple[str, str]:
    """Return the path in the knowledge folder and the text of a new record.

    What is held already by the same name, such as a police force, is referred to and not written
    again.

    Raises:
        AnswerError: there is no name, it is held already, or an answer cannot be used.
    """
    begun = _Begun(answers, knowledge, today)
    return f"partnerships/{begun.id}.yaml", begun.text()


def partial_date(text: str) -> str:
    """Return a date as people write it, as records hold it: '2024-03-14', '2024-03', '2024'.

    Raises:
        AnswerError: it is no date.
    """
    plain = text.strip()
    if not plain:
        return ""
    months = "|".join(f"{m[:3]}(?:{m[3:]})?" for m in MONTHS)
    named = re.fullmatch(rf"(?i)(?:(\d{{1,2}})(?:st|nd|rd|th)? )?({months}),? (\d{{4}})", plain)
    figures = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", plain)
    iso = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", plain)
    if named:
        month = [m[:3].casefold() for m in MONTHS].index(named[2][:3].casefold()) + 1
        parts = (int(named[3]), month, int(named[1] or 0))
    elif figures:
        parts = (int(figures[3]), int(figures[2]), int(figures[1]))
    elif iso:
        parts = (int(iso[1]), int(iso[2] or 0), int(iso[3] or 0))
    else:
        raise AnswerError(f"'{plain}' is no date: write 14 March 2024, March 2024 or 2024")
    year, month, day = parts
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise AnswerError(f"'{plain}' is in no calendar: write 14 March 2024") from None
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def _country(text: str) -> str:
    plain = text.strip().title() or "England"
    if plain not in ("England", "Wales"):
        raise AnswerError(f"'{text.strip()}' is not England or Wales, which it serves")
    return plain


@dataclass
class _Begun:
    """A record that is being written."""

    answers: Answers
    knowledge: Knowledge
    today: date
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        name, short = _flat(self.answers.name), _flat(self.answers.short)
        short = short or re.sub(rf"(?i)\b(?:{SUFFIX}|CSP)\b", "", name).strip(" ,") or name
        self.short, self.name = short, name or f"{short} {SUFFIX}"
        self.id = _slug(self.short)
        if not self.id:
            raise AnswerError("A name or the short name of the area is needed.")
        self.taken |= {*self.knowledge.entities, *self.knowledge.documents}
        if self.id in self.taken:
            held = self.knowledge.entities.get(self.id)
            raise AnswerError(f"'{self.id}' is held already: {held.name if held else self.id}.")
        self.taken.add(self.id)
        self.bodies: list[str] = []
        self.places: list[str] = []
        self.people: dict[str, list[str]] = {}

    def text(self) -> str:
        document, about = self._document()
        fields = self._fields()
        at = f"[{PLACE}]"
        lines = [
            "# yaml-language-server: $schema=../schema.json",
            f"# {self.name}: begun on {spoken_date(self.today.isoformat())}.",
            "# 'at' names the places in the document that a fact rests on: write them exactly,",
            "# and list them under 'locators', when you have the document before you.",
            f"document: {document}",
            f"scope: {self.id}",
            "",
            "documents:",
            *about,
            "",
            "partnerships:",
            f"  - id: {self.id}",
            f"    name: {quoted(self.name)}",
            f"    short: {quoted(self.short)}",
            f"    aliases: [{quoted(f'{self.short} CSP')}]",
            f"    country: {_country(self.answers.country)}",
            f"    at: {at}",
            *(f"    {line}" for line in fields),
        ]
        text = "\n".join(lines) + "\n" + LATER
        for name, records in (
            ("places", self.places), ("bodies", self.bodies),
            ("people", [line for person in self.people.values() for line in person]),
        ):  # fmt: skip
            if records:
                text += "\n".join(["", f"{name}:", *records]) + "\n"
        return text + MORE % {"id": self.id}

    def _document(self) -> tuple[str, list[str]]:
        title = _flat(self.answers.title)
        day = partial_date(self.answers.date)
        if title:
            name, short, kind = title, title, "document"
        else:
            day = day or self.today.isoformat()
            name, short, kind = f"Officer's note on {self.short}", "officer's note", "note"
        ident = self._unused(f"{self.id}-{_slug(kind)}")
        lines = [
            f"  - id: {ident}",
            f"    name: {quoted(name)}",
            f"    short: {quoted(short)}",
            f"    type: {kind}",
            f"    partnership: {self.id}",
        ]
        lines += [f'    date: "{day}"'] if day else ["    # date: not known when this was begun"]
        link = _flat(self.answers.link)
        lines += [f"    url: {quoted(link)}"] if link else []
        return ident, [*lines, f"    at: [{PLACE}]", f"    locators: [{{at: {PLACE}}}]"]

    def _fields(self) -> list[str]:
        answers, lines = self.answers, list[str]()
        covers = [self._place(name) for name in _listed(answers.districts)]
        lines += [f"covers: [{', '.join(dict.fromkeys(covers))}]"] if covers else []
        for name, answer, kind in (
            ("police_force", answers.police, "police force"),
            ("commissioner", answers.commissioner, "police and crime commissioner"),
            ("fire_service", answers.fire, "fire and rescue service"),
        ):
            if _slug(answer):
                lines.append(f"{name}: {self._body(_flat(answer), kind)}")
        chair = self._person(_listed(answers.chair)) if _slug(answers.chair) else ""
        lines += [f"chair: {chair}"] if chair else []
        meets = _flat(answers.meets)
        if len(meets) > 1:
            said = meets if " meets " in f" {meets} " else f"{self.name} meets {meets}"
            lines.append(f"meets: {quoted(said if said.endswith('.') else said + '.')}")
        if _flat(answers.contact):
            self._person(_listed(answers.contact))
        return lines

    def _place(self, name: str) -> str:
        held = self._held(name, ("place",))
        if held:
            return held
        ident = self._unused(f"place-{_slug(name) or 'area'}")
        self.places.append(
            f"  - {{id: {ident}, name: {quoted(name)}, type: district, "
            f"partnerships: [{self.id}], at: [{PLACE}]}}"
        )
        return ident

    def _body(self, name: str, kind: str) -> str:
        held = self._held(name, ("body", "person") if "commissioner" in kind else ("body",))
        if held:
            return held
        ident = self._unused(_slug(name))
        self.bodies.append(
            f"  - {{id: {ident}, name: {quoted(name)}, type: {kind}, at: [{PLACE}]}}"
        )
        return ident

    def _person(self, parts: Sequence[str]) -> str:
        """Take 'name, post, telephone, e-mail' in any order after the name; returns the id."""
        email = [part for part in parts if "@" in part]
        phone = [p for p in parts if p not in email and len(re.sub(r"\D", "", p)) >= 5]
        words = [p for p in parts if p not in (*email, *phone) and _slug(p)]
        name, *post = words or [f"{self.short} partnership team"]
        titled = re.fullmatch(r"(?i)(councillor|cllr)\.? (.+)", name)
        plain = titled[2] if titled else name
        key = plain.casefold()
        if key not in self.people:
            ident = self._unused(_slug(plain) or "contact")
            self.people[key] = [
                f"  - id: {ident}",
                f"    name: {quoted(plain)}",
                *(["    title: Councillor"] if titled else []),
                f"    at: [{PLACE}]",
            ]
        lines = self.people[key]
        for label, values in (("post", post), ("phone", phone), ("email", email)):
            if values and not any(line.startswith(f"    {label}:") for line in lines):
                lines.append(f"    {label}: {quoted(', '.join(values))}")
        return lines[0].rpartition(" ")[2]

    def _held(self, name: str, kinds: Iterable[str]) -> str:
        wanted = name.casefold()
        for entity in self.knowledge.entities.values():
            names = (entity.name, *entity.aliases)
            if entity.kind in kinds and wanted in (n.casefold() for n in names):
                return entity.id
        return ""

    def _unused(self, ident: str) -> str:
        number, made = 1, ident
        while made in self.taken:
            number += 1
            made = f"{ident}-{number}"
        self.taken.add(made)
        return made


def _flat(text: str) -> str:
    """Return a text in one line, without what no file should hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _listed(text: str) -> list[str]:
    return [part for part in map(_flat, re.split(r"[,;]", text)) if part]


def _slug(text: str) -> str:
    """Return an id made of the words of a text: 'telford-and-wrekin'."""
    plain = text.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return "-".join(re.findall(r"[a-z0-9]+", plain))
