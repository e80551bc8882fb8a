from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0080_suggestions_applied")]

    operations = [
        migrations.AddField("versionfile", "is_replaced", models.BooleanField(default=False, editable=False)),
    ]
