"""A place in the queue, and an alarm for a promise; versions say since when they waited."""

from django.db import migrations, models
from django.db.models import F


def wait_since_handed_in(apps, schema_editor):
    apps.get_model("projects", "Version").objects.filter(submitted_at__isnull=False).update(queued_at=F("submitted_at"))
    waiting = apps.get_model("projects", "Submission").objects.filter(queued_at__isnull=False, rank_at=None)
    waiting.update(rank_at=F("queued_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0010_answers_and_reminders'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='submission',
            name='submission_queue',
        ),
        migrations.RemoveIndex(
            model_name='submission',
            name='submission_promises',
        ),
        migrations.AddField(
            model_name='submission',
            name='alarm_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='version',
            name='queued_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('rank_at__isnull', False)), fields=['rank_at', 'id'], name='submission_queue'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('alarm_at__isnull', False)), fields=['alarm_at'], name='submission_alarms'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['state', 'decided_at', 'id'], name='submission_decided'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('sent_at__isnull', False)), fields=['sent_at'], name='review_sent'),
        ),
        migrations.RunPython(wait_since_handed_in, migrations.RunPython.noop),
    ]
