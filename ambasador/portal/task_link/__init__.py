"""The task of somebody without an account, behind a signed link: everything needed to answer it on a phone, and nothing else."""
