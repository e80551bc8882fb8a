from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_contents_kept_once")]

    operations = [
        migrations.AlterModelOptions(
            name='versionfile',
            options={'ordering': ['path'], 'verbose_name': 'file'},
        ),
        migrations.RemoveField(model_name='versionfile', name='content_type'),
        migrations.RemoveField(model_name='versionfile', name='file'),
        migrations.RemoveField(model_name='versionfile', name='name'),
        migrations.RemoveField(model_name='versionfile', name='sha256'),
        migrations.RemoveField(model_name='versionfile', name='size'),
        migrations.AlterField(
            model_name='versionfile',
            name='blob',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.blob'),
        ),
        migrations.AddConstraint(
            model_name='versionfile',
            constraint=models.UniqueConstraint(fields=('version', 'path'), name='one_file_per_path'),
        ),
    ]
