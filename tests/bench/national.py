"""Makes a knowledge folder as large as England and Wales, for measuring only.

Names of partnerships, districts, wards, forces and boards are real, from the ONS look-ups; people,
amounts, dates, projects and documents are made up and say nothing about any real place. Past the
real partnerships the names are made up too. The folder is scratch and is marked as generated.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import yaml

MARK = "GENERATED-FOR-MEASURING.txt"
_SAYS = (
    "Made up for measuring. The names of places and bodies are real (ONS, Open Government\n"
    "Licence v3.0); every person, amount, date, project and document is invented. Not for use.\n"
)
_WORDS = yaml.load(Path(__file__).with_suffix(".yaml").read_text(), Loader=yaml.CSafeLoader)
FIRST, LAST = _WORDS["first_names"].split(), _WORDS["last_names"].split()
TITLES: list[str] = _WORDS["titles"]
THEMES: list[str] = _WORDS["themes"]
SCHEMES: list[str] = _WORDS["schemes"]
DEEDS: list[str] = _WORDS["deeds"]


@dataclass
class Area:
    """One partnership as ONS has it."""

    name: str
    force: str
    districts: list[str] = field(default_factory=list)
    fire: str = ""
    health: str = ""
    wards: dict[str, list[str]] = field(default_factory=dict)
    """Wards of each district."""

    @property
    def names(self) -> list[str]:
        """Its own name and those of its districts and wards."""
        return [self.name, *self.districts, *(w for ws in self.wards.values() for w in ws)]

    @property
    def ident(self) -> str:
        """The id of its records."""
        return slug(self.name)


def slug(name: str) -> str:
    """Return a name as an id."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def areas(ons: Path, count: int) -> list[Area]:
    """Return so many partnerships: the real ones first, then made-up ones without wards' names.

    Raises:
        OSError: the look-ups are not there.
    """
    found: dict[str, Area] = {}
    of: dict[str, Area] = {}
    for row in _rows(ons / "lad_csp_pfa_2024_ew.csv"):
        area = found.setdefault(row["CSP24NM"], Area(row["CSP24NM"], row["PFA24NM"]))
        area.districts.append(row["LAD24NM"])
        of[row["LAD24CD"]] = area
    for row in _rows(ons / "lad_fra_2024_ew.csv"):
        if row["LAD24CD"] in of:
            of[row["LAD24CD"]].fire = row["FRA24NM"]
    for row in _rows(ons / "lad_icb_2024_e.csv"):
        if row["LAD24CD"] in of:
            of[row["LAD24CD"]].health = row["ICB24NM"]
    for row in _rows(ons / "ward_lad_2024_ew.csv"):
        if row["LAD24CD"] in of:
            of[row["LAD24CD"]].wards.setdefault(row["LAD24NM"], []).append(row["WD24NM"])
    real = sorted(found.values(), key=lambda a: a.name)
    return [*real, *_made_up(count - len(real))][:count]


def _made_up(count: int) -> Iterator[Area]:
    heads, middles, tails = (_WORDS[part].split() for part in ("heads", "middles", "tails"))
    for number in range(max(count, 0)):
        a, rest = number % len(heads), number // len(heads)
        b, c = rest % len(middles), rest // len(middles) % len(tails)
        name = f"{heads[a]}{middles[b]}{tails[c]}"
        wards = {name: [f"{name} Ward {n}" for n in range(20)]}
        yield Area(
            name, f"Force {number % 43}", [name], f"Brigade {number % 47}",
            f"Board {number % 42}", wards,
        )  # fmt: skip


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def write(folder: Path, found: list[Area]) -> None:
    """Write the knowledge folder; about 190 facts a partnership."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(_SAYS, encoding="utf-8")
    bodies: dict[str, dict[str, object]] = {}
    used = defaultdict[str, int](int)
    for area in found:
        random = Random(area.name)  # noqa: S311 - made-up amounts, the same in each run
        content = _file(area, random, bodies, used)
        (folder / f"{area.ident}.yaml").write_text(_yaml(content), encoding="utf-8")
    shared = {"document": f"{found[0].ident}-report", "bodies": list(bodies.values())}
    (folder / "bodies.yaml").write_text(_yaml(shared), encoding="utf-8")


def _yaml(content: object) -> str:
    return str(yaml.dump(content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True))


def _file(
    area: Area, random: Random, bodies: dict[str, dict[str, object]], used: dict[str, int]
) -> dict[str, object]:
    me, name = area.ident, area.name
    whole = f"{name} Community Safety Partnership"
    report = f"{me}-report"
    force = _body(bodies, f"{area.force} Police", "police", me)
    fire = _body(bodies, f"{area.fire or area.force} Fire and Rescue", "fire and rescue", me)
    health = _body(bodies, area.health or f"{name} Health Board", "health", me)
    probation = _body(bodies, "Probation Service", "probation", me)
    councils = [_body(bodies, f"{d} Council", "council", me) for d in area.districts]
    places = [
        {"id": f"place-{me}-{slug(d)}", "name": d, "type": "district", "partnerships": [me],
         "at": ["1"]} for d in area.districts
    ]  # fmt: skip
    wards = [
        {"id": f"ward-{me}-{slug(d)}-{slug(w)}", "name": w, "type": "ward",
         "within": [f"place-{me}-{slug(d)}"], "partnerships": [me], "at": ["1"]}
        for d, ws in area.wards.items() for w in dict.fromkeys(ws)
    ]  # fmt: skip
    people = [_person(me, title, (councils[0], force, fire)[n % 3], random, used)
              for n, title in enumerate(TITLES)]  # fmt: skip
    year = random.choice(("2021/22", "2022/23", "2023/24"))
    themes = random.sample(THEMES, 4)
    schemes = random.sample(SCHEMES, 7)
    amounts = [random.randrange(2, 60) * 500 for _ in schemes]
    day = f"2024-{random.randrange(1, 13):02}-{random.randrange(1, 28):02}"
    return {
        "document": report,
        "scope": me,
        "documents": [{
            "id": report, "name": f"Report on {name} Community Safety Partnership",
            "short": f"{name} report", "type": "report", "date": day, "partnership": me,
            "locators": [{"at": str(n)} for n in range(1, 6)],
        }],
        "partnerships": [{
            "id": me, "name": whole, "short": name,
            "aliases": [f"{name} CSP"], "status": "active", "at": ["1"],
            "formed": str(random.randrange(1998, 2012)),
            "what": f"{whole} brings together those who keep {name} safe.",
            "covers": [p["id"] for p in places], "police_force": force, "fire_service": fire,
            "purpose": f"The purpose of {whole} is to cut {themes[0].lower()}.",
            "aims": [f"{whole} aims to halve {t.lower()}." for t in themes],
            "meets": f"{whole} meets {random.choice(('quarterly', 'monthly'))}.",
            "chair": people[1]["id"],
            "quorum": f"{random.randrange(4, 8)} members, two of them councils, make a quorum.",
        }],
        "places": [*places, *wards],
        "people": people,
        "memberships": [
            {"body": b, "of": me, "capacity": "responsible authority", "at": ["2"]}
            for b in dict.fromkeys((*councils, force, fire, health, probation))
        ],
        "groups": [
            {"id": f"{me}-{slug(t)}-group", "name": f"{name} {t} Group", "type": "task group",
             "chair": people[n]["id"], "at": ["3"],
             "purpose": f"The {t} Group plans what {name} does against {t.lower()}."}
            for n, t in enumerate(themes)
        ],
        "meetings": [
            {"id": f"{me}-meeting-{n}", "name": f"Board meeting {n} of {name}", "of": me,
             "date": f"2025-{3 * n:02}-11", "at": ["4"]} for n in range(1, 4)
        ],
        "plans": [{
            "id": f"{me}-plan", "name": f"{name} Community Safety Plan", "type": "plan",
            "period": "2023-26", "at": ["3"],
            "purpose": f"The {name} plan sets out how {themes[0].lower()} is to fall.",
        }],
        "priorities": [
            {"id": f"{me}-priority-{slug(t)}", "name": t, "partnership": me, "order": n,
             "at": ["3"],
             "reason": f"{t} is a priority for {random.randrange(20, 70)} residents in a hundred.",
             "outcomes": [f"Fewer cases of {t.lower()} in {name}."]}
            for n, t in enumerate(themes, 1)
        ],
        "funding": [{
            "id": f"{me}-grants", "name": f"Grants of {name} {year}", "partnership": me,
            "year": year, "total": sum(amounts), "at": ["5"],
            "lines": [{"id": f"{me}-line-{slug(s)}", "name": f"{name} {s}", "amount": a}
                      for s, a in zip(schemes, amounts, strict=True)],
        }],
        "projects": [
            {"id": f"{me}-{slug(s)}", "name": f"{name} {s}", "at": ["5"],
             "what": f"{name} {s} is a scheme against {random.choice(themes).lower()}.",
             "purpose": f"{name} {s} is meant to make evenings quieter.",
             "activities": [f"{name} {s} goes out {random.randrange(2, 6)} nights a week."],
             "start": f"2023-{random.randrange(1, 13):02}"}
            for s in schemes
        ],
        "points": [
            {"about": [me], "aspect": "background", "at": ["4"], "text": f"{name} {said}."}
            for said in DEEDS
        ],
    }  # fmt: skip


def _body(bodies: dict[str, dict[str, object]], name: str, kind: str, area: str) -> str:
    ident = f"body-{slug(name)}"
    bodies.setdefault(ident, {
        "id": ident, "name": name, "type": kind, "at": [f"{area}-report#2"],
    })  # fmt: skip
    return ident


def _person(
    area: str, post: str, body: str, random: Random, used: dict[str, int]
) -> dict[str, object]:
    name = f"{random.choice(FIRST)} {random.choice(LAST)}"
    used[name] += 1
    digits = f"{random.randrange(10**6):06}"
    return {
        "id": f"{area}-{slug(post)}", "name": name, "post": post, "body": body,
        "phone": f"01632 {digits}", "at": ["2"],
    }  # fmt: skip
