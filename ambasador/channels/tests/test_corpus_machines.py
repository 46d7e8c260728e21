"""Bounces and automatic answers in the forms of real programs, and people's letters that look like them. No database."""

import pytest

from ambasador.channels.email import parse

BOUNCES = {
    "domino": ("Postmaster@x.com", "DELIVERY FAILURE: User jan not listed", "was not delivered to:\n\n  jan@x.pl\n\nbecause:"),
    "exchange 2003": ("System Administrator <postmaster@x.com>", "Undeliverable: Pralka", "did not reach:\n\njan@x.pl"),
    "exchange name only": ("System Administrator", "Undeliverable: Pralka", "jan@x.pl on 12.02.2025"),
    "courier": ('"Courier mail server at mx" <@mx.x.pl>', "NOTICE: mail delivery status.", "jan@x.pl"),
    "cloud": ("MAILER-DAEMON@mail.example", "Delivery Status Notification (Failure)", "An error occurred:\njan@x.pl"),
    "social": ("mailer-daemon@mx.example", "Sorry, your message could not be delivered", "jan@x.pl"),
    "exim": ("mailer-daemon@x.de (Mailer Daemon)", "Mail delivery failed: returning message to sender", "jan@x.pl"),
    "imail": ("postmaster@x.pl", "Undeliverable Mail", "User mailbox exceeds allowed size: jan@x.pl"),
    "gateway": ("InterScan <postmaster@x.pl>", "Mail could not be delivered", "jan@x.pl"),
    "misspelt": ('"Mail Deliver System" <a@x.pl>', "Returned Mail: Pralka", "jan@x.pl"),
    "yahoo": ("MAILER-DAEMON@x.com", "Failure Notice", "Sorry, we were unable to deliver your message to\n\n<jan@x.pl>:\nNo MX"),
    "operator": ("post_master@x.com", "Undeliverable Message", "RCPT TO: jan@x.pl"),
    "gmail in polish": ("Mail Delivery Subsystem <mailer-daemon@x.com>", "Delivery Status Notification", "Nie znaleziono adresu jan@x.pl"),
    "exchange in polish": ("Microsoft Outlook <MicrosoftExchange329e71ec88ae4615@x.com>", "Niedostarczalne: Pralka", "jan@x.pl"),
    "qmail in polish": ("MAILER-DAEMON@x.pl", "Zwrot wiadomości", "<jan@x.pl>:"),
    "no address": ("MAILER-DAEMON (Mail Delivery System)", "Undelivered Mail Returned to Sender", "<jan@x.pl>: host"),
    "told by its text": ("postmaster@x.pl", "Pralka", "This is the mail system at host mx.\n\n<jan@x.pl>: 550 no"),
    "told by its text in polish": ("postmaster@x.pl", "Pralka", "Twoja wiadomość nie została dostarczona do jan@x.pl"),
}


@pytest.mark.parametrize("name", BOUNCES)
def test_a_bounce_is_recognised_and_names_the_address(name):
    sender, subject, text = BOUNCES[name]
    message = parse(f"From: {sender}\nSubject: {subject}\n\n{text}".encode())
    assert message.bounce
    assert message.bounce.recipients == ("jan@x.pl",)
    assert (message.is_automatic, message.may_be_answered_by_machine) == (True, False)


AUTOMATIC = {
    "exchange": "Subject: Automatic reply: Pralka\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated",
    "exchange in polish": "Subject: Odpowiedź automatyczna: Pralka",
    "exchange rule": "Subject: Pralka\nX-MS-Exchange-Inbox-Rules-Loop: jan@x.pl",
    "old outlook": "Subject: Out of Office AutoReply: Pralka",
    "outlook in polish": "Subject: Automatyczna odpowiedź: Pralka",
    "notes": "Subject: AUTO: Jan Kowalski is out of the office (returning 12.02.2025)",
    "notes, older": "Subject: Jan Kowalski is out of the office.",
    "gmail": "Subject: Re: Pralka\nPrecedence: bulk\nX-Autoreply: yes",
    "wp": "Subject: Autoodpowiedź: Pralka",
    "o2": "Subject: Autoresponder: Pralka",
    "apple": "Subject: Re: Pralka\nX-Apple-Action: VACATION/TOKEN",
    "sieve": "Subject: Auto: Pralka\nAuto-Submitted: auto-replied (vacation)",
    "precedence": "Subject: Pralka\nPrecedence: auto_reply",
    "hosting": "Subject: Pralka\nX-Autoresponder: yes",
    "read": "Subject: Przeczytano: Pralka",
    "abuse report": "Subject: Pralka\nContent-Type: multipart/report; report-type=feedback-report; boundary=XX",
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_an_automatic_answer_is_no_bounce_and_is_never_answered(name):
    message = parse(f"From: jan@x.pl\n{AUTOMATIC[name]}\n\nNie ma mnie.".encode())
    assert (message.is_automatic, message.is_bounce, message.may_be_answered_by_machine) == (True, False, False)


BY_PEOPLE = {
    "asks about a bounce": ("Re: Undeliverable: Pralka", "Twoja wiadomość nie dotarła do mnie."),
    "sends a bounce on": ("Fwd: Mail delivery failed", "Co to jest?\n\nThis message was created automatically by mail delivery software."),
    "a parcel": ("Parcel not delivered", "My parcel could not be delivered to me."),
    "a parcel in polish": ("Nie dostarczono paczki", "Kurier nie dostarczył przesyłki."),
    "a car": ("Auto do sprzedania", "Stan dobry."),
    "a machine": ("Automat nie działa", "Połyka monety."),
    "a holiday": ("Urlop w czerwcu", "Czy mogę przełożyć montaż?"),
    "reading": ("Reading club", "When?"),
}


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_a_persons_letter_stays_one(name):
    subject, text = BY_PEOPLE[name]
    message = parse(f"From: Jan <jan@x.pl>\nSubject: {subject}\n\n{text}".encode())
    assert (message.is_automatic, message.is_bounce, message.may_be_answered_by_machine) == (False, False, True)


def test_whoever_wants_no_automatic_answers_gets_none():
    for value in ("OOF", "AutoReply, DR", "All"):
        message = parse(f"From: jan@x.pl\nX-Auto-Response-Suppress: {value}\nSubject: Pralka\n\nx".encode())
        assert (message.is_automatic, message.may_be_answered_by_machine) == (False, False)
