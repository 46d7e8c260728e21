import pytest

from ambasador.channels.email.trust import DISPROVED, PROVED, UNASKED, UNPROVED, trust_of

OURS = frozenset({"mx.modrzew.example"})


def head(*lines: str, sender: str = "Ewa <ewa@poczta.example>") -> bytes:
    return ("\n".join([*lines, f"From: {sender}", "Subject: x"]) + "\n\nDzień dobry\n").encode()


def results(said: str, server: str = "mx.modrzew.example") -> str:
    return f"Authentication-Results: {server}; {said}"


@pytest.mark.parametrize(
    ("said", "proof"),
    [
        ("dmarc=pass (p=reject) header.from=poczta.example", PROVED),
        ("dmarc=fail header.from=poczta.example", DISPROVED),
        ("dmarc=pass header.from=zly.example", UNPROVED),  # proves somebody else
        ("dkim=pass header.d=poczta.example", PROVED),
        ("dkim=pass header.i=@mail.poczta.example header.s=a", PROVED),
        ("dkim=pass header.d=zly.example; spf=pass smtp.mailfrom=zly.example", UNPROVED),
        ("spf=pass smtp.mailfrom=ewa@poczta.example", PROVED),
        ("spf=fail smtp.mailfrom=poczta.example; dkim=fail header.d=poczta.example", DISPROVED),
        ("spf=fail smtp.mailfrom=poczta.example", UNPROVED),  # a forwarded letter
        ("spf=softfail smtp.mailfrom=poczta.example; dkim=none", UNPROVED),
        ("dkim=pass (dmarc=pass header.from=poczta.example) header.d=zly.example", UNPROVED),  # in a comment
        ("dkim=pass header.d=zlypoczta.example", UNPROVED),
        ("dkim=pass header.d=example", UNPROVED),
        ("none", UNPROVED),
    ],
)
def test_what_the_receiving_server_found_decides(said, proof):
    assert trust_of(head(results(said)), believed=OURS).proof == proof


def test_without_a_server_to_believe_nothing_is_asked():
    assert trust_of(head(results("dmarc=fail")), believed=()).proof == UNASKED


def test_what_a_stranger_wrote_below_ours_or_in_another_name_counts_for_nothing():
    forged = results("dmarc=pass header.from=poczta.example")
    received = "Received: from zly.example by mx.modrzew.example"
    assert trust_of(head(results("spf=none"), received, forged), believed=OURS).proof == UNPROVED
    assert trust_of(head(results("dmarc=pass header.from=poczta.example", "mx.zly.example")), believed=OURS).proof == UNPROVED


def test_several_programs_of_one_server_speak_together():
    raw = head(results("dmarc=none header.from=poczta.example"), results("dkim=pass header.d=poczta.example"))
    assert trust_of(raw, believed=OURS).proof == PROVED


def test_servers_without_a_name_are_believed_only_when_asked_for():
    raw = head("Authentication-Results: spf=pass smtp.mailfrom=poczta.example;\n dkim=none; dmarc=pass header.from=poczta.example")
    assert trust_of(raw, believed=OURS).proof == UNPROVED
    assert trust_of(raw, believed=("-",)).proof == PROVED


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        (head("From: zly@zly.example"), "several_senders"),
        (head(sender="Ewa <ewa@poczta.example>, zly@zly.example"), "several_senders"),
        (head(sender='"ewa@poczta.example" <zly@zly.example>'), "name_shows_another_address"),
        (head("Reply-To: zly@zly.example"), "answers_elsewhere"),
    ],
)
def test_what_is_odd_about_the_sender_is_named(raw, doubt):
    assert trust_of(raw, believed=()).doubts == (doubt,)


def test_an_ordinary_letter_is_not_odd():
    raw = head("Reply-To: ewa.praca@biuro.poczta.example", sender='"Ewa (ewa@poczta.example)" <ewa@poczta.example>')
    assert trust_of(raw, believed=()).doubts == ()


@pytest.mark.parametrize("raw", [b"", b"\0", b"From:" * 9999, b"Authentication-Results: " + b"(;=" * 30000 + b"\n\n", b"From: \xff@\xfe\n\n"])
def test_any_bytes_are_answered(raw):
    assert trust_of(raw, believed=OURS).proof == UNPROVED
