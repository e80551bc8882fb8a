"""A new mentor’s first review is laid before a lead."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0050_hours_counted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewerprofile',
            name='is_new',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('changes_requested', 'Changes requested'), ('approved', 'Approved')], max_length=20)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('due_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('sent', 'Sent'), ('returned', 'Given back'), ('taken_back', 'Taken back by its author')], editable=False, max_length=10)),
                ('settled_at', models.DateTimeField(editable=False, null=True)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='projects.claim')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='projects.review')),
                ('settled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'proposal',
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['due_at'], name='proposal_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('claim',), name='one_open_proposal_per_claim')],
            },
        ),
    ]
