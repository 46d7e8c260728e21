from django.db import migrations

from ambasador.journal.edition import watch


class Migration(migrations.Migration):
    """Lines are settings; that one was heard from is not."""

    dependencies = [("channels", "0002_lines"), ("journal", "0002_edition")]
    operations = [watch("channels_line", of="code, name, settings, address_round, is_active")]
