"""The messages kept before rooms had a log are its first entries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

BEFORE, AFTER = [("live", "0001_initial")], [("live", "0002_one_room_log")]


def _migrate(targets):
    """The models as they are at ``targets``, with the database brought there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def messages(a):
    """Three messages of a room, numbered 1, 2 and 4, the first two removed, the second first."""
    session = factories.session(a.cohort)
    apps = _migrate(BEFORE)
    room = apps.get_model("live", "Room").objects.create(session_id=session.pk, last_number=4)
    now, rows = timezone.now(), apps.get_model("live", "Message").objects
    for number, removed_at in ((1, now), (2, now - timedelta(minutes=1)), (4, None)):
        rows.create(
            room=room,
            number=number,
            author_id=a.enrolment.learner.pk,
            body=f"mot {number}",
            key=f"cle-numero-{number}",
            sent_at=now,
            removed_at=removed_at,
            removed_by_id=removed_at and a.trainer.pk,
        )
    yield list(rows.values())
    _migrate(AFTER)


def test_messages_keep_their_numbers_and_their_removals_follow(a, messages):
    apps = _migrate(AFTER)

    log = [(row.number, row.kind, row.payload, row.removed) for row in apps.get_model("live", "Entry").objects.all()]
    assert log == [
        (1, "words", {"body": "mot 1"}, True),
        (2, "words", {"body": "mot 2"}, True),
        (4, "words", {"body": "mot 4"}, False),
        (5, "removal", {"number": 2}, False),
        (6, "removal", {"number": 1}, False),
    ]
    by = apps.get_model("live", "Entry").objects.filter(kind="removal").values_list("author", flat=True)
    assert set(by) == {a.trainer.pk}
    assert apps.get_model("live", "Room").objects.get().last_number == 6


def test_log_turned_back_into_messages_lost_nothing(messages):
    _migrate(AFTER)

    rows = _migrate(BEFORE).get_model("live", "Message").objects.values()

    assert [{**row, "id": 0} for row in rows] == [{**row, "id": 0} for row in messages]
