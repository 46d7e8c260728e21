"""Words of a question are found in their other forms, without diacritics too, and do not find their neighbours."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from ambasador.lib import lexemes

PAIRS = """reklamacja reklamacji|reklamacje reklamacją|pralka pralce|pralki pralek|cieknie cieknący|faktura fakturę|zwrot zwrotu
zwroty zwrotów|zmywarka zmywarkę|lodówka lodówki|kurier kuriera|paczka paczki|zamówienie zamówienia|klient klientów|montaż montażu
serwisant serwisantem|gwarancja gwarancji|umowa umową|rata raty|przesyłka przesyłki|drzwi drzwiami|naprawa naprawę|błąd błędu
dostawa dostawy|konto konta|hasło hasła|pieniądze pieniędzy|dom domu|miesiąc miesiąca|washing washed|delivery deliveries|leak leaking
invoice invoices|broken broken|refunds refund"""


@pytest.mark.parametrize("pair", PAIRS.replace("\n", "|").split("|"))
def test_another_form_of_the_word_is_found(pair):
    asked, written = pair.split()
    (word,) = lexemes.alternatives(asked)
    assert word.occurs_in(f"Dzień dobry, {written} proszę.")


def test_all_but_a_few_forms_are_found_without_diacritics():
    pairs = [pair.split() for pair in PAIRS.replace("\n", "|").split("|")]
    missed = [asked for asked, written in pairs if not lexemes.alternatives(lexemes.fold(asked))[0].occurs_in(written)]
    assert len(missed) <= 2, missed


@pytest.mark.parametrize(
    ("asked", "written"), [("reklamacja", "reklama telewizyjna"), ("pralka", "praca"), ("konto", "kontakt"), ("rata", "ratunek")]
)
def test_a_neighbouring_word_is_not_found(asked, written):
    (word,) = lexemes.alternatives(asked)
    assert not word.lexemes & lexemes.of_text(written)


def test_a_begun_word_is_found():
    (word,) = lexemes.alternatives("zmyw")
    assert word.occurs_in("Moja zmywarka stoi")
    assert not word.occurs_in("Wyzmywane")


def test_words_and_folding():
    assert lexemes.fold("Żółć ŁĄKA Škoda") == "zolc laka skoda"
    assert lexemes.words("Zam. nr ZK/2026-17, „Ćma”") == ["zam", "nr", "zk", "2026", "17", "cma"]
    assert lexemes.of_word("48213") == {"48213"}
    assert lexemes.of_text("") == frozenset()
    assert [word.folded for word in lexemes.alternatives("pralka i Pralka")] == ["pralka", "i"]


def test_a_very_long_word_is_cut():
    assert lexemes.of_word("a" * 500) == {"a" * lexemes.MAX_WORD}


def test_threads_agree():
    """A stemmer keeps its word in itself; without the lock threads mix their words up."""
    words = [
        f"{stem}{end}"
        for stem in ("pralk", "reklamacj", "faktur", "przesyłk", "gwarancj", "umow")
        for end in ("a", "i", "ą", "ę", "om", "ach")
    ] * 40
    lexemes.of_word.cache_clear()
    alone = {word: lexemes.of_word(word) for word in words}
    with ThreadPoolExecutor(8) as pool:
        assert all(found == alone[word] for word, found in zip(words, pool.map(lexemes.of_word.__wrapped__, words), strict=True))
