"""
Bytes to text when the declared character set is right, wrong, misspelt or missing.

Polish mail of the last thirty years is often windows-1250 or ISO-8859-2 without saying so, or says so of the other one. The
two differ from each other in ą ś ź only, and from Western sets in signs that never stand inside a word.
"""

import codecs
import re

SAMPLE = 100_000
_NAMES = {
    "ascii": "ascii",
    "usascii": "ascii",
    "ansix341968": "ascii",
    "iso646us": "ascii",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode11utf7": "utf-7",
    "utf7": "utf-7",
    "latin1": "cp1252",  # as browsers read it: a superset with the quotes that people really type
    "iso88591": "cp1252",
    "windows1252": "cp1252",
    "cp1252": "cp1252",
    "win1252": "cp1252",
    "l1": "cp1252",
    "latin2": "iso8859_2",
    "l2": "iso8859_2",
    "iso88592": "iso8859_2",
    "isolatin2": "iso8859_2",
    "8859": "iso8859_2",
    "cp1250": "cp1250",
    "windows1250": "cp1250",
    "win1250": "cp1250",
    "xcp1250": "cp1250",
    "ansi1250": "cp1250",
    "1250": "cp1250",
    "mswindows1250": "cp1250",
    "windowslatin2": "cp1250",
    "macce": "mac_latin2",
    "xmacce": "mac_latin2",
    "maccentraleurope": "mac_latin2",
    "macintosh": "mac_roman",
    "iso88599": "cp1254",
    "iso885911": "cp874",
    "tis620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "ksc5601": "cp949",
    "ksc56011987": "cp949",
    "euckr": "cp949",
    "shiftjis": "cp932",
    "xsjis": "cp932",
    "iso88598i": "iso8859_8",
    "iso88598e": "iso8859_8",
    "iso88596i": "iso8859_6",
    "iso2022jp": "iso2022_jp_ext",
    "iso2022jpms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "windows31j": "cp932",
    "sjis": "cp932",
    "sjiswin": "cp932",
    "eucjpms": "euc_jp",
    "xeucjp": "euc_jp",
    "xeuctw": "big5",
    "big5": "big5hkscs",
    "cnbig5": "big5hkscs",
    "xxbig5": "big5hkscs",
    "xgb": "gb18030",
    "cngb": "gb18030",
    "euccn": "gb18030",
    "gb231280": "gb18030",
    "hzgb2312": "hz",
    "koi8": "koi8_r",
    "koi8r": "koi8_r",
    "koi8u": "koi8_u",
    "koi8ru": "koi8_u",
    "xmaccyrillic": "mac_cyrillic",
    "xmacroman": "mac_roman",
    "mac": "mac_roman",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
}
_PAGE, _ISO_PART = re.compile(r"(?:x|ms)?(?:windows|win|cp|ibm|dos|ansi)(\d{3,5})"), re.compile(r"(?:x|iso)?8859(\d{1,2})[ie]?")
_NOT_FOR_MAIL = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf_8_sig"}
_POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_POLISH_LETTER = re.compile(f"(?<=[A-Za-z{_POLISH}])[{_POLISH}]|[{_POLISH}](?=[A-Za-z])")  # a lone one may be £ or ¥
_OTHER_LETTER = re.compile(f"(?![{_POLISH}])[\u00c0-\u017f]")
_CONTROL = re.compile("[\x80-\x9f]")
# what Polish letters look like when read as Western: a sign between two letters, or at the end of a word too long for a unit such as cm³
_SIGN_IN_WORD = re.compile(
    "(?<=[^\\W\\d_])[\u00a1\u00a3\u00a5\u00a6\u00ac\u00af\u00b1\u00b3\u00b6\u00b9\u00bc\u00bf\u0178](?=[^\\W\\d_])"
    "|(?<=[A-Za-z]{4})[\u00b3\u00b9\u00bf\u00b6\u00b1]"
)
_LONG_RUN = re.compile(rb"[\xc0-\xff]{4,}")
_UTF8_SEQUENCE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")


def codec_of(declared: str | None) -> str | None:
    """The Python codec that a declared character set means, or None when there is none fit for text."""
    declared = re.split(r"[(,;]", (declared or "")[:60], maxsplit=1)[0]
    key = re.sub(r"[^a-z0-9]", "", declared.lower())
    if not key:
        return None
    known = _NAMES.get(key)
    if known:
        return known
    page, part = _PAGE.fullmatch(key), _ISO_PART.fullmatch(key)
    written = declared.strip("\"' ").lower()
    for name in (written, f"cp{page.group(1)}" if page else "", f"iso8859_{part.group(1)}" if part else "", key):
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError, UnicodeError):
            continue
        break
    else:
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name.replace("-", "_") not in _NOT_FOR_MAIL else None


def decode(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """
    The text, without NUL, and what had to be repaired: empty, or one short word such as `charset:cp1250`. Never raises.

    Order: what was declared, when it is plausible; UTF-8; the Polish set that gives Polish words; Western.
    """
    if b"\x1b$" in raw and raw.isascii() and codec_of(declared) in {None, "ascii", "utf-8", "cp1252"}:
        declared = "iso-2022-jp"
    if raw.isascii() and (codec_of(declared) or "ascii") in {"ascii", "utf-8", "cp1252", "cp1250", "iso8859_2"}:
        return raw.decode("ascii").replace("\0", ""), ""
    codec = codec_of(declared)
    best = _best(raw, codec)
    try:
        text = raw.decode(best)
    except (UnicodeError, ValueError):
        return _clean(raw.decode(best, "replace")), f"charset:{best}:damaged"
    expected = codec if codec != "ascii" else None
    return _clean(text), "" if best == expected else f"charset:{best}"


def _best(raw: bytes, codec: str | None) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark) and codec in {None, "ascii", name, "cp1252", "cp1250", "iso8859_2"}:
            return name
    if codec not in {None, "ascii", "utf-8", "cp1252", "cp1250", "iso8859_2"}:
        return codec or "utf-8"
    if is_utf8(raw):
        return "utf-8"
    if codec == "utf-8" and len(_UTF8_SEQUENCE.findall(raw[:SAMPLE])) * 3 > sum(byte > 127 for byte in raw[:SAMPLE]):
        return "utf-8"  # mostly right: cut in the middle of a letter, or one stray byte
    sample = raw[:SAMPLE]
    if codec in {None, "ascii"} and (cyrillic := _cyrillic(sample)):
        return cyrillic
    if codec == "cp1252" and not _SIGN_IN_WORD.search(sample.decode("cp1252", "replace")):
        return "cp1252" if not _CONTROL.search(_soft(sample, "cp1252")) else "cp1250"
    if codec in {"cp1250", "iso8859_2"}:
        return max(("cp1250", "iso8859_2"), key=lambda name: (_plausibility(sample, name), name == codec))
    return max(("cp1250", "iso8859_2", "cp1252"), key=lambda name: _plausibility(sample, name))


def _cyrillic(sample: bytes) -> str:
    """The set of a Cyrillic text that declares none: most of its high bytes stand in long runs, and small letters outnumber capitals."""
    runs = b"".join(_LONG_RUN.findall(sample))
    if len(runs) < 8 or len(runs) * 2 < sum(byte > 127 for byte in sample):
        return ""
    return "cp1251" if sum(byte >= 0xE0 for byte in runs) * 2 > len(runs) else "koi8_r"


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _plausibility(sample: bytes, codec: str) -> int:
    """How much the text looks like something written: Polish letters for it, signs inside words and control characters against."""
    text = _soft(sample, codec)
    polish, other = len(_POLISH_LETTER.findall(text)), len(_OTHER_LETTER.findall(text))
    if codec == "cp1252":
        polish, other = 0, polish + other  # ó alone says nothing; a Western text has many other letters
    against = 6 * len(_SIGN_IN_WORD.findall(text)) + 12 * len(_CONTROL.findall(text)) + 12 * text.count("\ufffd")
    return 3 * polish + (2 if codec == "cp1252" else -1) * other - against


def _soft(sample: bytes, codec: str) -> str:
    return sample.decode(codec, "replace")


def _clean(text: str) -> str:
    return text.replace("\0", "").removeprefix("\ufeff").encode("utf-8", "replace").decode("utf-8")
