"""What can be found: passages, and marks of what is to be read.

With SQLite the words are in an FTS5 table beside, which triggers keep as the passages are. It takes
each word as it is (`search/words.py`): "ascii" parts them at spaces and leaves letters alone. A
migration that makes the passages' table anew has to make the triggers anew as well.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import romanesco.search.models

DELETE = """
    INSERT INTO romanesco_passagewords (romanesco_passagewords, rowid, words)
    VALUES ('delete', old.id, old.words);
"""
INSERT = """
    INSERT INTO romanesco_passagewords (rowid, words) VALUES (new.id, new.words);
"""
FTS5 = (
    "CREATE VIRTUAL TABLE romanesco_passagewords USING fts5("
    "words, content='romanesco_passage', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER romanesco_passage_added AFTER INSERT ON romanesco_passage "
    f"BEGIN {INSERT} END",
    "CREATE TRIGGER romanesco_passage_deleted AFTER DELETE ON romanesco_passage "
    f"BEGIN {DELETE} END",
    "CREATE TRIGGER romanesco_passage_changed AFTER UPDATE OF words ON romanesco_passage "
    f"BEGIN {DELETE} {INSERT} END",
)
NO_FTS5 = (
    "DROP TRIGGER romanesco_passage_added",
    "DROP TRIGGER romanesco_passage_deleted",
    "DROP TRIGGER romanesco_passage_changed",
    "DROP TABLE romanesco_passagewords",
)
# Everything that is there is read, by and by (config/background.py).
MARK_PLANS = """
    INSERT INTO romanesco_searchmark (pair_id, plan_id)
    SELECT meeting.pair_id, plan.id FROM romanesco_plan AS plan
    JOIN romanesco_mentoringsession AS meeting ON meeting.id = plan.session_id
"""
MARK_PAIRS = "INSERT INTO romanesco_searchmark (pair_id) SELECT id FROM romanesco_pair"


def on_sqlite(*statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0008_begins_plans")]
    operations = [
        migrations.CreateModel(
            name="SearchMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pair_id", models.UUIDField(db_index=True)),
                ("plan_id", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agenda", "the plan: whoever may see it"),
                            ("asked", "the plan's questions: whoever may see it"),
                            ("lines", "top of mind: both, once revealed"),
                            ("own", "written for oneself: its reader alone"),
                            ("action", "promised: both"),
                            ("goal", "a goal: both"),
                            ("agreement", "what was agreed: both"),
                        ],
                        max_length=9,
                    ),
                ),
                ("said_at", models.DateTimeField()),
                ("pieces", models.JSONField(default=list)),
                ("words", romanesco.search.models.Words()),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="romanesco.pair",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="romanesco.plan",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(on_sqlite(*FTS5), on_sqlite(*NO_FTS5)),
        migrations.RunSQL([MARK_PLANS, MARK_PAIRS], migrations.RunSQL.noop),
    ]
