"""The record types of the knowledge folder: the schema, as frozen Pydantic models.

A file is a mapping of lists of records (`File`); each kind of record may stand in any file, so
an officer keeps all that belongs to one partnership in one file. Every record is cited: it names
the places in a source document that it rests on, and may say that it is only proposed, or that
the source contradicts itself. A field whose citation differs from its record's is written long:

    phone: {value: 01234 567890, at: [header]}

Prose fields (`Text`) are whole sentences that can be sent as an answer on their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Certainty = Literal["stated", "proposed", "awaited", "inferred", "contradicted", "outside"]
"""stated: the source says so. proposed: it asks for approval of this. awaited: said to be coming.
inferred: worked out, with the ground in `note`. contradicted: the source says otherwise elsewhere,
both readings are in the text or `note`. outside: not from a partnership's report."""

Audience = Literal["public", "member", "partner", "officer"]

Aspect = Literal[
    "what", "purpose", "background", "reason", "manner", "outcome", "consequence", "benefit",
    "condition", "requirement", "problem", "strength", "finding", "status", "decision",
    "recommendation", "timetable", "responsibility", "support", "cost", "funding", "change",
    "risk", "control", "option", "equality", "consultation", "link", "scope", "membership",
    "structure", "data", "future",
]  # fmt: skip
"""What a `Point` tells about its subject; each has its own words in the lexicon."""

_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?")


def _partial_date(value: str) -> str:
    if not _PARTIAL.fullmatch(value):
        raise ValueError("write a date as YYYY, YYYY-MM or YYYY-MM-DD")
    if len(value) == 10:
        try:
            date.fromisoformat(value)
        except ValueError:
            raise ValueError("there is no such day in the calendar") from None
    return value


def _period_in_order(value: str) -> str:
    """Refuse a financial year whose halves do not follow each other, and a span that runs back."""
    first, last = (value.split(" to ") if " to " in value else re.split("[/-]", value) * 2)[:2]
    if "/" in value and int(last) != (int(first) + 1) % 100:
        raise ValueError(f"the years of financial year {value} do not follow each other")
    if last < first[-len(last) :]:
        raise ValueError(f"{value} ends before it starts")
    return value


def _as_text(value: object) -> object:
    """Take YAML's own dates and numbers back to the text that was written."""
    if isinstance(value, bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (int, float)) else value


def _as_list(value: object) -> object:
    return value if isinstance(value, (list, tuple)) or value is None else [value]


@dataclass(frozen=True, slots=True)
class Says:
    """What a type is called in the documentation of the records."""

    text: str


Line = Annotated[str, BeforeValidator(_as_text), StringConstraints(min_length=1), Says("words")]
Text = Annotated[
    str, BeforeValidator(_as_text), StringConstraints(min_length=3), Says("sentences")
]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"), Says("its own id")]
PartialDate = Annotated[
    str, BeforeValidator(_as_text), AfterValidator(_partial_date), Says("date")
]


def _whole_date(value: str) -> str:
    if len(value) != 10:
        raise ValueError("write the whole day, as YYYY-MM-DD")
    return _partial_date(value)


def _time(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError("write a time of day as HH:MM, '14:00'")
    return value


Day = Annotated[str, BeforeValidator(_as_text), AfterValidator(_whole_date), Says("day")]
Time = Annotated[str, BeforeValidator(_as_text), AfterValidator(_time), Says("time")]
Period = Annotated[
    str,
    Says("period"),
    BeforeValidator(_as_text),
    StringConstraints(pattern=r"^\d{4}(/\d{2}|-\d{2}|-\d{4}|-\d{2} to \d{4}-\d{2})?$"),
    AfterValidator(_period_in_order),
]
"""A financial year '2015/16', a span of years '2013-16' or '2016-2021', or months '2015-06 to
2015-11'."""
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2), Says("pounds")]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_as_list)]


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field that holds ids of other records, of these kinds (none named: of any kind)."""

    kinds: tuple[str, ...] = ()


_ACTORS = ("person", "body", "group", "partnership")
_ORGANISATIONS = ("body", "group", "partnership")

Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"), Refers()]
ActorRef = Annotated[Ref, Refers(_ACTORS)]
BodyRef = Annotated[Ref, Refers(("body",))]
DocumentRef = Annotated[Ref, Refers(("document",))]
LawRef = Annotated[Ref, Refers(("law", "section"))]
LineRef = Annotated[Ref, Refers(("line",))]
OrganisationRef = Annotated[Ref, Refers(_ORGANISATIONS)]
PartnershipRef = Annotated[Ref, Refers(("partnership",))]
PersonRef = Annotated[Ref, Refers(("person",))]
PlaceRef = Annotated[Ref, Refers(("place",))]
SeriesRef = Annotated[Ref, Refers(("series",))]
RotaRef = Annotated[Ref, Refers(("rota",))]
TakerRef = Annotated[Ref, Refers((*_ACTORS, "place"))]
PlanRef = Annotated[Ref, Refers(("plan",))]
PriorityRef = Annotated[Ref, Refers(("priority",))]
ProjectRef = Annotated[Ref, Refers(("project",))]
Refs = Annotated[tuple[Ref, ...], BeforeValidator(_as_list)]
ActorRefs = Annotated[tuple[ActorRef, ...], BeforeValidator(_as_list)]
DocumentRefs = Annotated[tuple[DocumentRef, ...], BeforeValidator(_as_list)]
PartnershipRefs = Annotated[tuple[PartnershipRef, ...], BeforeValidator(_as_list)]
PersonRefs = Annotated[tuple[PersonRef, ...], BeforeValidator(_as_list)]
PlaceRefs = Annotated[tuple[PlaceRef, ...], BeforeValidator(_as_list)]


class Detail(BaseModel):
    """How one field's citation differs from its record's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Lines = ()
    certainty: Certainty | None = None
    as_at: PartialDate | None = None
    audience: Audience | None = None
    note: Text | None = None
    words: Lines = ()
    absent: bool | None = None


class Cited(BaseModel):
    """What every record and every listed item carries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Lines = Field(
        default=(), description="places in the document: '1.6', or 'other-document#1.6'"
    )
    certainty: Certainty | None = Field(default=None, description="default: stated")
    as_at: PartialDate | None = Field(default=None, description="default: the document's date")
    audience: Audience | None = Field(default=None, description="default: public")
    note: Text | None = Field(
        default=None, description="what a reader must be told with it: a contradiction, a ground"
    )
    words: Lines = Field(
        default=(), description="everyday words that people use when they ask about this"
    )
    absent: bool | None = Field(
        default=None,
        description="true: it says that the source does not hold something, so that questions "
        "about that are answered 'I do not hold that' with this sentence",
    )
    details: dict[str, Detail] = Field(default_factory=dict, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _take_out_details(cls, data: object) -> object:
        """Let any field be written long, `{value: ..., at: ...}`, and keep what it adds."""
        if not isinstance(data, dict):
            return data
        if "details" in data:
            raise ValueError("'details' is no key of a file: write the field long, {value: ...}")
        plain, details = dict(data), dict[str, object]()
        for key, value in data.items():
            if isinstance(value, dict) and "value" in value:
                rest = {k: v for k, v in value.items() if k != "value"}
                plain[key], details[key] = value["value"], rest
        if details:
            plain["details"] = details
        return plain


class Item(Cited):
    """One entry of a list in a record; a bare sentence in YAML is an item with that text."""

    text: Text
    who: Refs = Field(default=(), description="people, bodies or groups that it is about")
    date: PartialDate | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_sentence(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str) else data


Items = Annotated[tuple[Item, ...], BeforeValidator(_as_list)]


class Record(Cited):
    """A thing with an id, a name as printed, and the other names people type for it."""

    kind_label: ClassVar[str] = "record"

    id: Slug
    name: Line
    aliases: Lines = ()
    what: Text | None = Field(default=None, description="what it is or does, in a sentence or two")


class Locator(BaseModel):
    """One place in a document, and why no fact cites it if none does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Line
    none: Text | None = Field(default=None, description="the reason why it holds no fact")


class Document(Record):
    """A source: a committee report, briefing note, plan or web page."""

    short: Line = Field(description="as in the line under an answer, without the date")
    type: Line = Field(description="report, briefing note, law, guidance ...")
    publisher: OrganisationRef | None = None
    partnership: PartnershipRef | None = None
    authors: ActorRefs = ()
    addressed_to: Text | None = None
    date: PartialDate | None = Field(default=None, description="as printed")
    date_inferred: PartialDate | None = Field(default=None, description="where none is printed")
    date_ground: Text | None = Field(default=None, description="what the inferred date rests on")
    url: Line | None = None
    purpose: Text | None = None
    asks_for: Text | None = Field(default=None, description="what the reader is asked to decide")
    recommendations: Items = ()
    decision: Text | None = None
    appendices: Text | None = None
    background_papers: Text | None = None
    consulted: Text | None = None
    copied_to: Text | None = None
    wards: Text | None = None
    strategic_priority: Text | None = Field(
        default=None, description="which corporate aims it says that it serves"
    )
    supersedes: DocumentRefs = Field(
        default=(), description="amendments that this one goes before, where both change a field"
    )
    locators: tuple[Locator, ...] = ()


class Place(Record):
    """A county, district, ward, town, neighbourhood or venue."""

    type: Line
    within: PlaceRefs = ()
    partnerships: PartnershipRefs = Field(default=(), description="the partnerships that cover it")


class Partnership(Record):
    """A community safety partnership, held in full, proposed, or only mentioned."""

    short: Line = Field(description="the label in choices: the area's name")
    legal_name: Line | None = None
    brand: Line | None = None
    former_names: Lines = ()
    country: Literal["England", "Wales"] = "England"
    covered: bool = Field(default=True, description="false: only mentioned in a report")
    status: Literal["active", "proposed", "merged", "mentioned"] = "active"
    formed: PartialDate | None = None
    formed_because: Text | None = None
    ended: PartialDate | None = None
    predecessors: PartnershipRefs = ()
    successor: PartnershipRef | None = None
    covers: PlaceRefs = Field(default=(), description="places")
    area: Text | None = None
    police_force: BodyRef | None = None
    commissioner: ActorRef | None = Field(
        default=None, description="police and crime commissioner"
    )
    fire_service: BodyRef | None = None
    host: ActorRef | None = None
    secretariat: ActorRef | None = None
    support: Text | None = Field(default=None, description="who staffs and supports it")
    purpose: Text | None = None
    aims: Items = ()
    overarching_priority: Text | None = None
    structure: Text | None = None
    chair: PersonRef | None = Field(default=None, description="a person")
    chairing: Text | None = Field(default=None, description="who chairs and by what rule")
    members_note: Text | None = Field(default=None, description="who else works with it")
    elected_members: Text | None = Field(default=None, description="how councillors take part")
    meets: Text | None = Field(default=None, description="how often")
    venue: Text | None = Field(default=None, description="where it meets")
    quorum: Text | None = None
    accountable_to: Text | None = None
    budget: Text | None = Field(default=None, description="whether it holds money of its own")
    website: Line | None = None


class Renaming(Cited):
    """That a body was renamed or replaced."""

    to: BodyRef
    date: PartialDate | None = None


class Body(Record):
    """An organisation: council, force, fire authority, health body, board, company."""

    type: Line
    place: PlaceRef | None = None
    parent: OrganisationRef | None = None
    became: tuple[Renaming, ...] = ()
    head: PersonRef | None = Field(default=None, description="the person who leads it")


class Role(Cited):
    """A part that a person plays in a partnership, group or body."""

    role: Line = Field(description="chair, representative, portfolio holder, author ...")
    of: Ref | None = Field(default=None, description="partnership, group, body or document")
    text: Text | None = Field(default=None, description="in a sentence")
    since: PartialDate | None = None
    until: PartialDate | None = None


class Person(Record):
    """A person, by role first; telephone and e-mail as printed."""

    title: Line | None = Field(default=None, description="Councillor, Superintendent ...")
    post: Line | None = None
    body: OrganisationRef | None = None
    team: Line | None = None
    phone: Line | None = None
    extension: Line | None = None
    email: Line | None = None
    roles: tuple[Role, ...] = ()
    contact_for: Text | None = Field(default=None, description="what to ring them about")
    left: bool = Field(
        default=False, description="true: has left; no answer names or reaches them any more"
    )


class Membership(Cited):
    """That a body sits in a partnership or group, and as what."""

    body: OrganisationRef
    of: OrganisationRef = Field(description="partnership or group")
    capacity: Literal[
        "responsible authority", "core member", "member", "co-operating body",
        "participating body", "invited body", "consultee",
    ]  # fmt: skip
    since: PartialDate | None = None
    until: PartialDate | None = None
    represented_by: PersonRefs = ()
    text: Text | None = None


class Group(Record):
    """A board, operational or task group, team, panel or scrutiny committee."""

    type: Line
    parent: OrganisationRef | None = None
    partnership: PartnershipRef | None = None
    chair: PersonRef | None = None
    chairing: Text | None = None
    members: Items = ()
    purpose: Text | None = None
    meets: Text | None = None
    venue: Text | None = None
    quorum: Text | None = None
    secretariat: ActorRef | None = None
    accountable_to: Text | None = None


class Meeting(Record):
    """One dated meeting or event."""

    of: OrganisationRef | None = Field(default=None, description="group, body or partnership")
    date: PartialDate | None = None
    place: PlaceRef | None = None
    business: Text | None = None


class MeetingChange(Cited):
    """What is different about one meeting of a series."""

    date: Day = Field(description="the day by the rule; of an extra meeting, the day itself")
    what: Literal["moved", "cancelled", "changed", "extra"] = Field(
        description="changed: only its time, place or link"
    )
    to: Day | None = Field(default=None, description="the day that it was moved to")
    time: Time | None = None
    place: PlaceRef | None = None
    online: Line | None = None
    reason: Text | None = Field(default=None, description="why, in a sentence")


class QuorumNeed(Cited):
    """A part of the mix that a quorum needs."""

    count: int = Field(default=1, ge=1, description="how many of these must be there")
    among: ActorRefs = Field(description="the members of which so many must be there")


class Quorum(Cited):
    """The quorum of a series as number and mix, so that it can be worked out."""

    number: int = Field(ge=1, description="how many members must be there")
    needs: tuple[QuorumNeed, ...] = ()


class Series(Record):
    """The meetings of a group by one rule, with those that depart from it."""

    of: OrganisationRef = Field(description="the group, body or partnership that meets")
    rule: Line | None = Field(
        default=None,
        description="an RFC 5545 RRULE, or 'quarterly, second Tuesday', 'monthly, last Thursday, "
        "not in August'; none where each meeting is an extra one",
    )
    start: Day | None = Field(
        default=None,
        description="the day from which the rule counts; without one no date is worked out",
    )
    until: Day | None = None
    time: Time | None = Field(default=None, description="local time")
    minutes: int | None = Field(default=None, ge=1, le=1440, description="how long it takes")
    zone: Line = "Europe/London"
    place: PlaceRef | None = None
    online: Line | None = Field(default=None, description="link; long, with its audience")
    secretariat: ActorRef | None = None
    quorum: Quorum | None = None
    public: bool | None = Field(default=None, description="true: open to the public")
    papers_due: Line | None = Field(default=None, description="'5 working days before'")
    bank_holidays: Literal[
        "keep", "skip", "next working day", "previous working day", "next week"
    ] = Field(default="keep", description="what becomes of a meeting that falls on one")
    exceptions: tuple[MeetingChange, ...] = ()


class Turn(Cited):
    """One place in a rota; a bare id in YAML is a turn of that one."""

    who: TakerRef
    name: Line | None = Field(
        default=None, description="what is said in place of its name: 'the chief executive of ...'"
    )
    since: Day | None = Field(default=None, description="joined the rota on")
    until: Day | None = Field(default=None, description="left it after")

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, data: object) -> object:
        return {"who": data} if isinstance(data, str) else data


class Swap(Cited):
    """Two meetings whose turns change places."""

    date: Day
    other: Day = Field(description="the day of the other meeting")


class Absence(Cited):
    """That someone cannot take a turn."""

    who: TakerRef
    since: Day
    until: Day
    deputy: ActorRef | None = Field(default=None, description="who takes the turn instead")


class Rota(Record):
    """Who takes what in turn at the meetings of a series."""

    series: SeriesRef
    what: Literal["chair", "host", "venue", "minutes", "duty officer"]
    step: Literal["meeting", "quarter", "year"] = Field(
        default="meeting", description="after what the turn passes, counted from start"
    )
    every: int = Field(default=1, ge=1, description="after how many of these")
    start: Day | None = Field(default=None, description="default: that of the series")
    until: Day | None = None
    follows: RotaRef | None = Field(
        default=None, description="the rota whose turns these go with, in the same order"
    )
    ordered: bool = Field(
        default=True, description="false: it is not known in which order they take turns"
    )
    counts: Annotated[tuple[Literal["cancelled", "extra"], ...], BeforeValidator(_as_list)] = (
        Field(default=("cancelled",), description="what else than a meeting held uses up a turn")
    )
    turns: Annotated[tuple[Turn, ...], Refers((*_ACTORS, "place"))] = Field(
        default=(), description="in their order"
    )
    swaps: tuple[Swap, ...] = ()
    absences: tuple[Absence, ...] = ()


class Plan(Record):
    """A plan, strategy, assessment, framework or action plan."""

    type: Line
    owner: OrganisationRef | None = None
    period: Period | None = None
    adopted: PartialDate | None = None
    refreshed: PartialDate | None = None
    refresh: Text | None = Field(default=None, description="how and how often it is renewed")
    status: Text | None = None
    purpose: Text | None = None
    contents: Items = ()
    basis: Text | None = Field(default=None, description="the evidence that it rests on")
    monitoring: Text | None = Field(default=None, description="how progress is measured")


class Priority(Record):
    """One priority of a partnership's plan."""

    partnership: PartnershipRef
    order: int
    plan: PlanRef | None = None
    period: Period | None = None
    involves: Text | None = Field(default=None, description="what work it means")
    reason: Text | None = None
    outcomes: Items = ()
    lead: ActorRef | None = None
    shared_with: Text | None = Field(default=None, description="who else holds it as a priority")


class FundingLine(Record):
    """One amount given, granted or budgeted; no amount where the source prints none."""

    amount: Money | None = None
    printed: Line | None = Field(default=None, description="the amount as printed, '£490k'")
    label: Line | None = Field(default=None, description="the priority as the table labels it")
    project: ProjectRef | None = None
    priority: PriorityRef | None = None
    places: PlaceRefs = ()
    giver: OrganisationRef | None = Field(
        default=None, description="where it differs from the table's"
    )
    part_of: LineRef | None = Field(default=None, description="the line that this one is within")


class FundingTable(Record):
    """Amounts that belong together, with the total as printed."""

    partnership: PartnershipRef
    giver: OrganisationRef | None = None
    holder: OrganisationRef | None = None
    year: Period | None = None
    total: Money | None = None
    lines: tuple[FundingLine, ...] = ()


class Project(Record):
    """A project, scheme, event, post or service."""

    type: Line = "project"
    partnership: PartnershipRef | None = None
    purpose: Text | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    duration: Text | None = None
    places: PlaceRefs = ()
    where: Text | None = None
    lead: ActorRefs = Field(default=(), description="people or bodies that run it")
    partners: Items = ()
    participants: Items = ()
    activities: Items = ()
    paid_by: Text | None = None
    status: Text | None = None
    contact: ActorRef | None = None


class Approval(Cited):
    """Who has agreed, or has yet to."""

    body: OrganisationRef | None = None
    state: Literal["given", "awaited", "asked"]
    text: Text


class Merger(Record):
    """A merger of partnerships, proposed or done."""

    parties: PartnershipRefs
    into: PartnershipRef
    start: PartialDate | None = None
    proposal: Text | None = None
    reasons: Items = ()
    benefits: Items = ()
    requirements: Items = Field(default=(), description="what the law needs for it")
    approvals: tuple[Approval, ...] = ()
    conditions: Items = ()
    options: Items = ()
    recommendation: Text | None = None
    decider: Text | None = Field(default=None, description="who takes the final decision")
    timetable: Items = ()
    arrangements: Items = Field(default=(), description="how it will work")
    cost: Text | None = None
    risk: Text | None = None
    effects: Items = ()
    consulted: Text | None = None


class Review(Record):
    """A review, audit or inspection of a partnership."""

    partnership: PartnershipRef | None = None
    commissioned_by: ActorRef | None = None
    date: PartialDate | None = None
    carried_out_by: ActorRef | None = None
    purpose: Text | None = None
    method: Items = ()
    findings: Items = ()
    next_steps: Text | None = None
    report: Text | None = None


class Risk(Record):
    """A line of a risk table."""

    about: Refs = ()
    consequences: Text | None = None
    likelihood: Line | None = None
    controls: Text | None = None


class Scrutiny(Record):
    """How a partnership is scrutinised."""

    partnership: PartnershipRef
    by: OrganisationRef | None = None
    law: LawRef | None = None
    text: Text | None = None
    next_date: PartialDate | None = None
    next_business: Text | None = None


class Section(Cited):
    """A section of an Act, and what it asks."""

    id: Slug
    number: Line = Field(description="'17', '5 to 7'")
    aliases: Lines = ()
    asks: Text
    binds: Text | None = Field(default=None, description="whom it binds")
    quoted_by: PartnershipRefs = Field(
        default=(), description="partnerships whose reports name it"
    )


class Law(Record):
    """An Act or set of regulations, as the reports quote it."""

    year: int | None = None
    sections: tuple[Section, ...] = ()
    asks: Text | None = None
    quoted_by: PartnershipRefs = Field(
        default=(), description="partnerships whose reports name it"
    )


class Duty(Record):
    """Something that the law asks of partnerships or their members."""

    law: LawRef | None = None
    asks: Text
    binds: Text | None = None
    status: Text | None = Field(default=None, description="in force, repealed ...")


class Term(Record):
    """An acronym or expression; `what` explains it in two sentences without jargon."""

    expansion: Line | None = None
    old_name: Line | None = None
    new_name: Line | None = None
    used_by: PartnershipRefs = Field(default=(), description="partnerships whose reports use it")


class Point(Cited):
    """A statement about a thing that no field of its record holds."""

    about: Refs = Field(description="ids of what it is about")
    aspect: Aspect
    text: Text
    date: PartialDate | None = None
    who: Refs = ()


class Asking(BaseModel):
    """Ways in which people ask for one fact, in their own words and not in the record's.

    They help to find the fact; nothing of them is ever shown.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str = Field(description="id of the fact, as `python bot.py ask --explain` shows it")
    asked: Lines


class File(BaseModel):
    """One YAML file of the knowledge folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: DocumentRef | None = Field(
        default=None, description="the document that `at` refers to"
    )
    scope: PartnershipRef | None = Field(
        default=None, description="the partnership that all this is about"
    )
    audience: Audience | None = Field(
        default=None,
        description="under `restricted/`: who may see what is in this file; default: officer",
    )
    documents: tuple[Document, ...] = ()
    partnerships: tuple[Partnership, ...] = ()
    places: tuple[Place, ...] = ()
    bodies: tuple[Body, ...] = ()
    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    memberships: tuple[Membership, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    series: tuple[Series, ...] = ()
    rotas: tuple[Rota, ...] = ()
    plans: tuple[Plan, ...] = ()
    priorities: tuple[Priority, ...] = ()
    funding: tuple[FundingTable, ...] = ()
    projects: tuple[Project, ...] = ()
    mergers: tuple[Merger, ...] = ()
    reviews: tuple[Review, ...] = ()
    risks: tuple[Risk, ...] = ()
    scrutiny: tuple[Scrutiny, ...] = ()
    laws: tuple[Law, ...] = ()
    duties: tuple[Duty, ...] = ()
    terms: tuple[Term, ...] = ()
    points: tuple[Point, ...] = ()
    askings: tuple[Asking, ...] = ()
