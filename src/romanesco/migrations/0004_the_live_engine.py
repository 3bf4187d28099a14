import zlib
from collections.abc import Iterable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from romanesco.ydocs.models import Checksum, RowNumber


def add_checksums(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """What is stored so far was judged when it came: it is vouched for as it is."""
    for name, column in (("YDocument", "checkpoint"), ("YUpdate", "update")):
        kept: Any = apps.get_model("romanesco", name)
        rows: Iterable[Any] = kept.objects.only("pk", column).iterator(chunk_size=200)
        for row in rows:
            kept.objects.filter(pk=row.pk).update(checksum=zlib.crc32(getattr(row, column)))


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0003_times_of_sessions")]
    operations = [
        migrations.RemoveIndex("yupdate", "yupdate_document_seq"),
        migrations.RemoveField("yupdate", "written_at"),
        migrations.AlterField(
            "yupdate",
            "document",
            models.ForeignKey(
                on_delete=models.CASCADE,
                related_name="updates",
                to="romanesco.ydocument",
                db_constraint=False,
            ),
        ),
        migrations.AlterField("yupdate", "seq", RowNumber(primary_key=True, serialize=False)),
        migrations.AddField("yupdate", "checksum", Checksum(of="update")),
        migrations.AddField("ydocument", "checksum", Checksum(of="checkpoint")),
        migrations.RenameField("ydocument", "checkpoint_seq", "edition"),
        migrations.RunPython(add_checksums, migrations.RunPython.noop),
    ]
