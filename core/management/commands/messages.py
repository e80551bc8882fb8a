"""Collect, check and compile the translations, without gettext's programs: a bare machine has none."""

import calendar
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

from core.management.borrowed import TEXTS
from core.typography import held_signs

SINGLE = ("gettext", "gettext_lazy", "_")
KEYWORDS = dict.fromkeys(SINGLE) | {
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 "
        ": n%100>=11 && n%100<=99 ? 4 : 5;"
    ),
}
COMPLETE = ("fr", "ar")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")

Key = tuple[str | None, str]
Found = dict[Key, tuple[str | None, set[str]]]


def catalogue_path(language: str) -> Path:
    """Where the translations of a language are kept."""
    return settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    """Our Python files and templates, apart from tests, migrations and the demo's texts."""
    for folder in [*settings.OWN_APPS, "lms"]:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.py")):
            if not {"migrations", "demo"} & set(path.relative_to(settings.BASE_DIR).parts):
                yield path
    yield from sorted((settings.BASE_DIR / "templates").rglob("*.html"))
    yield from sorted((settings.BASE_DIR / "templates").rglob("*.txt"))


def collect() -> Found:
    """Every text to translate: (context, text) -> its plural, and the files that hold it."""
    from babel.messages.extract import extract  # noqa: PLC0415  only where texts are collected

    found: Found = {}
    for path in sources():
        code = path.read_text() if path.suffix == ".py" else _as_python(path)
        for _line, messages, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            first, plural = (messages if isinstance(messages, tuple) else (messages, None))[:2]
            row = found.setdefault((context, first), (plural, set()))
            found[context, first] = (row[0] or plural, row[1] | {str(path.relative_to(settings.BASE_DIR))})
    return found


def _as_python(path: Path) -> str:
    """A template's texts as calls of gettext; the indentation of its HTML means nothing."""
    return "\n".join(line.lstrip() for line in templatize(path.read_text(), origin=str(path)).splitlines())


def wanted(language: str) -> Found:
    """What the catalogue of ``language`` has to hold."""
    borrowed: Found = {(None, text): (plural, {"allauth, django"}) for text, plural in TEXTS.items()}
    months: Found = {}
    if language == "ar":
        # Moroccans do not use Django's names of the months: ours replace both of its forms.
        origin = {"django/utils/dates.py"}
        months = {
            (context, name): (None, origin) for name in calendar.month_name[1:] for context in (None, "alt. month")
        }
    return collect() | borrowed | months


def open_catalogue(language: str) -> polib.POFile:
    """The translations of a language; an empty catalogue for a new one."""
    path = catalogue_path(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=120)
    made = polib.POFile(wrapwidth=120)
    made.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return made


def entry_for(key: Key, plural: str | None, files: set[str], known: polib.POEntry | None) -> polib.POEntry:
    """The catalogue's entry for a text, with the translation it already had."""
    entry = polib.POEntry(msgctxt=key[0], msgid=key[1], occurrences=[(file, "") for file in sorted(files)])
    if "%" in key[1] and PLACEHOLDER.search(key[1]):
        entry.flags = ["python-format"]
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = dict(known.msgstr_plural) if known and known.msgstr_plural else {}
    elif known:
        entry.msgstr = known.msgstr
    return entry


def keys(catalogue: polib.POFile) -> dict[Key, polib.POEntry]:
    """The entries by (context, text), without those no longer used."""
    return {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}


def update(language: str) -> polib.POFile:
    """Bring the catalogue to what the sources say: new texts come in empty, texts no longer used go."""
    catalogue, found = open_catalogue(language), wanted(language)
    known = keys(catalogue)
    catalogue.clear()
    order = sorted(found, key=lambda key: (min(found[key][1]), key[1], key[0] or ""))
    catalogue.extend(entry_for(key, *found[key], known.get(key)) for key in order)
    if language == "fr":
        _hold_signs(catalogue)
    catalogue_path(language).parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(catalogue_path(language)))
    return catalogue


def _hold_signs(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        entry.msgstr = held_signs(entry.msgstr)
        entry.msgstr_plural = {number: held_signs(text) for number, text in entry.msgstr_plural.items()}


def forms(entry: polib.POEntry) -> list[str]:
    """The translation, or each of its plural forms."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def count(language: str) -> int:
    """How many plural forms a language has."""
    return int(PLURALS[language].removeprefix("nplurals=")[0])


def is_whole(entry: polib.POEntry, language: str) -> bool:
    """Whether every form that the language needs is translated."""
    texts = forms(entry)
    return all(texts) and len(texts) == (count(language) if entry.msgid_plural else 1)


def faults(language: str) -> list[str]:
    """What is wrong with a catalogue: stale or fuzzy texts, wrong placeholders and, where it must be whole, gaps."""
    catalogue, found = open_catalogue(language), wanted(language)
    known = keys(catalogue)
    told = [f"{language}: stale: {key[1]!r}" for key in known if key not in found]
    told += [f"{language}: not collected: {key[1]!r}" for key in found if key not in known]
    for entry in known.values():
        if "fuzzy" in entry.flags:
            told.append(f"{language}: fuzzy: {entry.msgid!r}")
        if language in COMPLETE and not is_whole(entry, language):
            told.append(f"{language}: not translated: {entry.msgid!r}")
        told += [
            f"{language}: placeholders: {entry.msgid!r}" for text in forms(entry) if text and _invents(entry, text)
        ]
    return told


def _invents(entry: polib.POEntry, text: str) -> bool:
    """Whether a translation names a value that its text does not have; a singular may leave its number out."""
    allowed = set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
    given = set(PLACEHOLDER.findall(text))
    return not given <= allowed if entry.msgid_plural else given != allowed


def merge(language: str, texts: dict[str, str | list[str]]) -> int:
    """Put translations in a catalogue: text (or "context|text") -> translation, or its plural forms in order."""
    catalogue, changed = update(language), 0
    for entry in catalogue:
        given = texts.get(f"{entry.msgctxt}|{entry.msgid}" if entry.msgctxt else entry.msgid)
        if given is None:
            continue
        changed += 1
        if entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(given))
        else:
            entry.msgstr = str(given)
    catalogue.save(str(catalogue_path(language)))
    return changed


class Command(BaseCommand):
    help = "Collect the texts to translate; --check, --compile or --merge the translations."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="fail on missing, fuzzy or stale translations")
        parser.add_argument("--compile", action="store_true", help="write the .mo files")
        parser.add_argument("--merge", nargs=2, metavar=("LANGUAGE", "FILE"), help="take translations from a JSON file")

    def handle(self, *args, **options) -> None:
        if options["check"]:
            self._check()
        elif options["compile"]:
            for path in settings.BASE_DIR.glob("locale/*/LC_MESSAGES/*.po"):
                polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
        elif options["merge"]:
            language, file = options["merge"]
            self.stdout.write(f"{merge(language, json.loads(Path(file).read_text()))} translations")
        else:
            for language in PLURALS:
                self.stdout.write(f"{language}: {len(update(language))} texts, {len(faults(language))} to look at")

    def _check(self) -> None:
        told = [fault for language in PLURALS for fault in faults(language)]
        if told:
            raise CommandError("\n".join(told))
