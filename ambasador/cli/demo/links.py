"""One-time links to sign in as the people of the demo company."""

from ambasador.accounts.models import User
from ambasador.cli.demo.company import ADMIN, LEAD
from ambasador.cli.welcome import DEMO_LINK_HOURS, link_for

WHO = (("agent", "Marta Wilczyńska"), ("lead", LEAD), ("department", "Ewa Sowa"), ("admin", ADMIN))


def sign_in_links() -> list[tuple[str, str, str]]:
    """(role, name, address) of everybody in WHO who has an account."""
    users = {user.name: user for user in User.objects.filter(name__in=[name for _role, name in WHO], is_active=True)}
    return [(role, name, link_for(users[name], hours=DEMO_LINK_HOURS)) for role, name in WHO if name in users]
