"""The time worked on a claim, from one sign of its holder to the next."""

import datetime
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0040_after_the_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="seen_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="claim",
            name="worked",
            field=models.DurationField(default=datetime.timedelta, editable=False),
        ),
    ]
