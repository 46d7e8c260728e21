import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('channels', '0001_tables'),
        ('search', '0001_tables'),  # word parts (pg_trgm)
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Replay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named', models.JSONField()),
                ('started_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('total', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField(default=0)),
                ('reached', models.BigIntegerField(default=0)),
                ('last', models.BigIntegerField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('was_stopped', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='ReplayedInput',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('', 'on its way'), ('taken', 'taken over'), ('failed', 'failed again'), ('set_aside', 'set aside')], default='', max_length=9)),
                ('error', models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='rawinput',
            name='raw_input_waiting',
        ),
        migrations.RemoveIndex(
            model_name='rawinput',
            name='raw_input_newest',
        ),
        migrations.AddField(
            model_name='rawinput',
            name='senders',
            field=models.CharField(blank=True, db_default='', default='', max_length=600),
        ),
        migrations.AddField(
            model_name='rawinput',
            name='was_replayed',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL("UPDATE channels_rawinput SET senders = envelope_from WHERE envelope_from <> ''", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='rawinput',
            index=models.Index(condition=models.Q(('state__in', ['kept', 'failed', 'set_aside'])), fields=['state', 'id'], name='raw_input_waiting'),
        ),
        migrations.AddIndex(
            model_name='rawinput',
            index=models.Index(fields=['received_at', 'id'], name='raw_input_by_time'),
        ),
        migrations.AddIndex(
            model_name='rawinput',
            index=models.Index(fields=['state', 'received_at', 'id'], name='raw_input_of_state'),
        ),
        migrations.AddIndex(
            model_name='rawinput',
            index=models.Index(condition=models.Q(('mailbox__isnull', False)), fields=['mailbox', 'received_at', 'id'], name='raw_input_of_mailbox'),
        ),
        migrations.AddIndex(
            model_name='rawinput',
            index=models.Index(condition=models.Q(('line__isnull', False)), fields=['line', 'received_at', 'id'], name='raw_input_of_line'),
        ),
        migrations.AddIndex(
            model_name='rawinput',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('senders'), name='gin_trgm_ops'), condition=models.Q(('senders', ''), _negated=True), name='raw_input_senders'),
        ),
        migrations.AddIndex(
            model_name='rawinput',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('subject_hint'), name='gin_trgm_ops'), condition=models.Q(('subject_hint', ''), _negated=True), name='raw_input_subjects'),
        ),
        migrations.AddIndex(
            model_name='rawinput',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('error'), name='gin_trgm_ops'), condition=models.Q(('error', ''), _negated=True), name='raw_input_errors'),
        ),
        migrations.AddField(
            model_name='replay',
            name='started_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replayedinput',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='replayedinput',
            name='raw_input',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replayed', to='channels.rawinput'),
        ),
        migrations.AddField(
            model_name='replayedinput',
            name='replay',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inputs', to='channels.replay'),
        ),
        migrations.AddConstraint(
            model_name='replay',
            constraint=models.UniqueConstraint(models.Value(1), condition=models.Q(('ended_at__isnull', True)), name='one_replay_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='replay',
            constraint=models.CheckConstraint(condition=models.Q(('was_stopped', False), ('ended_at__isnull', False), _connector='OR'), name='stopped_is_ended'),
        ),
        migrations.AddIndex(
            model_name='replayedinput',
            index=models.Index(fields=['replay', 'outcome', 'id'], name='replayed_by_outcome'),
        ),
    ]
