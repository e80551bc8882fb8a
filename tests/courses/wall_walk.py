"""Walks every address of the Wagtail admin with one operator's eyes and the other's ids."""

import itertools
import re
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Comment, Page

from courses.actions import sync_administrators, sync_operator

CANARY = "KANARI"
ARGUMENT = re.compile(r"<(?:\w+:)?([\w/]+)>|\(\?P<(\w+)>[^)]*\)")


def fill(operator, word: str) -> SimpleNamespace:
    """Give an operator one of everything the admin can show; every text begins with ``word``."""
    lesson = operator.lesson
    Page.objects.filter(pk=operator.bootcamp.pk).update(title=f"{word}_bootcamp", draft_title=f"{word}_bootcamp")
    lesson.refresh_from_db()
    lesson.title = lesson.draft_title = f"{word}_live"
    lesson.save()
    revision = lesson.save_revision(user=operator.trainer)
    revision.publish()
    draft = operator.lessons[1]
    draft.refresh_from_db()
    draft.title = f"{word}_draft"
    draft.live, draft.locked, draft.locked_by, draft.locked_at = False, True, operator.trainer, timezone.now()
    draft.save()
    draft.save_revision(user=operator.trainer, approved_go_live_at=timezone.now() + timezone.timedelta(days=3))
    Comment.objects.create(page=lesson, user=operator.trainer, text=f"{word}_comment", contentpath="title")
    collection = Collection.objects.get(name__contains=operator.operator.name)
    image = get_image_model().objects.create(
        title=f"{word}_image", file=get_test_image_file(), collection=collection, uploaded_by_user=operator.trainer
    )
    image.tags.add(f"{word}_tag", f"{word}_asked")
    document = get_document_model().objects.create(
        title=f"{word}_document", file=ContentFile(b"x", name="x.txt"), collection=collection
    )
    document.tags.add(f"{word}_tag")
    return SimpleNamespace(lesson=lesson, draft=draft, revision=revision, image=image, document=document)


def two_operators(a, b) -> tuple[SimpleNamespace, SimpleNamespace]:
    """A's and B's things; B's people carry the canary in their names too."""
    for person in (b.trainer, b.manager):
        person.last_name = f"{CANARY}_{person.pk}"
        person.save()
    sync_operator(a.operator)
    sync_operator(b.operator)
    sync_administrators()
    return fill(a, "OWN"), fill(b, CANARY)


def admin_patterns(resolver=None, prefix: str = "") -> list[str]:
    """Every address under /admin/, as Django's pattern."""
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            found += admin_patterns(pattern, route)
        elif route.startswith("admin/"):
            found.append(route)
    return found


def values(name: str, things: SimpleNamespace) -> list:
    """What may stand for an argument of an address: the ids of ``things``."""
    pages = [things.lesson.pk, things.draft.pk, things.lesson.get_parent().pk]
    known = {
        "image_id": [things.image.pk],
        "document_id": [things.document.pk],
        "doc_id": [things.document.pk],
        "revision_id": [things.revision.pk],
        "revision_id_a": [things.revision.pk],
        "revision_id_b": ["latest"],
        "filter_spec": ["width-100"],
        "content_type_app_name": ["courses"],
        "content_type_model_name": ["lessonpage"],
        "app_label/model_name": [
            "courses/lessonpage",
            "wagtailimages/image",
            "wagtaildocs/document",
            "wagtailcore/page",
        ],
        "action_name": ["approve"],
        "action": ["delete", "move", "unpublish", "add_tags", "add_to_collection", "publish"],
        "object_id": [things.lesson.pk],
        "pk": [*pages, things.image.pk, things.document.pk],
    }
    return known.get(name, pages if "page" in name or name == "destination_id" else [1])


def addresses(pattern: str, things: SimpleNamespace) -> list[str]:
    """A pattern's addresses with the ids of ``things``."""
    # A model is named by its two halves together.
    pattern = re.sub(r"<(?:\w+:)?app_label>/<(?:\w+:)?model_name>", "<app_label/model_name>", pattern)
    names = [first or second for first, second in ARGUMENT.findall(pattern)]
    plain = pattern.replace("^", "").replace("$", "").replace("\\", "").replace("(?:", "").replace("?P", "")
    made = []
    for chosen in itertools.product(*(values(name, things) for name in names)):
        filled = iter(chosen)
        address = re.sub(r"<(?:\w+:)?[\w/]+>|\(<\w+>[^)]*\)", lambda _match, filled=filled: str(next(filled)), plain)
        made.append("/" + address)
    return made


def queries(things: SimpleNamespace) -> list[str]:
    ids = f"id={things.lesson.pk}&id={things.image.pk}&childOf={things.lesson.get_parent().pk}"
    return ["", f"q={CANARY}", "export=csv", ids, "id=all", f"tag={CANARY}_asked", "child_of=1&fields=*"]


def forms(things: SimpleNamespace) -> list[dict]:
    page, parent = things.lesson.pk, things.lesson.get_parent().pk
    # Wagtail's chooser of outside links is refused without an address.
    link = {"external-link-chooser-url": "https://example.org/"}
    return [
        link,
        {**link, "new_parent_page": parent, "new_title": "Copie", "new_slug": "copie", "title": "Vol", "slug": "vol"},
        {**link, "id": page, "title": "Vol", "collection": things.image.collection_id, "tags": "vol"},
    ]


def answer(client, method: str, address: str, data=None):
    """One request whose changes are undone; a title kept in a message must not stick to a later answer."""
    client.cookies.pop("messages", None)
    with transaction.atomic():
        reply = getattr(client, method)(address, data)
        body = b"".join(reply.streaming_content) if reply.streaming else reply.content
        transaction.set_rollback(True)
    return reply, body.decode(errors="replace") + str(reply.headers)
