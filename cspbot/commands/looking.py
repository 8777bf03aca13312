"""Commands that look at the knowledge: what changed, what is old, what is missing, all of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cspbot import clock
from cspbot.commands.options import (
    current_settings,
    date_option,
    knowledge_option,
    restricted_option,
)

if TYPE_CHECKING:
    from cspbot.knowledge.facts import Entity, Knowledge

SHOWN = 20
"""Facts shown of each partnership; more than a screen is read by nobody."""


def held(folder: Path, *, restricted: bool) -> Knowledge:
    """Return the knowledge of a folder: what is public, or all.

    Raises:
        KnowledgeError: the folder cannot be used.
    """
    from cspbot.knowledge.store import PUBLIC, load_knowledge

    knowledge = load_knowledge(folder, None)
    return knowledge if restricted else knowledge.visible_to(PUBLIC)


def named(knowledge: Knowledge, text: str) -> Entity:
    """Return the partnership that is meant; a spelling that was taken for it is told.

    Raises:
        ClickException: none is called so.
    """
    from cspbot.knowledge.finding import NoPartnershipError, find_partnership

    try:
        found = find_partnership(knowledge, text)
    except NoPartnershipError as error:
        raise click.ClickException(str(error)) from None
    names = (found.id, found.name, found.label, *found.aliases)
    if text.casefold() not in (name.casefold() for name in names):
        click.echo(f"Taken as {found.name}.", err=True)
    return found


@click.command()
@knowledge_option
@restricted_option
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path, include_restricted: bool) -> None:
    """Tell what changed between two knowledge folders, OLD and NEW."""
    from cspbot.knowledge.changes import changes

    current_settings()
    before, after = (held(folder, restricted=include_restricted) for folder in (old, new))
    found = changes(before, after)
    for change in found:
        click.echo(f"{change.happened}: {change.text}")
    click.echo(f"{len(found)} changes." if len(found) != 1 else "1 change.")


@click.command()
@knowledge_option
@restricted_option
@date_option("--on", "The day on which age is counted")
@click.option("--all", "everything", is_flag=True, help=f"All facts, not {SHOWN} of each.")
def freshness(on: date, everything: bool, include_restricted: bool) -> None:
    """List what is older than facts of its kind should be, the oldest first."""
    from cspbot.knowledge.ageing import by_partnership, overdue
    from cspbot.knowledge.labels import field_label
    from cspbot.knowledge.store import PUBLIC, contents_of, parse_knowledge
    from cspbot.knowledge.written import Written

    folder = current_settings().knowledge
    knowledge, checked = parse_knowledge(folder, contents_of(folder))
    written = Written(checked.sources)
    seen = knowledge if include_restricted else knowledge.visible_to(PUBLIC)
    groups = by_partnership(seen, overdue(seen, on))
    for scope, found in groups.items():
        click.echo(f"{seen.entities[scope].name if scope else 'National'}: {len(found):,}")
        for one in found if everything else found[:SHOWN]:
            subject = seen.entities[one.fact.subject].label
            click.echo(
                f"  {one.years} years (limit {one.limit}): {subject}, "
                f"{field_label(one.fact.field)}: {written.place(one.fact)}"
            )
        if len(found) > SHOWN and not everything:
            click.echo(f"  and {len(found) - SHOWN:,} more: --all shows them")
    click.echo(f"{sum(map(len, groups.values())):,} of {len(seen.facts):,} facts are overdue.")


@click.command()
@knowledge_option
@click.argument("partnership")
def gaps(partnership: str) -> None:
    """Tell what the record of a PARTNERSHIP lacks, with an e-mail that asks for it."""
    from cspbot.knowledge.gaps import gap_email
    from cspbot.knowledge.gaps import gaps as missing_in

    knowledge = held(current_settings().knowledge, restricted=False)
    entity = named(knowledge, partnership)
    missing = missing_in(knowledge, entity.id, clock.today())
    if not missing:
        click.echo(f"Nothing that is asked for is missing from the record of {entity.name}.")
        return
    click.echo(f"The record of {entity.name} lacks:")
    for gap in missing:
        click.echo(f"  {gap.label}")
    click.echo(f"\n{gap_email(knowledge, entity.id, missing)}", nl=False)


@click.command()
@knowledge_option
@restricted_option
@click.argument("partnership")
@click.option("--json", "is_json", is_flag=True, help="As JSON, for other programs.")
def export(partnership: str, is_json: bool, include_restricted: bool) -> None:
    """Show all that is held on a PARTNERSHIP, each fact with its source, date and certainty."""
    from cspbot.knowledge.showing import as_json, page

    knowledge = held(current_settings().knowledge, restricted=include_restricted)
    entity = named(knowledge, partnership)
    show = as_json if is_json else page
    click.echo(show(knowledge, entity.id), nl=False)


COMMANDS: tuple[click.Command, ...] = (diff, freshness, gaps, export)
