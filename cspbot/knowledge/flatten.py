"""Turns checked records into entities and facts: one fact for each value that is held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar, get_args, get_type_hints

import yaml

from cspbot.knowledge import records as r
from cspbot.knowledge.facts import (
    Entity,
    Fact,
    Knowledge,
    Money,
    SourceDocument,
    spoken_date,
    spoken_money,
)
from cspbot.knowledge.rotas import (
    Saying,
    rota_sayings,
    rota_value,
    series_sayings,
    series_value,
)
from cspbot.rota.values import Rota, Series

C = TypeVar("C", bound=r.Cited)

KINDS: Mapping[str, str] = {
    "documents": "document", "partnerships": "partnership", "places": "place",
    "bodies": "body", "people": "person", "groups": "group", "meetings": "meeting",
    "plans": "plan", "priorities": "priority", "funding": "funding", "projects": "project",
    "mergers": "merger", "reviews": "review", "risks": "risk", "scrutiny": "scrutiny",
    "laws": "law", "duties": "duty", "terms": "term",
}  # fmt: skip

DATES = frozenset({"date", "date_inferred", "formed", "ended", "start", "end", "adopted",
                   "refreshed", "next_date", "since", "until"})  # fmt: skip

UNSPOKEN = frozenset({
    "id", "name", "short", "aliases", "at", "certainty", "as_at", "audience", "note", "words",
    "details", "order", "country", "covered", "locators", "title", "type", "status", "partnership",
    "plan", "roles", "lines", "sections", "approvals", "became", "about", "year", "left",
    "supersedes",
})  # fmt: skip
"""Fields that make no fact by themselves: marks, or said together with others."""

AMENDMENT = "amendment"
"""The type of a document that only tells what has changed: a source, and no thing to ask about."""

PROSE_STATUS = frozenset({"plan", "project", "duty"})
"""Kinds whose `status` is a sentence."""

WEIGHT: tuple[r.Certainty, ...] = (
    "stated", "outside", "inferred", "awaited", "contradicted", "proposed"
)  # fmt: skip
"""Certainties from the firmest to the one that a list made of several must show."""


def flatten(files: Sequence[r.File]) -> Knowledge:
    """Make the look-up values of all files; the references in them must have been checked."""
    return _Flattener(files).knowledge()


@cache
def statements() -> Mapping[str, Mapping[str, str]]:
    """Return the sentence for each bare field, by record kind."""
    text = Path(__file__).with_name("statements.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)  # type: ignore[no-any-return]


class _Flattener:
    def __init__(self, files: Sequence[r.File]) -> None:
        self.files = files
        self.entities: dict[str, Entity] = {}
        self.documents: dict[str, SourceDocument] = {}
        self.facts: dict[str, Fact] = {}
        self.money: list[Money] = []
        self.series: list[Series] = []
        self.rotas: list[Rota] = []
        self.people: dict[str, r.Person] = {}
        self.groups: dict[str, r.Group] = {}
        self.tables: dict[str, r.FundingTable] = {}
        self.amendments = {d.id for file in files for d in file.documents if _is_amendment(d)}

    def knowledge(self) -> Knowledge:
        for file in self.files:
            self._take_entities(file)
        self._take_belonging()
        for file in self.files:
            self._take_facts(file)
        for file in self.files:
            self._take_askings(file)
        self._take_mentions()
        return Knowledge(
            self.entities, self.facts, self.documents, tuple(self.money),
            tuple(self.series), tuple(self.rotas),
        )  # fmt: skip

    # Entities -------------------------------------------------------------------------------

    def _take_entities(self, file: r.File) -> None:
        for key, kind in KINDS.items():
            for record in getattr(file, key):
                if not _is_amendment(record):
                    self._add_entity(record, kind, file.scope or "")
                if isinstance(record, r.Law):
                    for section in record.sections:
                        self._add_section(section, record, file.scope or "")
                if isinstance(record, r.FundingTable):
                    for line in record.lines:
                        self._add_entity(line, "line", file.scope or "")
                if isinstance(record, r.Person):
                    self.people[record.id] = record
                if isinstance(record, r.Group):
                    self.groups[record.id] = record
                if isinstance(record, r.Document):
                    self.documents[record.id] = SourceDocument(
                        record.id, record.name, record.short,
                        record.date or record.date_inferred or "", record.date is None,
                        record.url or "", record.partnership or "",
                    )  # fmt: skip

    def _add_entity(self, record: r.Record, kind: str, scope: str) -> None:
        label, aliases, partnerships = record.name, list(record.aliases), tuple[str, ...]()
        if isinstance(record, r.Partnership):
            label = record.short
            aliases += [record.short, *record.former_names]
            aliases += [n for n in (record.brand, record.legal_name) if n]
        if isinstance(record, r.Person) and record.title:
            aliases.append(f"{record.title} {record.name}")
            label = f"{record.title} {record.name}"
        if isinstance(record, r.Term) and record.expansion:
            aliases.append(record.expansion)
        if isinstance(record, r.Place):
            partnerships = record.partnerships
        if isinstance(record, (r.Document,)):
            scope = record.partnership or scope
        self.entities[record.id] = Entity(
            record.id, kind, record.name, label, tuple(dict.fromkeys(aliases)), scope,
            partnerships, getattr(record, "type", "") or "", getattr(record, "covered", True),
            record.audience or "public",
        )  # fmt: skip

    def _add_section(self, section: r.Section, law: r.Law, scope: str) -> None:
        plural = "sections" if re.search(r"\D", section.number) else "section"
        name = f"{plural} {section.number} of the {law.name}"
        number = section.number
        short = (f"section {number}", f"s{number}", f"s.{number}", f"s {number}", f"sec {number}")
        laws = [law.name, *law.aliases]
        aliases = [*section.aliases, *short]
        aliases += [f"{s} {of}{act}" for s in short for of in ("", "of the ") for act in laws]
        self.entities[section.id] = Entity(
            section.id, "section", name[0].upper() + name[1:], name, tuple(aliases), scope
        )

    def _take_belonging(self) -> None:
        """Note for each place and body the partnerships that it belongs to."""
        found: dict[str, dict[str, None]] = {}
        for file in self.files:
            for p in file.partnerships:
                for ref in (*p.covers, p.police_force, p.commissioner, p.fire_service, p.host):
                    if ref:
                        found.setdefault(ref, {})[p.id] = None
            for m in file.memberships:
                if m.of in self.entities and self.entities[m.of].kind == "partnership":
                    found.setdefault(m.body, {})[m.of] = None
        for ref, partnerships in found.items():
            entity = self.entities[ref]
            merged = dict.fromkeys((*entity.partnerships, *partnerships))
            self.entities[ref] = replace(entity, partnerships=tuple(merged))

    # Facts ----------------------------------------------------------------------------------

    def _take_facts(self, file: r.File) -> None:
        for key, kind in KINDS.items():
            for record in getattr(file, key):
                if not _is_amendment(record):
                    scope = self.entities[record.id].scope
                    self._record_facts(record, kind, file, scope)
        self._take_memberships(file)
        self._take_priorities(file)
        self._take_lists(file)
        self._take_series(file)
        for number, point in enumerate(file.points):
            subject, *others = point.about
            self._add(
                f"{subject}.{point.aspect}", subject, f"point.{point.aspect}",
                point.text, point, file, mentions=(*others, *point.who),
                value=point.date or "", order=number, scope=file.scope or "",
            )  # fmt: skip

    def _add(
        self, ident: str, subject: str, field: str, text: str, cited: r.Cited, file: r.File, *,
        value: str = "", mentions: Iterable[str] = (), inherit: Sequence[r.Detail | r.Cited] = (),
        part_of: str = "", order: int = 0, scope: str = "", words: Iterable[str] = (),
        detail: r.Detail | None = None,
    ) -> str:  # fmt: skip
        """Add one fact; what `cited` leaves out comes from `detail`, then from `inherit`."""
        chain: Sequence[r.Detail | r.Cited] = [*([detail] if detail else []), cited, *inherit]
        at = next((c.at for c in chain if c.at), ())
        itself = next((c.id for c in chain if isinstance(c, r.Document)), "")
        default = (not at and itself) or file.document or ""
        document, locators = _citations(at, default)
        source = self.documents.get(document)
        ident = self._unused(ident)
        own = [cited.words, detail.words if detail else ()]
        audience = next((c.audience for c in chain if c.audience), "public")
        chain = self._of_one_source(chain, default)
        self.facts[ident] = Fact(
            id=ident, subject=subject, field=field, text=text, value=value, scope=scope,
            mentions=tuple(dict.fromkeys(m for m in mentions if m != subject)),
            words=tuple(dict.fromkeys([w for ws in own for w in ws] + list(words))),
            document=document, locators=locators,
            as_at=next((c.as_at for c in chain if c.as_at), source.date if source else ""),
            certainty=next((c.certainty for c in chain if c.certainty), "stated"),
            audience=audience,
            note=next((c.note for c in chain if c.note), "") or "",
            part_of=part_of, order=order,
            absent=next((c.absent for c in chain if c.absent is not None), False),
        )  # fmt: skip
        return ident

    def _of_one_source(
        self, chain: Sequence[r.Detail | r.Cited], document: str
    ) -> Sequence[r.Detail | r.Cited]:
        """Keep of what an amendment stands on the amendment alone.

        The date, the certainty and the notes of a record hold for its document: what an amendment
        says of one of its fields is neither as old nor as uncertain.
        """
        if not self.amendments:
            return chain
        named = [_citations(c.at, document)[0] if c.at else "" for c in chain]
        first = next(filter(None, named), "")
        if first not in self.amendments:
            return chain
        return [c for c, rests_on in zip(chain, named, strict=True) if rests_on in ("", first)]

    def _take_askings(self, file: r.File) -> None:
        for asking in file.askings:
            fact = self.facts.get(asking.fact)
            if fact is not None:
                self.facts[fact.id] = replace(fact, asked=(*fact.asked, *asking.asked))

    def _unused(self, ident: str) -> str:
        """Number facts that share an id by their order: what is added elsewhere moves none."""
        if ident not in self.facts:
            return ident
        return next(i for n in count(2) if (i := f"{ident}.{n}") not in self.facts)

    def _record_facts(self, record: r.Record, kind: str, file: r.File, scope: str) -> None:
        for name, value in self._values(record, kind):
            field, detail = f"{kind}.{name}", record.details.get(name)
            ident, inherit = f"{record.id}.{name}", [record]
            if isinstance(value, tuple) and value and isinstance(value[0], r.Item):
                self._add_list(ident, record, field, value, file, scope, detail)
            elif isinstance(value, str):
                # 'In force when ...' says of what only with its name before it.
                text = f"{record.name}: {value}" if name == "status" and kind == "duty" else value
                self._add(ident, record.id, field, text, record, file, detail=detail, scope=scope)
            else:
                text, bare, refs = self._spoken(record, kind, name, value)
                self._add(
                    ident, record.id, field, text, record, file, value=bare, mentions=refs,
                    scope=scope, detail=detail, inherit=inherit,
                )  # fmt: skip
        extra = {
            "person": self._person_facts, "merger": self._merger_facts, "law": self._law_facts,
            "funding": self._funding_facts, "body": self._body_facts,
        }.get(kind)  # fmt: skip
        if extra:
            extra(record, file, scope)  # type: ignore[operator]

    def _values(self, record: r.Record, kind: str) -> Iterator[tuple[str, object]]:
        """Yield the fields that hold something; prose as `str`, bare values as `_Bare`."""
        for name in type(record).model_fields:
            value = getattr(record, name)
            if value in (None, ()) or value == "":
                continue
            if name == "status" and kind in PROSE_STATUS:
                yield name, value
            elif name not in UNSPOKEN:
                prose = name in _prose_fields(type(record))
                items = isinstance(value, tuple) and isinstance(value[0], r.Item)
                yield name, value if items or (isinstance(value, str) and prose) else _Bare(value)

    def _spoken(
        self, record: r.Record, kind: str, name: str, value: object
    ) -> tuple[str, str, tuple[str, ...]]:
        """Say a bare value; returns the sentence, the value as text, and the ids in it."""
        assert isinstance(value, _Bare)  # noqa: S101 - narrowing, see _values
        raw = value.value
        refs = tuple(x for x in (raw if isinstance(raw, tuple) else (raw,)) if x in self.entities)
        if refs:
            written = join(self.named(x) for x in refs)
            if name == "chair":
                written = re.sub(r" \(Chair\b[^)]*\)", "", written)  # said by the sentence
        elif name in DATES:
            written = spoken_date(str(raw))
        elif isinstance(raw, tuple):
            written = join(str(x) for x in raw)
        else:
            written = spoken_money(raw) if name == "total" else str(raw)  # type: ignore[arg-type]
        template = statements().get(kind, {}).get(name, "{name}: {value}.")
        office = f" ({self.entities[record.id].name})"
        if name == "head" and written.endswith(office):
            # An office of one person is no body that is led.
            written, template = written.removesuffix(office), statements()[kind]["holder"]
        partnership = getattr(record, "partnership", None) or ""
        start, end = getattr(record, "start", None), getattr(record, "end", None)
        if name in ("start", "end") and start and end:
            template = "{name} runs from " + f"{spoken_date(start)} to {spoken_date(end)}."
        text = template.format(
            name=self.entities[record.id].label if kind != "partnership" else record.name,
            value=written, post=self.post(record.id),
            partnership=self.entities[partnership].name if partnership else "",
        )  # fmt: skip
        if kind == "term" and name == "expansion" and record.what:
            # What it stands for explains nothing by itself, and may be said there already.
            said = record.what.startswith(text.removesuffix("."))
            text = record.what if said else f"{text} {record.what}"
        text = re.sub(r"\.\.$", ".", re.sub(r", :", ":", re.sub(r" ,", ",", text)))
        bare = str(raw) if not isinstance(raw, tuple) else ", ".join(map(str, raw))
        return text[0].upper() + text[1:], bare, refs

    def post(self, person: str) -> str:
        """Return a person's post with team and body: 'Head of Resources, Wellingborough'."""
        record = self.people.get(person)
        if record is None:
            return ""
        shown = {n: getattr(record, n) for n in ("post", "team", "body") if _is_public(record, n)}
        body = self.entities[shown["body"]].name if shown.get("body") else ""
        return ", ".join(x for x in (shown.get("post"), shown.get("team") or body) if x)

    def named(self, ref: str) -> str:
        """Name an entity inside a sentence; a person with post."""
        entity = self.entities[ref]
        post = self.post(ref)
        return f"{entity.label} ({post})" if post else entity.name

    def _add_list(
        self, ident: str, record: r.Record, field: str, items: Sequence[r.Item], file: r.File,
        scope: str, detail: r.Detail | None,
    ) -> None:  # fmt: skip
        kind, name = field.split(".")
        heading = statements().get(kind, {}).get(name, "{name}:").format(name=record.name)
        heading = heading[0].upper() + heading[1:]
        audience = (detail.audience if detail else None) or record.audience or "public"
        shown = _shown(items, audience)
        at = tuple(dict.fromkeys(a for i in shown for a in (i.at or record.at)))
        head = ""
        if shown:
            whole = r.Detail(
                at=(detail.at if detail and detail.at else at),
                certainty=heaviest([i.certainty or record.certainty or "stated" for i in shown]),
                words=detail.words if detail else (), note=detail.note if detail else None,
                as_at=detail.as_at if detail else None, audience=audience,
            )  # fmt: skip
            text = heading + "".join(f"\n• {item.text}" for item in shown)
            head = self._add(
                ident, record.id, field, text, record, file, scope=scope, detail=whole,
                mentions=[w for i in shown for w in i.who], value=str(len(shown)),
            )  # fmt: skip
        if head and len(items) == 1:
            self.facts[head] = replace(
                self.facts[head], text=items[0].text,
                words=(*self.facts[head].words, *items[0].words),
                note=items[0].note or self.facts[head].note,
            )  # fmt: skip
            return
        for number, item in enumerate(items, 1):
            self._add(
                f"{ident}.{number}", record.id, field, item.text, item, file, scope=scope,
                inherit=[*([detail] if detail else []), record],
                mentions=item.who, value=item.date or "", order=number,
                part_of=head if item in shown else "",
            )  # fmt: skip

    def _person_facts(self, person: r.Person, file: r.File, scope: str) -> None:
        for number, role in enumerate(person.roles):
            of = self.entities[role.of].name if role.of else ""
            text = role.text or f"{person.name} is {role.role}{' of ' + of if of else ''}."
            place = role.of if role.of and self.entities[role.of].kind == "partnership" else ""
            self._add(
                f"{person.id}.role.{number}", person.id, "person.role", text, role, file,
                inherit=[person], scope=scope or place, mentions=[role.of] if role.of else [],
                words=[role.role], value=role.since or "",
            )  # fmt: skip

    def _merger_facts(self, merger: r.Merger, file: r.File, scope: str) -> None:
        if not merger.approvals:
            return
        shown = _shown(merger.approvals, merger.audience or "public")
        said = {"given": "Agreed", "awaited": "Awaited", "asked": "Asked for"}
        text = f"Approvals of {merger.name}:" + "".join(
            f"\n• {said[a.state]}: {a.text}" for a in shown
        )
        at = tuple(dict.fromkeys(x for a in shown for x in (a.at or merger.at)))
        head = self._add(
            f"{merger.id}.approvals", merger.id, "merger.approvals", text, merger, file,
            scope=scope, detail=r.Detail(at=at), value=str(len(shown)),
        )  # fmt: skip
        for number, a in enumerate(merger.approvals):
            self._add(
                f"{merger.id}.approvals.{number}", merger.id, f"merger.approval_{a.state}",
                a.text, a, file, inherit=[merger], scope=scope, part_of=head,
                mentions=[a.body] if a.body else [], order=number, value=a.state,
            )  # fmt: skip

    def _law_facts(self, law: r.Law, file: r.File, scope: str) -> None:
        for section in law.sections:
            name = self.entities[section.id].name
            self._add(
                f"{section.id}.asks", section.id, "section.asks", section.asks, section, file,
                inherit=[law], scope=scope, mentions=[law.id], detail=section.details.get("asks"),
            )  # fmt: skip
            if section.binds:
                self._add(
                    f"{section.id}.binds", section.id, "section.binds", section.binds, section,
                    file, inherit=[law], scope=scope, mentions=[law.id],
                    detail=section.details.get("binds"),
                )  # fmt: skip
            if section.quoted_by:
                where = join(self.entities[x].name for x in section.quoted_by)
                self._add(
                    f"{section.id}.quoted_by", section.id, "section.quoted_by",
                    f"{name} is named in the reports of {where}.", section, file, inherit=[law],
                    scope=scope, mentions=[law.id, *section.quoted_by],
                )  # fmt: skip

    def _body_facts(self, body: r.Body, file: r.File, scope: str) -> None:
        for change in body.became:
            when = f" in {spoken_date(change.date)}" if change.date else ""
            text = f"{body.name} became {self.entities[change.to].name}{when}."
            self._add(
                f"{body.id}.became", body.id, "body.became", text, change, file, inherit=[body],
                scope=scope, mentions=[change.to],
            )  # fmt: skip

    def _funding_facts(self, table: r.FundingTable, file: r.File, scope: str) -> None:
        shown = _shown(table.lines, table.audience or "public")
        rows = [f"• {line.name}: {line_amount(line)}" for line in shown]
        total = f"\nTotal: {spoken_money(table.total)}" if table.total is not None else ""
        giver = self.entities[table.giver].name if table.giver else ""
        head = f"{table.name}{f', from {giver}' if giver else ''}:"
        self._add(
            f"{table.id}.lines", table.id, "funding.lines", head + "\n" + "\n".join(rows) + total,
            table, file, scope=scope, value=str(len(shown)),
            mentions=[x for x in (table.giver, table.holder) if x],
        )  # fmt: skip
        if table.total is not None:
            self.money.append(Money(
                table.id, f"{table.id}.total", table.id, table.name, "", table.total,
                spoken_money(table.total), table.year or "", table.giver or "", scope, (), True,
                "",
            ))  # fmt: skip
        for number, line in enumerate(table.lines, 1):
            amount = line_amount(line)
            label = f" ({line.label})" if line.label else ""
            year = f" in {table.year}" if table.year and table.year not in line.name else ""
            by = line.giver or table.giver
            giver = f", from {self.entities[by].name}" if by else ""
            text = line.what or f"{line.name}{label}: {amount}{year}{giver}."
            if line.amount is not None and amount not in text:
                text = f"{line.name}: {amount}. {text}"
            ident = self._add(
                f"{line.id}.amount", line.id, "line.amount", text, line, file, inherit=[table],
                scope=scope, value=str(line.amount if line.amount is not None else ""),
                mentions=[x for x in (
                    line.project, line.priority, line.giver or table.giver, *line.places, table.id
                ) if x],
                order=number, part_of=f"{table.id}.lines", words=[line.label or ""],
                detail=line.details.get("amount"),
            )  # fmt: skip
            self.money.append(Money(
                line.id, ident, table.id, line.name, line.label or "", line.amount, amount,
                table.year or "", line.giver or table.giver or "", scope, line.places, False,
                line.part_of or "",
            ))  # fmt: skip

    # Lists over several records ---------------------------------------------------------------

    def _take_memberships(self, file: r.File) -> None:
        by: dict[tuple[str, str], list[r.Membership]] = {}
        for member in file.memberships:
            by.setdefault((member.of, member.capacity), []).append(member)
        for (of, capacity), members in by.items():
            slug = capacity.replace(" ", "_").replace("-", "_")
            field, name = f"membership.{slug}", self.entities[of].name
            plural = {"responsible authority": "Responsible authorities"}.get(
                capacity, capacity.capitalize() + "s"
            )
            shown = _shown(members, "public")
            head = ""
            if shown:
                lines = "".join(f"\n• {self.entities[m.body].name}{_dates(m)}" for m in shown)
                detail = r.Detail(
                    at=tuple(dict.fromkeys(a for m in shown for a in m.at)),
                    certainty=heaviest([m.certainty or "stated" for m in shown]),
                    note=next((m.note for m in shown if m.note), None),
                )
                head = self._add(
                    f"{of}.{slug}", of, field, f"{plural} of {name} ({len(shown)}):{lines}",
                    r.Cited(), file, detail=detail, scope=file.scope or "",
                    mentions=[m.body for m in shown], value=str(len(shown)),
                )  # fmt: skip
            for number, m in enumerate(members, 1):
                body = self.entities[m.body].name
                text = m.text or f"{body} is a {capacity} of {name}{_dates(m)}."
                if m.represented_by and not m.text:
                    text += f" It is represented by {join(map(self.named, m.represented_by))}."
                self._add(
                    f"{of}.{slug}.{m.body}", of, field, text, m, file,
                    part_of=head if m in shown else "",
                    mentions=[m.body, *m.represented_by], order=number,
                    scope=file.scope or "", value=m.since or "",
                    detail=next((d for d in m.details.values() if d.at), None),
                )  # fmt: skip

    def _take_priorities(self, file: r.File) -> None:
        by: dict[str, list[r.Priority]] = {}
        for priority in file.priorities:
            by.setdefault(priority.partnership, []).append(priority)
        for of, found in by.items():
            found.sort(key=lambda p: p.order)
            shown, name = _shown(found, "public"), self.entities[of].name
            period = next((f" for {p.period}" for p in found if p.period), "")
            certainty = heaviest([p.certainty or "stated" for p in found])
            proposed = " (proposed)" if certainty == "proposed" else ""
            head = ""
            if shown:
                lines = "".join(f"\n{p.order}. {p.name}" for p in shown)
                detail = r.Detail(
                    at=tuple(dict.fromkeys(a for p in shown for a in p.at)), certainty=certainty,
                    note=next((p.note for p in shown if p.note), None),
                )  # fmt: skip
                head = self._add(
                    f"{of}.priorities", of, "partnership.priorities",
                    f"Priorities of {name}{period}{proposed}:{lines}",
                    r.Cited(), file, scope=file.scope or "", value=str(len(shown)),
                    detail=detail, mentions=[p.id for p in shown],
                )  # fmt: skip
            for p in found:
                self._add(
                    f"{p.id}.is", p.id, "priority.is",
                    f"{p.name} is priority {p.order} of {len(found)} of {name}{period}{proposed}.",
                    p, file, scope=file.scope or "", mentions=[of], order=p.order,
                    part_of=head if p in shown else "",
                )  # fmt: skip

    def _take_lists(self, file: r.File) -> None:
        """Say together what people ask for as a list: people, projects, plans, groups, dates."""
        if not file.scope or file.scope not in self.entities:
            return
        name = self.entities[file.scope].name
        lists: dict[str, tuple[str, list[tuple[r.Record, str]]]] = {
            "contacts": (f"Contacts in the report on {name}", [
                (p, f"{self.named(p.id)}{_reach(p)}")
                for p in file.people if p.phone or p.email]),
            "people": (f"People named in the report on {name}", [
                (p, self.named(p.id)) for p in file.people]),
            "projects": (f"Projects and schemes of {name}", [(p, p.name) for p in file.projects]),
            "plans": (f"Plans and strategies held on {name}", [
                (p, f"{p.name}{f' ({p.period})' if p.period and p.period not in p.name else ''}")
                for p in file.plans]),
            "groups": (f"Groups and teams held on {name}", [(g, g.name) for g in file.groups]),
            "meetings": (f"Meetings and dates held on {name}", [
                (m, f"{m.name}: {spoken_date(m.date)}") for m in file.meetings if m.date]),
            "risks": (f"Risks recorded on {name}", [(x, x.name) for x in file.risks]),
            "places": (f"Places named in the report on {name}", [
                (p, f"{p.name} ({p.type})") for p in file.places]),
        }  # fmt: skip
        for key, (heading, every) in lists.items():
            entries = [(x, line) for x, line in every if x.audience in (None, "public")]
            if not entries:
                continue
            text = f"{heading}:" + "".join(f"\n• {line}" for _, line in entries)
            at = tuple(dict.fromkeys(a for x, _ in entries for a in (*x.at, *_amended(x))))
            certainty = heaviest([x.certainty or "stated" for x, _ in entries])
            self._add(
                f"{file.scope}.{key}", file.scope, f"list.{key}", text, r.Cited(), file,
                detail=r.Detail(at=at, certainty=certainty), scope=file.scope,
                mentions=[x.id for x, _ in entries], value=str(len(entries)),
            )  # fmt: skip

    # Meetings by rule, and turns ---------------------------------------------------------------

    def _take_series(self, file: r.File) -> None:
        every = {s.id: s for other in self.files for s in other.series}
        for series in file.series:
            scope = self._scope_of(series.of, file)
            self.series.append(series_value(series, scope))
            self._say(series_sayings(series, self._plainly), series, series.of, file, scope)
        for rota in file.rotas:
            series = every[rota.series]
            scope = self._scope_of(series.of, file)
            self.rotas.append(rota_value(rota, series))
            sayings = rota_sayings(rota, series, self._plainly)
            self._say(sayings, rota, series.of, file, scope)

    def _scope_of(self, of: str, file: r.File) -> str:
        """Return the partnership whose meetings these are."""
        entity, group = self.entities[of], self.groups.get(of)
        if entity.kind == "partnership":
            return entity.id
        if group is not None and group.partnership:
            return group.partnership
        return entity.scope or file.scope or ""

    def _plainly(self, ref: str) -> str:
        """Name an entity without a person's post: rotas are read as lists."""
        entity = self.entities[ref]
        return entity.label if entity.kind == "person" else entity.name

    def _say(
        self, sayings: Iterable[Saying], record: r.Record, of: str, file: r.File, scope: str
    ) -> None:  # fmt: skip
        for said in sayings:
            self._add(
                said.ident, of, said.field, said.text, said.cited, file, value=said.value,
                mentions=said.mentions, inherit=[record], scope=scope, detail=said.own,
            )  # fmt: skip

    # Mentions -------------------------------------------------------------------------------

    def _take_mentions(self) -> None:
        """Add to each fact the people, places and bodies that its text names."""
        names: dict[tuple[str, ...], str] = {}
        for entity in self.entities.values():
            if entity.kind in ("person", "place", "body", "partnership", "group", "project"):
                for name in (entity.name, *entity.aliases):
                    words = tuple(_words(name))
                    if words and (len(words) > 1 or len(words[0]) > 3):
                        names.setdefault(words, entity.id)
        longest: dict[str, int] = {}  # the words of the longest name that begins with a word
        for words in names:
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
        for ident, fact in self.facts.items():
            said, found, i = _words(fact.text), dict.fromkeys(fact.mentions), 0
            while i < len(said):
                for size in range(min(longest.get(said[i], 0), len(said) - i), 0, -1):
                    entity_id = names.get(tuple(said[i : i + size]))
                    if entity_id:
                        found[entity_id] = None
                        i += size - 1
                        break
                i += 1
            found.pop(fact.subject, None)
            if len(found) != len(fact.mentions):
                self.facts[ident] = replace(fact, mentions=tuple(found))


@cache
def _prose_fields(kind: type[r.Record]) -> frozenset[str]:
    """Return the fields of a kind that hold whole sentences: those typed `Text`."""
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(
        name for name, hint in hints.items() if hint == r.Text or r.Text in get_args(hint)
    )


class _Bare:
    """A field value that is not prose and needs a sentence."""

    def __init__(self, value: object) -> None:
        self.value = value


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("&", " and ").replace("'", ""))


def _citations(at: Iterable[str], document: str) -> tuple[str, tuple[str, ...]]:
    """Return the document of the first place and all places; of another document, in full."""
    places = [
        (named or document, locator) for named, _, locator in (a.rpartition("#") for a in at)
    ]
    first = places[0][0] if places else document
    written = (loc if named == first else f"{named}#{loc}" for named, loc in places)
    return first, tuple(dict.fromkeys(written))


def _shown(parts: Iterable[C], audience: str) -> list[C]:
    """Keep what may stand in a list for that audience; the rest is said by itself only."""
    return [part for part in parts if (part.audience or audience) == audience]


def _is_amendment(record: r.Record) -> bool:
    return isinstance(record, r.Document) and record.type == AMENDMENT


def _is_public(record: r.Record, field: str) -> bool:
    """Tell whether a field may be said together with what is public."""
    detail = record.details.get(field)
    return detail is None or detail.audience in (None, "public")


def _amended(record: r.Record) -> Iterator[str]:
    """Yield the places in other documents that the contact details of a person rest on."""
    for name in ("phone", "extension", "email"):
        detail = record.details.get(name)
        if detail and _is_public(record, name):
            yield from (place for place in detail.at if "#" in place)


def _dates(member: r.Membership) -> str:
    since = f" (since {spoken_date(member.since)})" if member.since else ""
    until = f" (until {spoken_date(member.until)})" if member.until else ""
    return since + until


def _reach(person: r.Person) -> str:
    ways = {"phone": "telephone", "extension": "extension", "email": "e-mail"}
    parts = [
        f"{said} {getattr(person, name)}"
        for name, said in ways.items()
        if getattr(person, name) and _is_public(person, name)
    ]
    return ": " + ", ".join(parts) if parts else ": nothing printed to reach them by"


def line_amount(line: r.FundingLine) -> str:
    """Write a line's amount as printed, or say that none is."""
    if line.amount is None:
        return "no amount printed"
    return line.printed or spoken_money(line.amount)


def heaviest(certainties: Iterable[r.Certainty]) -> r.Certainty:
    """Return the certainty that a list made of these must show."""
    return max(certainties, key=WEIGHT.index)


def join(names: Iterable[str]) -> str:
    """Join names as in a sentence: 'a, b and c'."""
    *start, last = list(names) or [""]
    return f"{', '.join(start)} and {last}" if start else last
