"""What came since 0.1.0."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='organisation',
            options={'ordering': ['name'], 'verbose_name': 'organisation', 'verbose_name_plural': 'organisations'},
        ),
        migrations.AlterField(
            model_name='invitation',
            name='purpose',
            field=models.CharField(choices=[('manager', 'Manager'), ('trainer', 'Trainer'), ('mentor', 'Mentor'), ('officer', 'Programme officer'), ('administrator', 'Administrator'), ('learner', 'Learner')], max_length=15, verbose_name='role'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['organisation', '-created_at', '-id'], name='invitation_latest'),
        ),
    ]
