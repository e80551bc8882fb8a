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
