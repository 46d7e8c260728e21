from django.db import models


class Workload(models.Model):
    """
    How many open tickets somebody owns and how many minutes of their own work are left in them, up to the last gathering.

    The present load is this and the sum of the changes since; see `agents.loads_of_owners`.
    """

    owner = models.OneToOneField("accounts.User", primary_key=True, on_delete=models.PROTECT, related_name="+")
    open_tickets = models.IntegerField()
    work_minutes = models.BigIntegerField()


class WorkloadChange(models.Model):
    """
    What one change of a ticket adds to its owner's load, or takes from it; written by a trigger of the ticket.

    Rows are only added, so that two tickets of one owner never wait for each other, and gathered into Workload by a job.
    """

    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    open_tickets = models.SmallIntegerField()
    work_minutes = models.IntegerField()
