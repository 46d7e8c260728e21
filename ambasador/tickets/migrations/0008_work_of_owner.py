from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tickets', '0007_fill_work_minutes'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='ticket',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('owner__isnull', False)), fields=['owner'], include=('work_minutes',), name='work_of_owner'),
        ),
    ]
