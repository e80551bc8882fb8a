"""What "replaces all" takes out of a draft: what lay there as it began, never what others sent meanwhile."""

import pytest
from django.urls import reverse

from projects import actions
from projects.models import VersionFile
from tests import factories
from tests.projects.test_uploads import _begin, _paths, _piece, _send, _zip


@pytest.fixture
def learner(client, a):
    client.force_login(a.enrolment.learner)
    return client


def test_archive_replaces_all_at_once(learner, draft):
    _send(learner, draft, "v1.zip", _zip(**{"projet/app.py": b"1"}))

    _send(learner, draft, "v2.zip", _zip(**{"projet/app.py": b"2", "LISEZMOI.txt": b"2"}), mode="all")

    assert _paths(draft) == {"projet/app.py", "LISEZMOI.txt"}


def test_refused_archive_replaces_nothing(learner, draft):
    _send(learner, draft, "a.py", b"1")

    assert _send(learner, draft, "v2.zip", _zip(**{"x.py": b"1", "../y.py": b"2"}), mode="all").status_code == 422
    assert _paths(draft) == {"a.py"}


def test_folder_replaces_all_once_it_has_arrived_whole(learner, draft):
    _send(learner, draft, "ancien.py", b"1")
    close = reverse("projects:batch_close", args=[draft.pk])
    closed = {"batch": "c" * 16, "replaces_all": "1", "source": "projet"}
    learner.post(close, closed)
    assert _paths(draft) == {"ancien.py"}  # nothing of it has come

    for name in ("un.py", "deux.py"):
        _send(learner, draft, name, name.encode(), source="projet", batch="c" * 16)
        assert "ancien.py" in _paths(draft)
    learner.post(close, {**closed, "left_out": '{"node_modules": 12431, "invente": 3}'})

    assert _paths(draft) == {"un.py", "deux.py"}
    assert draft.versions.get().left_out == {"projet": {"node_modules": 12431}}


def test_folder_that_replaces_all_leaves_what_others_sent_meanwhile(learner, draft):
    """Two pages send the same folder, each to replace all: both were told that every file has arrived."""
    _send(learner, draft, "ancien.py", b"0")
    close = reverse("projects:batch_close", args=[draft.pk])
    for name, batches in (("un.py", "cd"), ("deux.py", "dc"), ("trois.py", "c")):
        for batch in batches:
            sent = _begin(learner, draft, name, 1, b"1", source="projet", batch=batch * 16)
            if not sent["done"]:
                _piece(learner, sent["address"], 0, b"1")

    for batch in "cd":
        learner.post(close, {"batch": batch * 16, "replaces_all": "1", "source": "projet"})

    assert _paths(draft) == {"un.py", "deux.py", "trois.py"}


def test_folder_that_replaces_all_keeps_what_was_handed_in_on_its_way(learner, a, draft):
    for name in ("ancien.py", "un.py"):
        _send(learner, draft, name, b"1", **({} if name == "ancien.py" else {"source": "projet", "batch": "c" * 16}))
    actions.submit(draft, by=a.enrolment.learner)
    _send(learner, draft, "deux.py", b"1", source="projet", batch="c" * 16)

    close = reverse("projects:batch_close", args=[draft.pk])
    learner.post(close, {"batch": "c" * 16, "replaces_all": "1", "source": "projet"})

    now = VersionFile.objects.filter(version__submitted_at=None)
    assert set(now.values_list("path", flat=True)) == {"un.py", "deux.py"}


def test_form_replaces_all(learner, draft):
    address = reverse("projects:draft", args=[draft.pk])
    learner.post(address, {"files": [factories.upload("un.py")]})

    learner.post(address, {"mode": "all"})  # without a file, nothing
    assert _paths(draft) == {"un.py"}
    learner.post(address, {"mode": "all", "files": [factories.upload("deux.py"), factories.upload("trois.py")]})

    assert _paths(draft) == {"deux.py", "trois.py"}
