"""A request counts from its first byte, by the server's clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.clock import began_at

pytestmark = pytest.mark.anywhere


def test_the_first_byte_counts(rf):
    began = timezone.now() - timedelta(minutes=2)

    request = rf.post("/", headers={"X-Request-Start": f"t={began.timestamp():.3f}"})

    assert abs(began_at(request) - began) < timedelta(seconds=1)


@pytest.mark.parametrize("said", ["", "t=", "t=hier", "t=1e300", "t=nan", "t=0", "t=99999999999"])
def test_an_impossible_instant_is_now(rf, said):
    assert timezone.now() - began_at(rf.post("/", headers={"X-Request-Start": said})) < timedelta(seconds=1)
