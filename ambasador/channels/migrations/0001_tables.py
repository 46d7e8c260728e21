import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

from ambasador.journal.edition import watch


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("channels", "0001_initial"),
        ("channels", "0002_lines"),
        ("channels", "0003_edition"),
        ("channels", "0004_scans"),
        ("channels", "0005_chats"),
        ("channels", "0006_stuck_messages"),
    ]

    dependencies = [
        ("journal", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Knock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("span_at", models.DateTimeField()),
                ("times", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["span_at"], name="knocks_by_span")],
                "constraints": [models.UniqueConstraint(fields=("key", "span_at"), name="one_count_per_span")],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=24, verbose_name="kind")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("settings", models.JSONField(default=dict)),
                ("address_round", models.PositiveIntegerField(default=1)),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("added_at", models.DateTimeField()),
                ("last_heard_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("is_active", True)), fields=["code"], name="line_by_code")],
            },
        ),
        migrations.CreateModel(
            name="Chat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(default="pl", max_length=2)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("wrote_at", models.DateTimeField(null=True)),
                ("handed_over_at", models.DateTimeField(null=True)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.line")),
            ],
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.EmailField(max_length=254, verbose_name="address")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("imap", "read over IMAP"),
                            ("listener", "delivered to the built-in mail server"),
                            ("pipe", "delivered by a mail server through a pipe"),
                            ("import", "imported from an archive"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=253, verbose_name="server")),
                ("port", models.PositiveIntegerField(default=993, verbose_name="port")),
                (
                    "security",
                    models.CharField(
                        choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "none")],
                        default="tls",
                        max_length=8,
                        verbose_name="security",
                    ),
                ),
                ("username", models.CharField(blank=True, max_length=254, verbose_name="user name")),
                ("secret_name", models.CharField(blank=True, max_length=120, verbose_name="name of the variable with the password")),
                ("folder", models.CharField(default="INBOX", max_length=120, verbose_name="folder")),
                ("acknowledges", models.BooleanField(default=True, verbose_name="confirms that a message arrived")),
                ("is_active", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                ("uid_validity", models.BigIntegerField(null=True)),
                ("last_uid", models.BigIntegerField(default=0)),
                ("last_ok_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True)),
                ("failed_polls", models.PositiveIntegerField(default=0)),
                ("silent_since", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("kind"), django.db.models.functions.text.Lower("address"), name="one_mailbox_per_kind_and_address"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "imap"), _negated=True), models.Q(("host", ""), _negated=True), _connector="OR"
                        ),
                        name="imap_mailbox_has_a_server",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=120)),
                ("content", models.BinaryField(null=True)),
                ("kept_at", models.DateTimeField()),
                (
                    "scan",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not checked for viruses"),
                            ("waiting", "being checked for viruses"),
                            ("clean", "no virus found"),
                            ("infected", "virus found"),
                            ("too_large", "too large to be checked for viruses"),
                        ],
                        db_default="",
                        default="",
                        max_length=9,
                    ),
                ),
                ("scan_found", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("scanned_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("scan", "waiting")), fields=["kept_at"], name="files_to_scan")],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient", models.CharField(max_length=320)),
                ("channel", models.CharField(default="email", max_length=16)),
                ("message_id", models.CharField(max_length=255, unique=True)),
                ("payload", models.JSONField()),
                ("topics", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "not delivered"),
                            ("undecided", "unknown whether it arrived"),
                            ("withdrawn", "taken back"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("not_before", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("may_have_left", models.BooleanField(default=False)),
                ("error", models.TextField(blank=True)),
                ("response", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(null=True)),
                ("carrier_id", models.CharField(blank=True, db_default="", default="", max_length=200)),
                (
                    "delivery",
                    models.CharField(
                        blank=True,
                        choices=[("delivered", "delivered"), ("undelivered", "not delivered to the phone"), ("read", "read")],
                        db_default="",
                        default="",
                        max_length=11,
                    ),
                ),
                ("delivery_at", models.DateTimeField(null=True)),
                ("line", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.line")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["next_try_at"], name="outbox_due"),
                    models.Index(condition=models.Q(("state", "sending")), fields=["lease_until"], name="outbox_leased"),
                    models.Index(fields=["-made_at"], name="outbox_newest"),
                    models.Index(
                        condition=models.Q(("carrier_id", ""), _negated=True), fields=["line", "carrier_id"], name="outbox_by_carrier_id"
                    ),
                    models.Index(
                        condition=models.Q(("channel", "chat"), ("delivery", ""), ("state", "sent")),
                        fields=["sent_at"],
                        name="outbox_unread_chats",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["failed", "undecided"])), fields=["state", "-id"], name="outbox_in_trouble"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), ("lease_until__isnull", False)),
                            models.Q(
                                models.Q(("state", "sending"), _negated=True), models.Q(("lease_until__isnull", False), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="sending_has_a_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), ("sent_at__isnull", False)),
                            models.Q(models.Q(("state", "sent"), _negated=True), models.Q(("sent_at__isnull", False), _negated=True)),
                            _connector="OR",
                        ),
                        name="sent_has_its_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("next_try_at__gte", models.F("not_before"))), name="never_before_its_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RawInput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("beside", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                ("uid_validity", models.BigIntegerField(null=True)),
                ("uid", models.BigIntegerField(null=True)),
                ("message_id", models.CharField(blank=True, max_length=255)),
                ("body_sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("subject_hint", models.CharField(blank=True, max_length=200)),
                ("envelope_from", models.CharField(blank=True, max_length=320)),
                (
                    "envelope_to",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=320), default=list, size=None),
                ),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("kept", "waiting to be read"),
                            ("taken", "taken over"),
                            ("failed", "needs a person"),
                            ("set_aside", "set aside"),
                        ],
                        default="kept",
                        max_length=9,
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("next_try_at", models.DateTimeField(null=True)),
                (
                    "line",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="raw_inputs", to="channels.line"
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="raw_inputs", to="channels.mailbox"
                    ),
                ),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.storedfile")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state__in", ["kept", "failed"])), fields=["state", "id"], name="raw_input_waiting"),
                    models.Index(fields=["message_id"], name="raw_input_by_message_id"),
                    models.Index(fields=["-received_at"], name="raw_input_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("uid__isnull", False)), fields=("mailbox", "uid_validity", "uid"), name="raw_input_once_per_uid"
                    ),
                    models.UniqueConstraint(fields=("mailbox", "message_id", "body_sha256"), name="raw_input_once_per_content"),
                    models.UniqueConstraint(
                        condition=models.Q(("line__isnull", False)),
                        fields=("line", "message_id", "body_sha256"),
                        name="raw_input_once_per_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mailbox__isnull", True), ("line__isnull", False)),
                            models.Q(models.Q(("mailbox__isnull", True), _negated=True), models.Q(("line__isnull", False), _negated=True)),
                            _connector="OR",
                        ),
                        name="raw_input_from_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("uid__isnull", True), ("uid_validity__isnull", True)),
                            models.Q(
                                models.Q(("uid__isnull", True), _negated=True), models.Q(("uid_validity__isnull", True), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="uid_with_its_validity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "set_aside"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="set_aside_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StuckMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid_validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("retrying", "tried again by itself"),
                            ("stuck", "needs a person"),
                            ("fetched", "fetched in the end"),
                            ("gone", "gone from the mail server"),
                            ("left", "left on the mail server"),
                        ],
                        default="retrying",
                        max_length=8,
                    ),
                ),
                ("is_passed", models.BooleanField(default=False)),
                ("tries", models.PositiveSmallIntegerField(default=1)),
                ("error", models.CharField(max_length=500)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField(null=True)),
                (
                    "mailbox",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="stuck_messages", to="channels.mailbox"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["retrying", "stuck"])), fields=["mailbox", "next_try_at"], name="stuck_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("mailbox", "uid_validity", "uid"), name="stuck_once_per_uid"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retrying"), ("next_try_at__isnull", False)),
                            models.Q(
                                models.Q(("state", "retrying"), _negated=True), models.Q(("next_try_at__isnull", False), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="retrying_has_its_time",
                    ),
                ],
            },
        ),
        watch("channels_line", of="code, name, settings, address_round, is_active"),  # that one was heard from is no setting
    ]
