"""The demo's curricula: four operators' bootcamps."""

import json
import re
from decimal import Decimal

from django.utils.text import slugify

from courses.models import (
    BootcampPage,
    LessonKind,
    LessonPage,
    ModulePage,
    OperatorPage,
    ProjectPage,
    RubricCriterion,
)
from home.demo import source
from programme.models import Domain

KINDS = {
    "cours": LessonKind.COURSE,
    "atelier": LessonKind.WORKSHOP,
    "défi": LessonKind.CHALLENGE,
    "pair": LessonKind.PAIR,
    "live": LessonKind.LIVE,
}
PUBLISHER = {"DWFS": "atlas-code", "CYBER": "numeris-oriental", "DATA": "souss-data", "IA": "fes-ia"}


def make_bootcamp(curriculum: dict, parent: OperatorPage) -> BootcampPage:
    """One bootcamp with its modules, lessons, projects and rubrics."""
    code = curriculum["code"]
    text = source.pages()["bootcamp"][code]
    bootcamp = parent.add_child(
        instance=BootcampPage(
            title=curriculum["title"],
            slug=slugify(curriculum["title"].replace("·se", ""))[:60].rstrip("-"),
            code=code,
            domain=Domain.objects.get(code=curriculum["domain"]),
            occupation=curriculum["occupation"],
            audience=curriculum["audience"],
            summary=curriculum["summary"],
            intro=text["intro"],
            prerequisites=_list(text["prerequisites"]),
            outcomes=_list(text["outcomes"]),
            weeks=curriculum["weeks"],
            search_description=curriculum["summary"],
        )
    )
    for module in curriculum["modules"]:
        _module(bootcamp, code, module, curriculum["projects"])
    return bootcamp


def _module(bootcamp, code: str, module: dict, projects: list[dict]) -> None:
    page = bootcamp.add_child(instance=ModulePage(title=module["title"], slug=f"module-{module['n']}"))
    for number, lesson in enumerate(module["lessons"], 1):
        page.add_child(instance=_lesson(code, module["n"], number, lesson))
    for number, project in enumerate(projects, 1):
        if project["after_module"] == module["n"]:
            _publish(page, _project(code, number, project))


def _publish(parent, page) -> None:
    # A project's revision is what its assignments freeze.
    parent.add_child(instance=page)
    page.save_revision().publish()


def _lesson(code: str, module: int, number: int, row: dict) -> LessonPage:
    written = source.lesson(code, module, number) or _planned(code, module, number)
    return LessonPage(
        title=row["title"],
        slug=f"lecon-{number}",
        kind=KINDS[row["kind"]],
        hours=Decimal(str(row["hours"])),
        objective=written["objective"],
        prerequisites=_list(written.get("prerequisites", [])),
        body=json.dumps([_block(block) for block in written["body"]]),
    )


def _planned(code: str, module: int, number: int) -> dict:
    plan = source.plans(code).get((module, number)) or {"objective": "…", "plan": ["…"]}
    body = [{"type": "heading", "value": "Plan"}, {"type": "text", "value": _list(plan["plan"])}]
    return {"objective": plan["objective"], "body": body}


def _project(code: str, number: int, row: dict) -> ProjectPage:
    written = source.brief(code, number) or {"body": [], "criteria": []}
    page = ProjectPage(
        title=row["title"],
        slug=f"projet-{number}",
        kind=ProjectPage.Kind.COMPANY if row["kind"] == "company" else ProjectPage.Kind.EXERCISE,
        hours=Decimal(str(row["hours"])),
        team_size=_team_size(row["group"]),
        summary=row["brief"],
        body=json.dumps([_block(block) for block in written["body"]]),
    )
    levels = {item["title"]: item["levels"] for item in written["criteria"]}
    page.criteria = [_criterion(place, item, levels) for place, item in enumerate(row["rubric"], 1)]
    return page


def _criterion(place: int, row: dict, levels: dict) -> RubricCriterion:
    words = levels.get(row["criterion"], ["", "", "", ""])
    described = {f"level_{level}": text[:300] for level, text in enumerate(words)}
    return RubricCriterion(title=row["criterion"], weight=row["weight"], sort_order=place, **described)


def _team_size(group: str) -> int:
    """« individuel », « binôme » or « équipe de 3 »."""
    if group == "binôme":
        return 2
    found = re.search(r"\d+", group)
    return int(found.group()) if found else 1


def _block(block: dict) -> dict:
    """A block of a text file as a StreamField holds it."""
    kind = block["type"]
    if "value" in block:
        return {"type": kind, "value": block["value"]}
    value = {key: part for key, part in block.items() if key != "type"}
    if "code" in value:
        value["code"] = value["code"].strip("\n")
    return {"type": kind, "value": value}


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>" if items else ""
