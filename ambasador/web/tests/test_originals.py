"""The original look of a letter: shown in a frame that can do nothing, with its own pictures and no others."""

import base64

import pytest

from ambasador.channels.email.html import clean_html
from ambasador.conversations.models import Attachment, Message
from ambasador.conversations.verbs import Upload
from ambasador.conversations.verbs.keeping import attach
from ambasador.lib import clock

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
LETTER = '<p>Dzień <b>dobry</b></p><img src="cid:logo@x"><img src="https://zly.example/pixel.gif"><script>alert(1)</script>'


@pytest.fixture
def at_desk(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def letter(complaint):
    return receive(complaint, LETTER)


def receive(ticket, html, **fields):
    values = {"from_address": "ewa@poczta.example", "text": "Dzień dobry", "html": clean_html(html), "at": clock.now(), **fields}
    return Message.objects.create(ticket=ticket, direction="in", **values)


def original(client, message):
    return client.get(f"/messages/{message.id}/html/")


def test_the_frame_can_do_nothing(at_desk, letter):
    answer = original(at_desk, letter)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("sandbox")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    html = answer.content.decode()
    assert "<b>dobry</b>" in html
    assert "<script" not in html
    assert "zly.example" not in html


def test_its_own_pictures_are_in_it(at_desk, letter):
    attach(letter, [Upload("logo.png", "image/png", PNG, "logo@x")])
    assert f"data:image/png;base64,{base64.b64encode(PNG).decode()}" in original(at_desk, letter).content.decode()


def test_what_only_claims_to_be_a_picture_is_not_shown(at_desk, letter):
    attach(letter, [Upload("logo.png", "image/png", b"<svg onload=alert(1)>", "logo@x")])
    html = original(at_desk, letter).content.decode()
    assert "data:" not in html
    assert 'src=' not in html


def test_pictures_of_another_letter_are_not_borrowed(at_desk, letter, complaint):
    attach(receive(complaint, LETTER), [Upload("logo.png", "image/png", PNG, "logo@x")])
    assert "data:" not in original(at_desk, letter).content.decode()


def test_it_is_offered_only_where_there_is_one(at_desk, complaint, letter):
    plain = receive(complaint, "")
    html = at_desk.get(f"/tickets/{complaint.number}/").content.decode()
    assert f'src="/messages/{letter.id}/html/"' in html
    assert f"/messages/{plain.id}/html/" not in html
    assert "<b>dobry</b>" not in html


def test_departments_do_not_see_it(client, celina, letter):
    client.force_login(celina)
    assert original(client, letter).status_code == 404


def test_a_stranger_in_the_conversation_is_pointed_out(at_desk, complaint):
    receive(complaint, "", from_address="oszust@zly.example", is_verified=False)
    html = at_desk.get(f"/tickets/{complaint.number}/").content.decode()
    assert 'class="banner strange"' in html
    assert html.count("oszust@zly.example") >= 1


def test_pictures_of_mail_keep_their_place(complaint, at_desk):
    message = receive(complaint, LETTER)
    attach(message, [Upload("logo.png", "image/png", PNG, "logo@x"), Upload("umowa.pdf", "application/pdf", b"%PDF")])
    assert list(Attachment.objects.order_by("id").values_list("content_id", flat=True)) == ["logo@x", ""]
