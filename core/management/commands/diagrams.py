"""Draw the states of every model from its workflow, so that the reference page cannot drift from the tables."""

import tomllib
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from core.workflow import Workflow, workflows_of

PAGE = settings.BASE_DIR / "docs/reference/states.md"
CONSEQUENCES = settings.BASE_DIR / "docs/reference/consequences.toml"
HEAD = """# States

This page is written by `python manage.py diagrams --write` from the transition tables of the models. A state bears the
interface's word before it is translated; an arrow, its verb, which is also the end of the [event](events.md)'s name.
The table of consequences comes from `docs/reference/consequences.toml`.
"""


def workflows() -> Iterator[tuple[type, Workflow]]:
    """Each model with a workflow, by app then name."""
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label_lower):
        yield from ((model, workflow) for workflow in workflows_of(model))


def section(model, workflow: Workflow) -> str:
    """A heading, a Mermaid diagram, and who may do each verb; a state that nothing leaves is final."""
    meta, moves = model._meta, workflow.transitions.values()
    field = meta.get_field(workflow.state_field)
    states = dict(field.flatchoices)
    lines = [f"## {str(meta.verbose_name).capitalize()} (`{meta.label}`)", "", "```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{label}" as {state}' for state, label in states.items()]
    lines += [f"    [*] --> {field.get_default()}"]
    lines += [
        f"    {state} --> {move.target}: {move.name}" for state in states for move in moves if state in move.sources
    ]
    lines += [f"    {state} --> [*]" for state in states if not any(state in move.sources for move in moves)]
    lines += ["```", "", "| Verb | Label | Permission |", "|---|---|---|"]
    lines += [f"| `{move.name}` | {move.label} | `{move.permission}` |" for move in moves]
    return "\n".join([*lines, ""])


def consequences() -> str:
    """What a state that changes does to what hangs on it, and the test that proves each line."""
    rows = tomllib.loads(CONSEQUENCES.read_text())["line"]
    lines = ["## What a change of state entails", "", "| When | On | Then | Proved by |", "|---|---|---|---|"]
    lines += [f"| {row['when']} | {row['on']} | {row['then']} | `{row['test'].rpartition('::')[2]}` |" for row in rows]
    return "\n".join([*lines, ""])


def page() -> str:
    """The whole reference page, in the language of the code."""
    with translation.override("en"):
        drawn = [section(model, workflow) for model, workflow in workflows()]
    return "\n".join([HEAD, consequences(), *drawn])


class Command(BaseCommand):
    help = "Print the states of every model as Mermaid diagrams; --write puts them in docs/reference/states.md."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--write", action="store_true", help="write the page instead of printing it")

    def handle(self, *args, **options) -> None:
        if options["write"]:
            PAGE.write_text(page())
        else:
            self.stdout.write(page())
