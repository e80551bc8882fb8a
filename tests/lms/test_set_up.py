"""Setting up again does only what has changed, for each folder of data."""

import pytest

import run


@pytest.fixture
def set_up(tmp_path, monkeypatch):
    """``set_up("a")`` → the commands that a start with that folder of data ran."""
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(run, "STAMPS", tmp_path / "venv")
    monkeypatch.setattr(run, "make_venv", lambda: None)
    monkeypatch.setattr(run, "install", lambda requirements: None)
    monkeypatch.setattr(run, "_is_empty", lambda: True)

    def start(name: str) -> list[str]:
        folder, ran = tmp_path / name, []
        folder.mkdir(exist_ok=True)
        monkeypatch.setattr(run, "VAR", folder)
        monkeypatch.setattr(run, "manage", lambda command, *rest: ran.append(command))
        run.setup()
        (folder / "db.sqlite3").touch()
        return ran

    return start


def test_folders_of_data_that_take_turns_are_each_set_up_once(set_up):
    for name in ("a", "b"):
        assert set_up(name)[-3:] == ["migrate", "update_index", "seed_demo"]
    for name in ("a", "b"):
        assert set_up(name) == []


def test_deleted_database_is_made_again(set_up, tmp_path):
    set_up("a")
    (tmp_path / "a" / "db.sqlite3").unlink()

    assert set_up("a")[-3:] == ["migrate", "update_index", "seed_demo"]


def test_what_python_compiled_is_kept_for_the_next_start(tmp_path, monkeypatch):
    """A shell that says otherwise would have each restart compile every package anew: it doubles the wait."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(run, "VAR", tmp_path)

    assert "PYTHONDONTWRITEBYTECODE" not in run.environment()


class Program:
    """A process that has ended."""

    returncode = -9

    def poll(self):
        return self.returncode


@pytest.fixture
def child(monkeypatch) -> run.Child:
    monkeypatch.setattr(run.subprocess, "Popen", lambda *args, **options: Program())
    return run.Child("le serveur", ["true"], {})


def test_program_that_dies_after_good_service_is_back_at_once(child, monkeypatch):
    served = run.time.monotonic() + 60
    monkeypatch.setattr(run.time, "monotonic", lambda: served)

    child.watch()

    assert (child.begun, child.due) == (served, 0.0)


def test_program_that_dies_young_is_started_slower_each_time(child, monkeypatch):
    now = run.time.monotonic()
    monkeypatch.setattr(run.time, "monotonic", lambda: now)
    waits = []
    for _ in range(4):
        child.watch()
        waits.append(child.wait)
        now = child.due
        child.watch()

    assert waits == [0.4, 0.8, 1.6, 3.2]
