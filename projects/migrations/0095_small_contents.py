import core.uploads
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0071_what_gave_way")]

    operations = [
        migrations.AlterField(
            "blob",
            "file",
            models.FileField(
                blank=True,
                max_length=200,
                storage=core.uploads.private_storage,
                upload_to=core.uploads.random_name,
            ),
        ),
        migrations.CreateModel(
            "SmallContent",
            [
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="small",
                        serialize=False,
                        to="projects.blob",
                    ),
                ),
                ("data", models.BinaryField()),
            ],
            options={"verbose_name": "small content"},
        ),
    ]
