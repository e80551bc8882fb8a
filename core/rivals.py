"""A rival's row that came first, told in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


@contextmanager
def unique_or(sentence: Any) -> Iterator[None]:
    """Write in a transaction of its own; ValidationError(``sentence``) when a unique row of a rival was first."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ValidationError(sentence) from error
