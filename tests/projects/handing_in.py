"""A team that hands its files in, as often as a test wants."""

from projects import actions
from projects.models import Version
from tests import factories

VIEWS = "import os\n\ndef reserver(request):\n    creneau = Creneau.objects.get(pk=1)\n    return creneau\n"


def hand_in(row, learner, **files) -> Version:
    """A version with ``name__py="text"`` as files, and what it kept from before."""
    texts = [factories.upload(name.replace("__", "."), text.encode()) for name, text in files.items()]
    actions.save_draft(row, by=learner, repository_url="https://example.org/d", files=texts)
    return actions.submit(row, by=learner)
