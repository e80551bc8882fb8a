"""When cohorts closed and people left or graduated before these days were kept: their events say it."""

from django.db import migrations
from django.utils import timezone


def _latest(apps, model: str, verbs: list[str]) -> dict[int, object]:
    """Row number -> the instant of its latest event among ``verbs``."""
    events = apps.get_model("core", "Event").objects.filter(
        verb__in=verbs, content_type__app_label="cohorts", content_type__model=model
    )
    return dict(events.order_by("pk").values_list("object_id", "at"))


def write_days(apps, schema_editor):
    Cohort, Enrolment = apps.get_model("cohorts", "Cohort"), apps.get_model("cohorts", "Enrolment")
    closed = _latest(apps, "cohort", ["cohorts.cohort.complete", "cohorts.cohort.cancel"])
    for cohort in Cohort.objects.filter(state__in=["completed", "cancelled"], closed_on=None):
        moment = closed.get(cohort.pk)
        cohort.closed_on = timezone.localdate(moment) if moment else cohort.ends_on
        cohort.save(update_fields=["closed_on"])
    verbs = [f"cohorts.enrolment.{verb}" for verb in ("activate", "suspend", "resume", "withdraw", "complete", "lapse")]
    moments = _latest(apps, "enrolment", verbs)
    for enrolment in Enrolment.objects.filter(changed_at=None).iterator():
        enrolment.changed_at = moments.get(enrolment.pk) or enrolment.enrolled_at
        enrolment.save(update_fields=["changed_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("cohorts", "0080_closing_and_history"),
        ("core", "0002_event_attempts"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(write_days, migrations.RunPython.noop, elidable=True)]
