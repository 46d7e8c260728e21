"""Letters as they reach the mailbox of the contact centre."""

from email.message import EmailMessage

OPENING = "Dzień dobry, pralka cieknie po montażu, proszę o reklamację."


def letter(text, *, sender="Ewa Zawadzka <ewa@poczta.example>", subject="Pralka cieknie", to="kontakt@sprawy.localhost", **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = headers.pop("message_id", None) or f"<{abs(hash((text, sender, subject)))}@poczta.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()
