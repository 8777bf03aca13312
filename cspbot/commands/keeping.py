"""Commands that write amendments."""

from __future__ import annotations

from datetime import date

import click

from cspbot.commands.options import current_settings, date_option, knowledge_option


@click.command()
@knowledge_option
@date_option("--on", "The day on which it was told")
@click.option("--told-by", default="the editors", help="Who told it, as answers cite it.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.argument("person")
def remove_person(person: str, told_by: str, on: date, yes: bool) -> None:
    """Take a PERSON who has left, named by id, out of all answers, lists and exports."""
    from cspbot.knowledge.amending import amendment_path, departure_text, document_id
    from cspbot.knowledge.changes import changes
    from cspbot.knowledge.problems import did_you_mean
    from cspbot.knowledge.store import load_knowledge

    folder = current_settings().knowledge
    before = load_knowledge(folder, None)
    people = [e.id for e in before.entities.values() if e.kind == "person"]
    if person not in people:
        raise click.ClickException(f"No person '{person}' is held{did_you_mean(person, people)}.")
    document = document_id(on, before.documents)
    audience = before.entities[person].audience
    path = amendment_path(document, audience)
    target = folder / path
    text = departure_text(person, told_by, on, document, audience)
    after = load_knowledge(folder, None, {path: text.encode()})
    for change in changes(before, after):
        click.echo(change.text)
    if not yes:
        click.confirm(f"Write {target}?", abort=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("x", encoding="utf-8") as file:
        file.write(text)
    click.echo(
        f"Wrote {target}. The files of the report hold the name still: take it out of them by "
        "hand if it may not be stored at all."
    )


COMMANDS: tuple[click.Command, ...] = (remove_person,)
