"""Readable text out of HTML, in one pass and without building a tree: a message of any size or nesting costs its length."""

import html
import re

MAX_HTML = 2_000_000
_TAG = re.compile(r"/?\s*([a-zA-Z][a-zA-Z0-9]{0,20})")
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr"}
_BREAKS = _PARAGRAPHS | {"br", "div", "tr", "section", "article", "header", "footer", "pre"}
_UNREAD = {"script", "style", "head", "title", "template", "noscript", "svg", "math", "select", "textarea"}
MAX_QUOTE = 8
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_OPENING = re.compile(r"<(?=[/a-zA-Z!?])")


def text_of(source: str) -> str:
    """The words of an HTML message: blocks on lines of their own, list items with a dash, quoted blocks with `> ` before each line."""
    source = source[:MAX_HTML]
    lines: list[str] = []
    line: list[str] = []
    quote, position, end = 0, 0, len(source)
    unclosed: set[str] = set()  # searched for once in vain; searching again at every such tag would cost the square

    def close(is_paragraph: bool = False) -> None:
        text = "".join(line)
        line.clear()
        if text and (text := _SPACES.sub(" ", html.unescape(text)).strip()):
            lines.append("> " * quote + text)
        if is_paragraph and lines and lines[-1].strip("> "):
            lines.append(("> " * quote).rstrip())

    while position < end:
        found = _OPENING.search(source, position)
        if found is None:
            line.append(source[position:])
            break
        opened = found.start()
        line.append(source[position:opened])
        position, tag, is_end = _after_tag(source, opened)
        if not tag:
            if position == opened + 1:
                line.append("<")
            continue
        if tag in _UNREAD and not is_end:
            after = position if tag in unclosed else _after_unread(source, position, tag)
            if after == position:
                unclosed.add(tag)
            position = after
        elif tag == "blockquote":
            close(is_paragraph=not is_end)
            quote = max(0, min(MAX_QUOTE, quote + (-1 if is_end else 1)))
        elif tag == "li" and not is_end:
            close()
            line.append("- ")
        elif tag in {"td", "th"}:
            line.append(" ")
        elif tag in _BREAKS:
            close(is_paragraph=tag in _PARAGRAPHS and is_end)
    close()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _after_tag(source: str, opened: int) -> tuple[int, str, bool]:
    """Where reading goes on after the `<` at `opened`, the tag's name (empty for a comment or a bare sign), whether it closes."""
    if source.startswith("<!--", opened):
        closed = source.find("-->", opened + 4)
        return (closed + 3 if closed >= 0 else len(source)), "", False
    match = _TAG.match(source, opened + 1)
    if match is None and source[opened + 1 : opened + 2] not in {"!", "?"}:
        return opened + 1, "", False
    closed = source.find(">", opened)
    if closed < 0:
        return len(source), "", False
    return closed + 1, match.group(1).lower() if match else "", source[opened + 1 : opened + 2] == "/"


def _after_unread(source: str, position: int, tag: str) -> int:
    closing = re.compile(rf"</{tag}\b[^>]{{0,200}}>?", re.IGNORECASE).search(source, position)
    if closing:
        return closing.end()
    return position if tag in {"head", "title"} else len(source)
