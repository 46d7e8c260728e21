"""`python -m ambasador` is the `ambasador` command."""

from ambasador.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
