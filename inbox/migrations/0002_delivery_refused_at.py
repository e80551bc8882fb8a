"""An e-mail refused for good is not tried again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="refused_at",
            field=models.DateTimeField(null=True),
        ),
    ]
