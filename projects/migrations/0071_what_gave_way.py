from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0090_kinds_of_remarks")]

    operations = [
        migrations.AddField("versionfile", "is_replaced", models.BooleanField(default=False, editable=False)),
    ]
