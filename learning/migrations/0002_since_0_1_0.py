"""What came since 0.1.0."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='progress',
            options={'verbose_name': 'lesson done', 'verbose_name_plural': 'lessons done'},
        ),
    ]
