"""The tables, as 0.1.0 made them."""

import core.schema
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cohorts', '0001_initial'),
        ('core', '0001_initial'),
        ('courses', '0001_initial'),
    ]

    operations = [
        core.schema.CreateModels(
            models=[migrations.CreateModel(
                name='Progress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('done_at', models.DateTimeField(auto_now_add=True)),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='cohorts.enrolment')),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='courses.lessonpage')),
                ],
                options={
                    'verbose_name': 'progress',
                    'constraints': [models.UniqueConstraint(fields=('enrolment', 'lesson'), name='a_lesson_is_done_once')],
                },
            )],
        ),
    ]
