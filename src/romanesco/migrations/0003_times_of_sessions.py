from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce


def date_back(apps, schema_editor):
    """Sessions that were there already changed when they were ended or planned, not today; and
    what is planned was agreed by the rules that its zone has now."""
    sessions = apps.get_model("romanesco", "MentoringSession").objects
    sessions.update(
        changed_at=Coalesce("ended_at", "scheduled_at"), dated_sequence=F("sequence")
    )
    for session in sessions.filter(state="planned").iterator():
        offset = session.starts_at.astimezone(ZoneInfo(session.time_zone)).utcoffset()
        sessions.filter(id=session.id).update(utc_offset=round(offset.total_seconds() / 60))


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0002_time")]
    operations = [migrations.RunPython(date_back, migrations.RunPython.noop)]
