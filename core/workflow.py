"""The state of an object is changed here and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.functional import Promise

from core.events import BadEvent, EventKind, emit, event, kind_of


class TransitionRefused(Exception):
    """The object is not, or is no longer, in a state that allows this verb."""

    def __init__(self, instance: models.Model, verb: str):
        super().__init__(f"{instance._meta.label_lower}.{verb}")
        self.instance = instance
        self.verb = verb


@dataclass(frozen=True)
class Transition:
    """One permitted move: ``name`` is the verb, ``permission`` is asked about the object.

    ``condition`` says what else than the state must hold of the object; ``about`` names what it reads of the object
    that may have been remembered before the row was locked, and is read again.
    """

    name: str
    sources: frozenset
    target: str
    permission: str
    label: str | Promise
    condition: Callable[[Any], bool]
    about: tuple[str, ...]

    def __init__(self, name, sources, target, *, permission, label, condition=lambda _instance: True, about=()):
        for key, value in {
            "name": name,
            "sources": frozenset(sources),
            "target": target,
            "permission": permission,
            "label": label,
            "condition": condition,
            "about": about,
        }.items():
            object.__setattr__(self, key, value)


@dataclass
class Change:
    """What a transition has to say once it is committed: ``data`` goes into its event."""

    transition: Transition
    data: dict = field(default_factory=dict)


def event_of(model: type[models.Model], verb: str, means: str, data: dict[str, Any] | None = None) -> EventKind:
    """Declare the event of a transition: the states before and after, and what ``Change.data`` adds."""
    if verb not in {verb for workflow in workflows_of(model) for verb in workflow.transitions}:
        raise BadEvent(f"{model.__name__} has no transition {verb}")
    return event(_name(model, verb), model, means, {"before": str, "after": str, **(data or {})})


def workflows_of(model: type[models.Model]) -> list["Workflow"]:
    """The workflows of a model: none, or one for each field with states."""
    return [value for value in vars(model).values() if isinstance(value, Workflow)]


def _name(model: type[models.Model], verb: str) -> str:
    return f"{model._meta.label_lower}.{verb}"


class Workflow:
    """The permitted transitions of one state field, as data."""

    def __init__(self, state_field: str, *transitions: Transition):
        self.state_field = state_field
        self.transitions = {transition.name: transition for transition in transitions}

    def available(self, instance: models.Model, user) -> list[Transition]:
        """What ``user`` may do to ``instance`` now: buttons, API links, accepted messages."""
        state = getattr(instance, self.state_field)
        return [
            transition
            for transition in self.transitions.values()
            if state in transition.sources
            and user.has_perm(transition.permission, instance)
            and transition.condition(instance)
        ]

    @contextmanager
    def apply(self, instance: Any, verb: str, *, by) -> Iterator[Change]:
        """Move ``instance`` along ``verb``; everything in the body commits with it or not at all.

        Raises PermissionDenied when ``by`` may not, TransitionRefused when the row is not in a source state
        (compare-and-set: of two rivals one wins, on every database) or its condition does not hold.
        """
        transition = self.transitions[verb]
        if not by.has_perm(transition.permission, instance):
            raise PermissionDenied(transition.permission)
        before = getattr(instance, self.state_field)
        change = Change(transition)
        try:
            with transaction.atomic():
                self._claim(instance, before, transition)
                yield change
                moves = {"before": before, "after": transition.target}
                emit(kind_of(_name(type(instance), verb)), target=instance, actor=by, data=moves | change.data)
        except BaseException:
            setattr(instance, self.state_field, before)
            raise

    def _claim(self, instance, before, transition):
        manager = type(instance)._base_manager
        claimed = before in transition.sources and manager.filter(pk=instance.pk, **{self.state_field: before}).update(
            **{self.state_field: transition.target}
        )
        for name in transition.about:
            instance.__dict__.pop(name, None)
        if not claimed or not transition.condition(instance):
            raise TransitionRefused(instance, transition.name)
        setattr(instance, self.state_field, transition.target)
