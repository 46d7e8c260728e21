"""The story of a case as PDF, on A4, in a font with Polish and Cyrillic letters."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _
from font_roboto import font_files
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from ambasador.web import wording
from ambasador.web.ticket.story_shaping import Story, StoryRow, StoryStep

FAMILY = "Roboto"
SMALL, PLAIN, HEADING, TITLE = 8.5, 10, 12, 16
INK, QUIET = (30, 30, 30), (100, 100, 100)


class Sheet(FPDF):
    """A4 pages with the case's number and the page at the foot."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self._foot = foot
        self.add_font(FAMILY, "", font_files["Roboto"])
        self.add_font(FAMILY, "B", font_files["RobotoBold"])
        self.set_margins(18, 16, 18)
        self.set_auto_page_break(True, 18)

    def footer(self) -> None:
        self.set_y(-14)
        self.set_font(FAMILY, "", SMALL)
        self.set_text_color(*QUIET)
        self.cell(0, 5, f"{self._foot} · {self.page_no()}", align="R")

    def words(self, text: str, *, size: float = PLAIN, is_bold: bool = False, colour: tuple[int, int, int] = INK, indent: float = 0) -> None:
        """A paragraph over the whole width."""
        self.set_font(FAMILY, "B" if is_bold else "", size)
        self.set_text_color(*colour)
        self.set_x(self.l_margin + indent)
        self.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def heading(self, text: str) -> None:
        self.ln(4)
        self.words(text, size=HEADING, is_bold=True)
        self.ln(1)


def pdf_of(story: Story, *, at: datetime) -> bytes:
    """The whole story; the same story at the same moment gives the same bytes."""
    sheet = Sheet(f"{story.title} · {wording.moment(at)}")
    sheet.set_creation_date(at)
    sheet.set_title(f"{story.title} {story.subject}")
    sheet.set_lang(wording.language())
    sheet.add_page()
    sheet.words(story.title, colour=QUIET)
    sheet.words(story.subject, size=TITLE, is_bold=True)
    sheet.ln(2)
    for fact in story.facts:
        sheet.words(f"{fact.label}: {fact.value}")
    _part(sheet, _("What the customer wrote"), story.asked)
    _part(sheet, _("Solution"), story.solution)
    if story.steps:
        sheet.heading(_("Steps"))
        for step in story.steps:
            _step(sheet, step)
    rows = partial(_rows, sheet)
    rows(_("Who had the case and how long"), story.parties)
    rows(_("What was promised"), story.promises)
    rows(_("Who looked after it"), story.owners)
    rows(_("Off the procedure"), story.deviations)
    return bytes(sheet.output())


def _part(sheet: Sheet, title: str, text: str) -> None:
    if text:
        sheet.heading(title)
        sheet.words(text)


def _step(sheet: Sheet, step: StoryStep) -> None:
    sheet.ln(1.5)
    sheet.words(f"{step.number}. {step.name}: {step.state.text}", is_bold=True)
    sheet.words(" · ".join(part for part in (step.who, step.when, step.took) if part), size=SMALL, colour=QUIET, indent=4)
    for line in step.lines:
        sheet.words(f"{line.label}: {line.value}", indent=4)


def _rows(sheet: Sheet, title: str, rows: Sequence[StoryRow]) -> None:
    if not rows:
        return
    sheet.heading(title)
    for row in rows:
        state = row.state.text if row.state else ""
        sheet.words(" · ".join(part for part in (row.name, row.value, row.note, state) if part))
