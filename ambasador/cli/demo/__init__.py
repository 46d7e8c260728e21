"""The demo company Modrzew: six weeks of history, a day at work, and a story to watch. All of it is made by the verbs."""

from typing import Any


def add_commands(subparsers: Any) -> None:
    parser = subparsers.add_parser("demo", help="the demo company: build it, watch a story, make sign-in links")
    commands = parser.add_subparsers(dest="subcommand", metavar="COMMAND", required=True)
    make = commands.add_parser("build", help="make the demo company with its history (once, on an empty installation)")
    make.add_argument("--cases", type=int, help="how many ordinary cases the history has")
    make.set_defaults(run=_build)
    story = commands.add_parser("story", help="play one case through every door of the running instance, with real messages")
    story.add_argument("--fast", action="store_true", help="without pauses for reading")
    story.add_argument("--language", choices=["pl", "en"], default="pl")
    story.set_defaults(run=_story)
    commands.add_parser("links", help="one-time sign-in links for one person of every role").set_defaults(run=_links)


def build() -> bool:
    """Make the demo company if it is not there; whether it was made. One transaction, progress on standard error."""
    from ambasador.cli.demo import building

    return building.build()


def sign_in_links() -> list[tuple[str, str, str]]:
    """(role, name, one-time address) for an agent, a lead, somebody of a department and an administrator."""
    from ambasador.cli.demo import links

    return links.sign_in_links()


def _build(arguments: Any) -> int:
    from ambasador.cli.demo import building

    try:
        made = building.build(cases=arguments.cases) if arguments.cases is not None else building.build()
    except building.NotEmpty as reason:
        print(reason)
        return 1
    print("The demo company was made." if made else "The demo company is there already.")
    return 0


def _story(arguments: Any) -> int:
    from ambasador.cli.demo.story import play

    return play(is_fast=arguments.fast, language=arguments.language)


def _links(_arguments: Any) -> None:
    for role, name, address in sign_in_links():
        print(f"{role:<14}{name:<20}{address}")
