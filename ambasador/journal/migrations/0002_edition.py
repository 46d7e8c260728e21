from django.db import migrations

MAKE = """
CREATE TABLE journal_edition (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), mark uuid NOT NULL DEFAULT gen_random_uuid());
INSERT INTO journal_edition DEFAULT VALUES;
CREATE FUNCTION journal_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE journal_edition SET mark = gen_random_uuid();
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """A mark that changes with every change of the settings; the tables that are settings call the function from a trigger of theirs."""

    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION journal_new_edition(); DROP TABLE journal_edition;")]
