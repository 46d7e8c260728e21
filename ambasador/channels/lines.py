"""What can be said of lines without writing: their web address and its proof, their secrets, what was kept of a carrier's request."""

from django.conf import settings

from ambasador.channels.interface import Call
from ambasador.channels.models import Line, RawInput
from ambasador.config import env
from ambasador.lib import tokens

TOKENS = "line"


def web_address(line: Line) -> str:
    """Where a carrier brings what it has for the line; whoever knows it may knock."""
    return f"{settings.SITE_URL}/k/{token_of(line)}/"


def token_of(line: Line) -> str:
    return tokens.signed(f"{TOKENS}:{line.address_round}", line.id, key=settings.SECRET_KEY)


def line_behind(token: str) -> Line | None:
    """The line in use whose address this is, or None. One query; the signature is compared in constant time."""
    number = token.partition("-")[0]
    line = Line.objects.filter(pk=int(number), is_active=True).first() if number.isascii() and number.isdigit() and len(number) < 18 else None
    if line is None:
        return None
    return line if tokens.read_signed(f"{TOKENS}:{line.address_round}", token, key=settings.SECRET_KEY) == line.id else None


def line_of(number: int, *, code: str) -> Line | None:
    """The line in use with this number and of this kind, for pages that anybody may open."""
    return Line.objects.filter(pk=number, code=code, is_active=True).first()


def secret(line: Line, setting: str) -> str:
    """The secret that the setting names: from the environment, or the file that NAME_FILE names. Empty when there is none."""
    name = line.setting(setting)
    try:
        return env.text(name) if name else ""
    except OSError:
        return ""


def kept_call(raw_input: RawInput) -> Call:
    """The carrier's request as it was kept. Raises FileNotFoundError when its bytes were lost."""
    said = raw_input.beside
    return Call(raw_input.read(), said.get("method", "POST"), said.get("headers", {}), said.get("query", {}))
