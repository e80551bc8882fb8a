"""What happens on a learner's path."""

from core.events import event
from learning.models import Progress

PROGRESS_DONE = event("learning.progress.done", Progress, "A learner has done a lesson.", {"lesson": int})
PROGRESS_UNDO = event("learning.progress.undo", Progress, "A learner takes it back: it is to be done.", {"lesson": int})
