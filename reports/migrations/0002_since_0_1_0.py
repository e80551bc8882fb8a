"""What came since 0.1.0."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0002_since_0_1_0'),
        ('reports', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='importedfigure',
            options={'verbose_name': 'imported figure', 'verbose_name_plural': 'imported figures'},
        ),
        migrations.RemoveConstraint(
            model_name='importedfigure',
            name='one_figure_per_region_and_day',
        ),
        migrations.AddField(
            model_name='importedfigure',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='importedfigure',
            name='by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='importedfigure',
            name='reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='importedfigure',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_figures', to='programme.programme'),
        ),
        migrations.AlterField(
            model_name='importedfigure',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_figures', to='programme.region', verbose_name='region'),
        ),
        migrations.AddIndex(
            model_name='importedfigure',
            index=models.Index(fields=['programme', 'region', 'id'], name='imported_figure_latest'),
        ),
    ]
