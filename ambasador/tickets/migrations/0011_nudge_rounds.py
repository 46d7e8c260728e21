from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_handover_expiry")]
    operations = [migrations.DeleteModel("Notice"), migrations.DeleteModel("Nudge")]
