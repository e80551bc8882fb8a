#!/usr/bin/env python3
"""From a bare Python 3.11 to a running Minwal: sets up what is missing, then starts and watches the processes.

Standard library only. Each step runs again only when what it depends on has changed.
"""

import ctypes
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMPS = VENV / ".stamps"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
GRACE = 10.0
WORKER_WAITS = 10.0
REFUSED = 78  # lms.server's word for "I must not start like this"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")  # the first takes a third less time in tests
QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONWARNINGS": "ignore"}


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def stop(text: str) -> None:
    sys.exit(f"\n{text}\n")


def run(*command, **options) -> None:
    """Run a command; a failure stops everything with the command's name."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, **options)
    if done.returncode:
        told = " ".join(str(part) for part in command)
        stop(f"La commande a échoué : {told}\nCorrigez ce qu’elle dit ci-dessus, puis relancez.")


# Set-up


def digest(*patterns: str) -> str:
    """SHA-256 of the files that match ``patterns``, and of this Python's version."""
    total = hashlib.sha256(sys.version.encode())
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def step(name: str, title: str, patterns: tuple[str, ...], action, *, key: str = "", stamps: Path = STAMPS) -> None:
    """Do ``action`` unless its inputs are the same as when it last succeeded."""
    stamp, now = stamps / name, digest(*patterns) + key
    if stamp.exists() and stamp.read_text() == now:
        return
    say(f"{title}…")
    begun = time.monotonic()
    action()
    stamps.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)
    say(f"{title} : {time.monotonic() - begun:.0f} s")


def make_venv() -> None:
    if sys.version_info < (3, 11):
        stop(f"Python 3.11 ou plus récent est nécessaire (ici {sys.version.split()[0]}).")
    if PYTHON.exists() and not subprocess.run([PYTHON, "-c", "pass"]).returncode:
        return
    say("environnement virtuel…")
    if not subprocess.run([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL).returncode:
        run(sys.executable, "-m", "venv", "--clear", VENV)
    elif shutil.which("uv"):
        run("uv", "venv", "--clear", "--seed", VENV)
    else:
        _venv_without_ensurepip()


def _venv_without_ensurepip() -> None:
    """Debian without python3-venv: a pip of the system may fill the environment."""
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV]).returncode
    pip = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "-q", "pip"]
    if made or subprocess.run(pip).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        stop("Il manque un paquet du système :\n    sudo apt install python3-venv\npuis relancez cette commande.")


def install(requirements: str) -> None:
    """Install pinned packages, by uv when it comes, else by pip."""
    environment = {**os.environ, **QUIET}
    fast = not subprocess.run(
        [PYTHON, "-m", "pip", "install", "-q", "uv"], env=environment, stderr=subprocess.DEVNULL
    ).returncode
    uv = [PYTHON, "-m", "uv", "pip", "install", "-q", "--python", PYTHON, "-r", requirements]
    if fast and not subprocess.run(uv, cwd=ROOT, env=environment).returncode:
        return
    say("uv n’a pas abouti, pip prend le relais")
    run(PYTHON, "-m", "pip", "install", "-q", "-r", requirements, env=environment)


def environment() -> dict[str, str]:
    """What the product's processes find in their environment."""
    VAR.mkdir(parents=True, exist_ok=True)
    defaults = {
        "DEBUG": "0",
        "DEMO": "1",
        "VAR_DIR": str(VAR),
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "SECRET_KEY": _secret_key(),
    }
    # What Python has compiled is kept, whatever the caller's shell says: a restart would compile everything anew.
    theirs = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**defaults, **theirs, **QUIET}


def _secret_key() -> str:
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def manage(*arguments: str) -> None:
    run(PYTHON, "manage.py", *arguments, env=environment())


def database() -> str:
    """What names the database, so that another one is migrated too; a deleted file is migrated anew."""
    url = os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}")
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        shutil.rmtree(VAR / ".stamps", ignore_errors=True)
    return hashlib.sha256(url.encode()).hexdigest()


def setup() -> None:
    """Everything before the first start: environment, packages, database, translations, demo."""
    make_venv()
    step("packages", "paquets Python", ("requirements.txt",), lambda: install("requirements.txt"))
    step("translations", "traductions", ("locale/*/LC_MESSAGES/*.po",), lambda: manage("messages", "--compile"))
    # Noted beside the database: two folders of data may take turns.
    key, made, beside = database(), ("*/migrations/*.py", "requirements.txt"), VAR / ".stamps"
    step("database", "base de données", made, lambda: manage("migrate", "-v0"), key=key, stamps=beside)
    # Before the demo, which indexes what it writes.
    words = ("core/folding.py", "courses/models.py", "home/models.py")
    step("index", "recherche", words, lambda: manage("update_index", "-v0"), key=key, stamps=beside)
    if environment()["DEMO"] == "1":
        step("demo", "démonstration", (), lambda: _is_empty() and manage("seed_demo"), key=key, stamps=beside)


def _is_empty() -> bool:
    check = (
        "import django; django.setup(); from accounts.models import User; "
        "raise SystemExit(User.objects.filter(is_system=False).exists())"
    )
    return not subprocess.run([PYTHON, "-c", check], cwd=ROOT, env=environment()).returncode


def setup_tests() -> None:
    """What the tests need besides: their packages and a browser."""
    make_venv()
    step(
        "test-packages",
        "paquets des tests",
        ("requirements.txt", "requirements-dev.txt"),
        lambda: install("requirements-dev.txt"),
    )
    step("translations", "traductions", ("locale/*/LC_MESSAGES/*.po",), lambda: manage("messages", "--compile"))
    if not any(shutil.which(name) for name in BROWSERS):
        _install_browser()


def _install_browser() -> None:
    if os.geteuid() or not shutil.which("apt-get"):
        stop(f"Les tests ont besoin de Chromium :\n    sudo apt-get install {BROWSERS[0]}\npuis relancez make test.")
    say("Chromium (paquet Debian)…")
    subprocess.run(["apt-get", "update", "-q"], stdout=subprocess.DEVNULL)
    known = not subprocess.run(["apt-cache", "show", BROWSERS[0]], capture_output=True).returncode
    run("apt-get", "install", "-y", "-q", BROWSERS[0 if known else 1], stdout=subprocess.DEVNULL)


# Serving


def free_port() -> int:
    """The wanted port, or the next free one; a busy port is said."""
    wanted = int(os.environ.get("PORT", "8000"))
    for port in range(wanted, wanted + 20):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != wanted:
            say(f"le port {wanted} est occupé : voici le {port} (PORT=… pour en choisir un autre)")
        return port
    stop(f"Aucun port libre entre {wanted} et {wanted + 19} : choisissez-en un avec PORT=…")
    raise AssertionError


def _with_parent() -> None:
    """In the child: a session of its own (Ctrl-C reaches only the supervisor), and death with the parent on Linux."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Child:
    """A process that is started again, slower each time, when it dies."""

    def __init__(self, name: str, command: list, env: dict[str, str]):
        self.name, self.command, self.env = name, [str(part) for part in command], env
        self.wait, self.due = 0.0, 0.0
        self.start()

    def start(self) -> None:
        self.begun = time.monotonic()
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.env, preexec_fn=_with_parent)

    def watch(self) -> None:
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.due:
            # At once after a while of good service, slower each time when it does not hold.
            self.wait = 0.0 if now - self.begun > 30 else min(max(self.wait * 2, 0.4), 30)
            self.due = now + self.wait
            say(f"{self.name} s’est arrêté (code {self.process.returncode}) : relance dans {self.wait:.1f} s")
        if now >= self.due:
            self.due = 0.0
            self.start()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()


def serve() -> None:
    """Start the web process and the worker, and stop them together."""
    setup()
    port = free_port()
    env = {**environment(), "PORT": str(port)}
    env.setdefault("BASE_URL", f"http://localhost:{port}")
    stopping = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.append(True))
    children = [Child("le serveur", [PYTHON, "-m", "lms.server"], env)]
    begun, told = time.monotonic(), False
    while not stopping:
        # People wait for the server; nobody waits for the worker, which would take half of a small machine from it.
        if len(children) == 1 and (told or time.monotonic() - begun > WORKER_WAITS):
            children.append(Child("l’ouvrier", [PYTHON, "manage.py", "worker"], env))
        if any(child.process.poll() == REFUSED for child in children):
            end(children)
            stop("Minwal ne démarre pas ainsi : la raison, et comment continuer, sont ci-dessus.")
        for child in children:
            child.watch()
        if not told and _answers(port):
            told = True
            welcome(port, env)
        time.sleep(0.1)
    end(children)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def end(children: list[Child]) -> None:
    """Ask every child to stop, then insist after ten seconds."""
    say("arrêt…")
    for child in children:
        child.end()
    limit = time.monotonic() + GRACE
    while time.monotonic() < limit and any(child.process.poll() is None for child in children):
        time.sleep(0.1)
    for child in children:
        if child.process.poll() is None:
            child.process.kill()


def welcome(port: int, env: dict[str, str]) -> None:
    """Where to go, and as whom."""
    address = f"http://localhost:{port}"
    print(f"\n  Minwal : {address}/\n  Éditeur des parcours (Wagtail) : {address}/admin/")
    print(f"  Courriels : {env.get('EMAIL_URL') or Path(env['VAR_DIR']) / 'mail'}")
    if env["DEMO"] == "1":
        demo = tomllib.loads((ROOT / "home/demo/accounts.toml").read_text())
        print(f"\n  Comptes de démonstration, phrase de passe « {demo['passphrase']} » :")
        for account in demo["accounts"]:
            print(f"    {account['role']:<22} {account['email']}")
    else:
        print("\n  Sans démonstration : DEMO=0 make admin crée le premier administrateur.")
    print("\n  Ctrl-C arrête tout.\n", flush=True)


# Other commands


def reset() -> None:
    """A fresh demo, its dates relative to today."""
    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"):
        (VAR / name).unlink(missing_ok=True)
    for name in ("media", "private", "mail"):
        shutil.rmtree(VAR / name, ignore_errors=True)
    setup()
    demo = environment()["DEMO"] == "1"
    say(
        "la démonstration est neuve : make run"
        if demo
        else "la base est vide : DEMO=0 make admin, puis DEMO=0 make run"
    )


def test() -> None:
    """Unit and guard tests, then the browser's, each file by one of two processes."""
    setup_tests()
    pytest = [PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *sys.argv[2:]]
    run(*pytest, "--ignore", "tests/e2e")
    run(*pytest, "tests/e2e")


def check() -> None:
    """Everything that can be said without running the tests."""
    setup_tests()
    env = {**environment(), "PYTHONWARNINGS": "ignore"}
    run(PYTHON, "-m", "ruff", "check", ".")
    run(PYTHON, "-m", "ruff", "format", "--check", ".")
    run(PYTHON, "-m", "djlint", "templates", "--lint", "--quiet")
    run(VENV / "bin" / "lint-imports", env=env)
    run(PYTHON, "-m", "mypy", env=env)
    run(PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", env=env)
    run(PYTHON, "manage.py", "messages", "--check", env=env)


def admin() -> None:
    """The first administrator of a platform without the demo."""
    setup()
    manage("create_administrator", *sys.argv[2:])


def messages() -> None:
    """Collect the texts to translate and compile the translations."""
    setup_tests()
    manage("messages")
    manage("messages", "--compile")


def bench() -> None:
    """Every measured promise; the figures of each are printed, a broken one is said."""
    setup_tests()
    broken = [
        name
        for name in ("pages", "queue", "workspace", "weights", "rooms", "uploads")
        if subprocess.run([PYTHON, "-W", "ignore", "-m", f"benchmarks.{name}"], cwd=ROOT).returncode
    ]
    if broken:
        stop(f"Promesses non tenues : {', '.join(broken)}")


COMMANDS = {
    "serve": serve,
    "setup": setup,
    "test": test,
    "check": check,
    "reset": reset,
    "admin": admin,
    "messages": messages,
    "bench": bench,
}


def main() -> None:
    os.chdir(ROOT)
    name = sys.argv[1] if len(sys.argv) > 1 else "serve"
    if name not in COMMANDS:
        stop(f"Commandes : {', '.join(COMMANDS)}")
    COMMANDS[name]()


if __name__ == "__main__":
    main()
