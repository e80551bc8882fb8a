"""What came since 0.1.0."""

import core.uploads
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AppliedSuggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('told_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'applied suggestion',
                'verbose_name_plural': 'applied suggestions',
            },
        ),
        migrations.CreateModel(
            name='SmallContent',
            fields=[
                ('blob', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='small', serialize=False, to='projects.blob')),
                ('data', models.BinaryField()),
            ],
            options={
                'verbose_name': 'small content',
            },
        ),
        migrations.AlterModelOptions(
            name='assignment',
            options={'ordering': ['due_at'], 'verbose_name': 'assignment', 'verbose_name_plural': 'assignments'},
        ),
        migrations.AddField(
            model_name='assignment',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='assignment',
            name='withdrawn_why',
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='thread',
            name='removes_lines',
            field=models.BooleanField(default=False, verbose_name='these lines should go'),
        ),
        migrations.AddField(
            model_name='upload',
            name='batch',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddField(
            model_name='upload',
            name='files_read',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='upload',
            name='replaces_all',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='upload',
            name='sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='upload',
            name='source',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='upload',
            name='state',
            field=models.CharField(choices=[('sending', 'Sending'), ('asked', 'Asked'), ('done', 'Done'), ('refused', 'Refused')], default='sending', editable=False, max_length=8),
        ),
        migrations.AddField(
            model_name='upload',
            name='told',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='version',
            name='left_out',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='versionfile',
            name='batch',
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='versionfile',
            name='is_replaced',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='versionfile',
            name='is_wanted',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='versionfile',
            name='laid_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='versionfile',
            name='source',
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='versionfile',
            name='suspect',
            field=models.CharField(blank=True, choices=[('environment', 'settings with their values'), ('key', 'a private key'), ('token', 'an access token'), ('account', 'the account of a service')], editable=False, max_length=12),
        ),
        migrations.AlterField(
            model_name='blob',
            name='file',
            field=models.FileField(blank=True, max_length=200, storage=core.uploads.private_storage, upload_to=core.uploads.random_name),
        ),
        migrations.AlterField(
            model_name='savedcomment',
            name='kind',
            field=models.CharField(choices=[('remark', 'Remark'), ('must_fix', 'To fix'), ('suggestion', 'Suggestion'), ('question', 'Question'), ('praise', 'Well done')], default='remark', max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='thread',
            name='kind',
            field=models.CharField(choices=[('remark', 'Remark'), ('must_fix', 'To fix'), ('suggestion', 'Suggestion'), ('question', 'Question'), ('praise', 'Well done')], default='remark', max_length=10, verbose_name='kind'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('removes_lines', False), models.Q(('line__isnull', False), ('suggestion', '')), _connector='OR'), name='remark_removes_lines_or_suggests_others'),
        ),
        migrations.AddField(
            model_name='appliedsuggestion',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='appliedsuggestion',
            name='thread',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='applied', to='projects.thread'),
        ),
        migrations.AddField(
            model_name='appliedsuggestion',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applied', to='projects.version'),
        ),
    ]
