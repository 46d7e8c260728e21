from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0013_begin_rounds")]
    operations = [
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('next_nudge_at__isnull', True), ('state__in', ['offered', 'accepted']), _connector='OR'), name='nudged_step_is_with_its_performer'),
        ),
    ]
