"""What came since 0.1.0; the days on which cohorts closed and people left are in their events."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def _latest(apps, model: str, verbs: list[str]) -> dict[int, object]:
    """Row number -> the instant of its latest event among ``verbs``."""
    events = apps.get_model("core", "Event").objects.filter(
        verb__in=verbs, content_type__app_label="cohorts", content_type__model=model
    )
    return dict(events.order_by("pk").values_list("object_id", "at"))


def write_days(apps, schema_editor):
    Cohort, Enrolment = apps.get_model("cohorts", "Cohort"), apps.get_model("cohorts", "Enrolment")
    closed = _latest(apps, "cohort", ["cohorts.cohort.complete", "cohorts.cohort.cancel"])
    for cohort in Cohort.objects.filter(state__in=["completed", "cancelled"], closed_on=None):
        moment = closed.get(cohort.pk)
        cohort.closed_on = timezone.localdate(moment) if moment else cohort.ends_on
        cohort.save(update_fields=["closed_on"])
    verbs = [f"cohorts.enrolment.{verb}" for verb in ("activate", "suspend", "resume", "withdraw", "complete", "lapse")]
    moments = _latest(apps, "enrolment", verbs)
    for enrolment in Enrolment.objects.filter(changed_at=None).iterator():
        enrolment.changed_at = moments.get(enrolment.pk) or enrolment.enrolled_at
        enrolment.save(update_fields=["changed_at"])



class Migration(migrations.Migration):

    dependencies = [
        ('core', '0001_initial'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('cohorts', '0001_initial'),
        ('courses', '0002_since_0_1_0'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EnrolmentChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=20)),
                ('before', models.CharField(choices=[('invited', 'Invited'), ('active', 'Active'), ('suspended', 'Suspended'), ('withdrawn', 'Withdrawn'), ('completed', 'Graduate'), ('ended', 'Ended without a diploma'), ('cancelled', 'Enrolment cancelled'), ('lapsed', 'Invitation closed')], max_length=10)),
                ('after', models.CharField(choices=[('invited', 'Invited'), ('active', 'Active'), ('suspended', 'Suspended'), ('withdrawn', 'Withdrawn'), ('completed', 'Graduate'), ('ended', 'Ended without a diploma'), ('cancelled', 'Enrolment cancelled'), ('lapsed', 'Invitation closed')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('missing', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'enrolment change',
                'ordering': ['pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='cohort',
            options={'ordering': ['starts_on', 'code'], 'verbose_name': 'cohort', 'verbose_name_plural': 'cohorts'},
        ),
        migrations.AlterModelOptions(
            name='enrolment',
            options={'verbose_name': 'enrolment', 'verbose_name_plural': 'enrolments'},
        ),
        migrations.AlterModelOptions(
            name='session',
            options={'ordering': ['starts_at'], 'verbose_name': 'session', 'verbose_name_plural': 'sessions'},
        ),
        migrations.AddField(
            model_name='cohort',
            name='closed_on',
            field=models.DateField(editable=False, null=True, verbose_name='closed on'),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='changed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='meeting_url',
            field=models.URLField(blank=True, verbose_name='outside meeting'),
        ),
        migrations.AlterField(
            model_name='enrolment',
            name='state',
            field=models.CharField(choices=[('invited', 'Invited'), ('active', 'Active'), ('suspended', 'Suspended'), ('withdrawn', 'Withdrawn'), ('completed', 'Graduate'), ('ended', 'Ended without a diploma'), ('cancelled', 'Enrolment cancelled'), ('lapsed', 'Invitation closed')], default='invited', editable=False, max_length=10),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('meeting_url', ''), ('meeting_url__startswith', 'https://'), _connector='OR'), name='session_meeting_is_https'),
        ),
        migrations.AddField(
            model_name='enrolmentchange',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='enrolmentchange',
            name='enrolment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='cohorts.enrolment'),
        ),
        migrations.AddIndex(
            model_name='enrolmentchange',
            index=models.Index(fields=['after', 'at'], name='enrolment_change_after'),
        ),
        migrations.RunPython(write_days, migrations.RunPython.noop, elidable=True),
    ]
