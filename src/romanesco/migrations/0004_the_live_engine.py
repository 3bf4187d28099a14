from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("romanesco", "0003_times_of_sessions")]
    operations: list[migrations.operations.base.Operation] = []
