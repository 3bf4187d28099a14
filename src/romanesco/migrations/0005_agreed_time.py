from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.models import F


def note_agreed_times(apps, schema_editor):
    """What is planned was agreed by the rules that its zone has now."""
    sessions = apps.get_model("romanesco", "MentoringSession").objects
    sessions.update(dated_sequence=F("sequence"))
    for session in sessions.filter(state="planned").iterator():
        offset = session.starts_at.astimezone(ZoneInfo(session.time_zone)).utcoffset()
        sessions.filter(id=session.id).update(utc_offset=round(offset.total_seconds() / 60))


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0004_echo")]
    operations = [
        migrations.CreateModel(
            name="ZoneRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.CharField(max_length=64)),
                ("reckoned_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="mentoringsession",
            name="dated_sequence",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="mentoringsession",
            name="utc_offset",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.RunPython(note_agreed_times, migrations.RunPython.noop),
    ]
