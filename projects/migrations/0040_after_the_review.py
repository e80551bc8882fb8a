"""A review is read, asked about, thanked for; what is said belongs to a review, and to a remark or not."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def say_of_which_review(apps, schema_editor):
    threads = apps.get_model("projects", "Thread").objects.filter(pk=OuterRef("thread"))
    apps.get_model("projects", "Reply").objects.update(review=Subquery(threads.values("review")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0030_queue_and_promise'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='reply',
            name='criterion',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.assignmentcriterion'),
        ),
        migrations.AddField(
            model_name='reply',
            name='question',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='explanation', to='projects.reply'),
        ),
        migrations.AddField(
            model_name='reply',
            name='review',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='projects.review'),
        ),
        migrations.RunPython(say_of_which_review, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='reply',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='projects.review'),
        ),
        migrations.AddField(
            model_name='review',
            name='acknowledged_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='review',
            name='acknowledged_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='reply',
            name='stance',
            field=models.CharField(blank=True, choices=[('', 'Answer'), ('corrected', 'Corrected here'), ('disagrees', 'Does not agree'), ('asks', 'Asks for an explanation')], default='', max_length=10),
        ),
        migrations.AlterField(
            model_name='reply',
            name='thread',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='projects.thread'),
        ),
        migrations.CreateModel(
            name='Thanks',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.TextField(blank=True, max_length=500, verbose_name='a word')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='thanks', to='projects.review')),
            ],
            options={
                'verbose_name': 'thanks',
                'verbose_name_plural': 'thanks',
            },
        ),
    ]
