"""The demo's texts, read from the files beside this module."""

import json
import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def seed() -> dict:
    """Regions, operators, cohorts, people and curricula of the demo."""
    return json.loads((FOLDER / "seed.json").read_text())


@cache
def accounts() -> dict:
    """The pass phrase and one account per role, as the start command prints them."""
    return tomllib.loads((FOLDER / "accounts.toml").read_text())


@cache
def pages() -> dict:
    return tomllib.loads((FOLDER / "pages.toml").read_text())


@cache
def plans(code: str) -> dict[tuple[int, int], dict]:
    """(module, lesson) -> objective and plan, for bootcamps whose lessons are not written in full."""
    path = FOLDER / "lessons" / f"{code.lower()}.toml"
    if not path.exists():
        return {}
    return {(item["module"], item["lesson"]): item for item in tomllib.loads(path.read_text())["lessons"]}


def lesson(code: str, module: int, number: int) -> dict | None:
    """A lesson written in full, or None."""
    path = FOLDER / "lessons" / code.lower() / f"{module}-{number}.toml"
    return tomllib.loads(path.read_text()) if path.exists() else None


def brief(code: str, number: int) -> dict | None:
    """A project's brief and the descriptors of its rubric, or None."""
    path = FOLDER / "briefs" / f"{code}-{number}.toml"
    return tomllib.loads(path.read_text()) if path.exists() else None
