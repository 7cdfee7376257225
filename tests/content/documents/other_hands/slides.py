"""python-pptx: one sentence, each time somewhere else in a presentation."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import pptx
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE, PROG_ID
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from tests.content.documents.other_hands import sheets, word
from tests.content.documents.other_hands.planted import (
    Planting,
    an_ornament,
    rows,
    setting,
    word_of,
)

_BOX = (Inches(1), Inches(1), Inches(2), Inches(1))
_TITLE_AND_TEXT, _TITLE, _BLANK = 1, 5, 6


def written(plant: Callable[[Presentation], object]) -> bytes:
    presentation = pptx.Presentation()
    plant(presentation)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def a_slide(presentation: Presentation, layout: int = _BLANK) -> Slide:
    slide: Slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    return slide


def _as_a_title(presentation: Presentation, sentence: str) -> None:
    title = a_slide(presentation, _TITLE).shapes.title
    title.text = sentence


def _in_a_placeholder(presentation: Presentation, sentence: str) -> None:
    a_slide(presentation, _TITLE_AND_TEXT).placeholders[1].text = sentence


def _in_a_box(presentation: Presentation, sentence: str) -> None:
    a_slide(presentation).shapes.add_textbox(*_BOX).text_frame.text = sentence


def _in_a_shape(presentation: Presentation, sentence: str) -> None:
    shape = a_slide(presentation).shapes.add_shape(MSO_SHAPE.CLOUD, *_BOX)
    shape.text_frame.text = sentence


def _in_runs(presentation: Presentation, sentence: str) -> None:
    frame = a_slide(presentation).shapes.add_textbox(*_BOX).text_frame
    for character in sentence:
        frame.paragraphs[0].add_run().text = character


def _in_a_group(presentation: Presentation, sentence: str) -> None:
    group = a_slide(presentation).shapes.add_group_shape().shapes.add_group_shape()
    group.shapes.add_textbox(*_BOX).text_frame.text = sentence


def _in_a_cell(presentation: Presentation, sentence: str) -> None:
    frame = a_slide(presentation).shapes.add_table(2, 2, *_BOX)
    frame.table.cell(1, 0).text = sentence


def _in_notes(presentation: Presentation, sentence: str) -> None:
    frame = a_slide(presentation).notes_slide.notes_text_frame
    frame.text = sentence


def _on_a_hidden_slide(presentation: Presentation, sentence: str) -> None:
    slide = a_slide(presentation)
    slide._element.set("show", "0")
    slide.shapes.add_textbox(*_BOX).text_frame.text = sentence


def _on_the_master(presentation: Presentation, sentence: str) -> None:
    presentation.slide_master.placeholders[0].text = sentence


def _on_a_layout(presentation: Presentation, sentence: str) -> None:
    presentation.slide_layouts[3].placeholders[0].text = sentence


def _for_a_picture(presentation: Presentation, sentence: str) -> None:
    picture = a_slide(presentation).shapes.add_picture(an_ornament(), *_BOX[:2])
    picture._element.nvPicPr.cNvPr.set("descr", sentence)


def _as_a_shape_s_name(presentation: Presentation, sentence: str) -> None:
    line = a_slide(presentation).shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *_BOX)
    line.name = sentence


def _as_a_layout_s_name(presentation: Presentation, sentence: str) -> None:
    presentation.slide_layouts[2]._element.cSld.set("name", sentence)


def _as_an_address(presentation: Presentation, word_: str) -> None:
    run = a_slide(presentation).shapes.add_textbox(*_BOX).text_frame.paragraphs[0].add_run()
    run.text = "here"
    run.hyperlink.address = f"https://wiki.sample.test/{word_}"


def _behind_a_click(presentation: Presentation, word_: str) -> None:
    shape = a_slide(presentation).shapes.add_shape(MSO_SHAPE.CLOUD, *_BOX)
    shape.click_action.hyperlink.address = f"https://wiki.sample.test/{word_}"


def _chart(
    presentation: Presentation, categories: list[str], series: str, title: str = "text"
) -> None:
    data = CategoryChartData()
    data.categories = categories
    data.add_series(series, [1.0, 2.0])
    shape = a_slide(presentation).shapes.add_chart(XL_CHART_TYPE.PIE, *_BOX, data)
    shape.chart.has_title = True
    shape.chart.chart_title.text_frame.text = title


def _as_an_axis(presentation: Presentation, sentence: str) -> None:
    data = XyChartData()
    data.add_series("text").add_data_point(1, 2)
    shape = a_slide(presentation).shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *_BOX, data)
    shape.chart.value_axis.axis_title.text_frame.text = sentence


def _embedded(presentation: Presentation, data: bytes, program: PROG_ID) -> None:
    shapes = a_slide(presentation).shapes
    shapes.add_ole_object(io.BytesIO(data), program, *_BOX, icon_file=an_ornament())


PLACES: Mapping[str, Planting[Presentation]] = {
    "a title": _as_a_title,
    "a placeholder": _in_a_placeholder,
    "a text box": _in_a_box,
    "a shape": _in_a_shape,
    "runs of one character each": _in_runs,
    "a group within a group": _in_a_group,
    "a cell of a table": _in_a_cell,
    "the speaker's notes": _in_notes,
    "a hidden slide": _on_a_hidden_slide,
    "the master": _on_the_master,
    "a layout": _on_a_layout,
    "the words for a picture": _for_a_picture,
    "the name of a line": _as_a_shape_s_name,
    "the name of a layout": _as_a_layout_s_name,
    "the title of a chart": lambda p, s: _chart(p, ["a", "b"], "c", s),
    "a category of a chart": lambda p, s: _chart(p, ["a", s], "c"),
    "a series of a chart": lambda p, s: _chart(p, ["a", "b"], s),
    "an axis of a chart": _as_an_axis,
    "a sheet within it": lambda p, s: _embedded(
        p, sheets.written(lambda b: b.active.append([s])), PROG_ID.XLSX
    ),
    "a Word file within it": lambda p, s: _embedded(
        p, word.written(lambda d: d.add_paragraph(s)), PROG_ID.DOCX
    ),
    **{
        f"the property {name}": setting("core_properties", name)
        for name in ("title", "subject", "keywords", "comments", "category", "content_status")
    },
}
NAMES: Mapping[str, Planting[Presentation]] = {
    "the address of a link": _as_an_address,
    "the address behind a shape": _behind_a_click,
}

ROWS = (
    *rows("python-pptx", "pptx", written, PLACES),
    *rows("python-pptx", "pptx", written, NAMES, word_of),
)
