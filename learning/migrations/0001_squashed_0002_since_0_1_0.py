"""The tables as they are now, for a database that has none yet."""

import core.schema
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [('learning', '0001_initial'), ('learning', '0002_since_0_1_0')]

    dependencies = [
        ('cohorts', '0001_squashed_0002_since_0_1_0'),
        ('core', '0001_squashed_0002_since_0_1_0'),
        ('courses', '0001_squashed_0002_since_0_1_0'),
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
                    'verbose_name': 'lesson done',
                    'verbose_name_plural': 'lessons done',
                    'constraints': [models.UniqueConstraint(fields=('enrolment', 'lesson'), name='a_lesson_is_done_once')],
                },
            )],
        ),
    ]
