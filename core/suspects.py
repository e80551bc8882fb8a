"""Secrets that people send without meaning to: suspected by a file's name and its first bytes, never certain."""

import re

from core.encodings import decoded

LOOKED_AT = 64 * 1024
ENVIRONMENT, KEY, TOKEN, ACCOUNT = "environment", "key", "token", "account"
# The settings of a program on one machine; not the example that shows their names.
_SETTINGS = re.compile(r"\.env(\.[\w.-]+)?|[\w.-]+\.env|\.netrc|\.pgpass|\.htpasswd|secrets\.toml", re.IGNORECASE)
_EXAMPLES = re.compile(r"example|exemple|sample|template|dist|default|modele|modèle", re.IGNORECASE)
_VALUE = re.compile(r"^\s*(export\s+)?[\w.-]+\s*[=:]\s*\S|^machine\s|^[^#\s:]+:[^:\s]+", re.MULTILINE)
_KEY_NAMES = re.compile(r"id_(rsa|dsa|ecdsa|ed25519)|.+\.(p12|pfx|jks|keystore|ppk)", re.IGNORECASE)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----(\\n|\s)+[\w+/=:., -]{20}")
_ACCOUNT = re.compile(r'"type"\s*:\s*"service_account"')
# GitHub, GitLab, Amazon, Stripe, Slack, Google, Anthropic, OpenAI, SendGrid, npm, Hugging Face, Telegram.
_TOKENS = re.compile(
    r"\b(gh[opsur]_\w{36,}|github_pat_\w{50,}|glpat-[\w-]{20,}|A[KS]IA[0-9A-Z]{16}|[sr]k_live_\w{20,}"
    r"|xox[abprs]-[\w-]{20,}|AIza[\w-]{35}|sk-ant-[\w-]{30,}|sk-(proj-)?[A-Za-z0-9_-]{40,}"
    r"|SG\.[\w-]{20,}\.[\w-]{40,}|npm_\w{36}|hf_[A-Za-z0-9]{34}|\d{8,10}:AA[\w-]{33})(?![\w-])"
)
# What one of them holds at least: looked for in a hundredth of the time.
_MARKS = (
    *(b"gho_", b"ghp_", b"ghs_", b"ghu_", b"ghr_", b"github_pat_", b"glpat-", b"AKIA", b"ASIA", b"k_live_", b"xox"),
    *(b"AIza", b"sk-", b"SG.", b"npm_", b"hf_", b":AA", b"PRIVATE KEY", b"\0"),  # a zero: of wider letters
)


def suspected(path: str, head: bytes) -> str:
    """What secret a file may hold: settings, a private key, a token, an account of a service; "" for none."""
    name, head = path.rpartition("/")[2], head[:LOOKED_AT]
    is_settings = _SETTINGS.fullmatch(name) and not _EXAMPLES.search(name)
    is_key = _KEY_NAMES.fullmatch(name) and head
    if not (is_settings or is_key or any(mark in head for mark in _MARKS)):
        return ""
    text = decoded(head)[0]
    if is_settings and _VALUE.search(text):
        return ENVIRONMENT
    if is_key or ("PRIVATE KEY" in text and _PRIVATE_KEY.search(text)):
        return ACCOUNT if _ACCOUNT.search(text) else KEY
    return TOKEN if any(_is_real(found[0]) for found in _TOKENS.findall(text)) else ""


def _is_real(token: str) -> bool:
    """Not the word of a documentation: a real one is drawn by lot."""
    return "EXAMPLE" not in token.upper() and len(set(token)) > 10
