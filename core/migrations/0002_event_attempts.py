"""An event that fails waits longer each time, and is given up in the end."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="event",
            name="due_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.RemoveIndex(model_name="event", name="event_unhandled"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("handled_at", None)), fields=["due_at"], name="event_due"),
        ),
    ]
