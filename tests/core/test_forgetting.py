"""Keys of forms are kept a week, then forgotten."""

from datetime import timedelta

from django.utils import timezone

from core.idempotency import KEPT, forget_old
from core.models import RepeatedRequest


def test_old_keys_go_and_fresh_ones_stay(salma):
    for key, age in (("old", KEPT + timedelta(hours=1)), ("fresh", timedelta(hours=1))):
        row = RepeatedRequest.objects.create(user=salma, key=key, body_hash="x", location="/")
        RepeatedRequest.objects.filter(pk=row.pk).update(at=timezone.now() - age)

    forget_old()

    assert list(RepeatedRequest.objects.values_list("key", flat=True)) == ["fresh"]
