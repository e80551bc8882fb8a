from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0100_suggestions_that_remove")]

    operations = [
        migrations.AddField("versionfile", "laid_at", models.DateTimeField(editable=False, null=True)),
    ]
