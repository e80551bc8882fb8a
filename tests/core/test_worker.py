"""The worker does by itself what is due, whether or not a task waits."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from projects import actions
from projects.models import Claim, Submission
from tests import factories


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_worker_frees_what_a_mentor_left(a, settings, monkeypatch):
    monkeypatch.setattr(db_worker.Worker, "configure_signals", lambda worker: None)  # the test run keeps its own
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    waiting = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    actions.claim(waiting, by=a.mentor)
    Claim.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    call_command("worker", "--batch")

    waiting.refresh_from_db()
    assert waiting.state == Submission.State.QUEUED
