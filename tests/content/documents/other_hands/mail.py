"""Python's email and mailbox packages: one sentence, each time somewhere else in a mail."""

from __future__ import annotations

import mailbox
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from email.charset import QP, Charset
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP, SMTPUTF8
from pathlib import Path

from tests.content.documents.other_hands import sheets, word
from tests.content.documents.other_hands.planted import Planted, Planting, rows


def _headed(message: EmailMessage) -> EmailMessage:
    message["From"], message["To"] = "a@sample.test", "b@sample.test"
    message["Date"] = "Mon, 06 Apr 2026 09:00:00 +0900"
    return message


def written(plant: Callable[[EmailMessage], object]) -> bytes:
    message = _headed(EmailMessage())
    plant(message)
    return message.as_bytes(policy=SMTP)


def _in_utf8(plant: Callable[[EmailMessage], object]) -> bytes:
    """RFC 6532: headers as they are, nothing coded."""
    message = _headed(EmailMessage(policy=SMTPUTF8))
    plant(message)
    return message.as_bytes()


def _header(name: str) -> Planting[EmailMessage]:
    def plant(message: EmailMessage, sentence: str) -> None:
        message[name] = sentence
        message.set_content("text")

    return plant


def _in_copy(message: EmailMessage, sentence: str) -> None:
    message["Cc"] = Address(sentence, "c", "sample.test")
    message.set_content("text")


def _also_html(message: EmailMessage, sentence: str) -> None:
    message.set_content("text")
    message.add_alternative(f"<p>{sentence.replace('&', '&amp;')}</p>", subtype="html")


def _with_parts(message: EmailMessage, sentence: str) -> None:
    _also_html(message, sentence)
    html = message.get_body(("html",))
    assert html is not None
    html.add_related("p {margin: 0}", subtype="css", cid="<a@sample.test>")


def _an_invitation(message: EmailMessage, sentence: str) -> None:
    event = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:{sentence}\r\nEND:VEVENT\r\nEND:VCALENDAR"
    message.set_content("text")
    message.add_alternative(event, subtype="calendar", params={"method": "REQUEST"})


def _attached(message: EmailMessage, data: bytes, name: str, *headers: str) -> None:
    message.set_content("text")
    message.add_attachment(
        data, "application", "octet-stream", filename=name, headers=list(headers) or None
    )


def _a_mail_within(message: EmailMessage, sentence: str) -> None:
    inner = _headed(EmailMessage())
    inner["Subject"] = sentence
    inner.set_content("text")
    message.set_content("see below")
    message.add_attachment(inner)


PLACES: Mapping[str, Planting[EmailMessage]] = {
    "the body": lambda m, s: m.set_content(s),
    "the body in base64": lambda m, s: m.set_content(s, cte="base64"),
    "the body in quoted-printable": lambda m, s: m.set_content(s, cte="quoted-printable"),
    "a body of many lines": lambda m, s: m.set_content("text\n" * 99 + s + "\n" + "text\n" * 99),
    "the body in HTML": lambda m, s: m.set_content(f"<p>{s}</p>", subtype="html"),
    "the other body": _also_html,
    "a body of several parts": _with_parts,
    "an invitation": _an_invitation,
    "the subject": _header("Subject"),
    "the keywords": _header("Keywords"),
    "the remarks": _header("Comments"),
    "a header of one's own": _header("X-Project"),
    "the name of one in copy": _in_copy,
    "the name of an attachment": lambda m, s: _attached(m, b"text", f"{s}.txt"),
    "what an attachment is": lambda m, s: _attached(
        m, b"text", "a.txt", f"Content-Description: {s}"
    ),
    "a mail within it": _a_mail_within,
    "an attached text": lambda m, s: _attached(m, s.encode(), "a.txt"),
    "an attached Word file": lambda m, s: _attached(
        m, word.written(lambda d: d.add_paragraph(s)), "a.docx"
    ),
    "an attached workbook": lambda m, s: _attached(
        m, sheets.written(lambda b: b.active.append([s])), "a.xlsx"
    ),
}


# ---------------------------------------------------------------- as Japanese programs write


def _in_jis(sentence: str) -> str:
    """What every Japanese coding can hold, and each the same."""
    return sentence.translate(str.maketrans("髙﨑～①", "高崎・１"))


def _coded(charset: str, subject: str, body: str, name: str = "") -> bytes:
    mail = MIMEMultipart()
    mail["From"], mail["To"] = "a@sample.test", "b@sample.test"
    mail["Date"] = "Mon, 06 Apr 2026 09:00:00 +0900"
    mail["Subject"] = Header(subject, charset).encode()
    mail.attach(MIMEText(body, _charset=charset))
    if name:
        part = MIMEApplication(b"text")
        coded = Header(name, charset, maxlinelen=60).encode()  # RFC 2047, where RFC 2231 should be
        part["Content-Disposition"] = f'attachment; filename="{coded}"'
        mail.attach(part)
    return mail.as_bytes()


def _quoted(body: str) -> bytes:
    """Shift_JIS in quoted-printable, as telephones wrote."""
    charset = Charset("shift_jis")
    charset.body_encoding = QP
    charset.output_charset = charset.output_codec = "shift_jis"
    mail = MIMEText(body, _charset=charset)  # type: ignore[arg-type]
    mail["From"], mail["To"], mail["Subject"] = "a@sample.test", "b@sample.test", "text"
    return mail.as_bytes()


def _japanese() -> Iterator[Planted]:
    for charset in ("iso-2022-jp", "euc-jp", "shift_jis", "utf-8"):
        places: Mapping[str, Callable[[str, str], bytes]] = {
            "the body": lambda c, s: _coded(c, "text", s),
            "the subject": lambda c, s: _coded(c, s, "text"),
            "the name of an attachment": lambda c, s: _coded(c, "text", "text", f"{s}.txt"),
        }
        for place, make in places.items():

            def made(s: str, c: str = charset, make: Callable[[str, str], bytes] = make) -> bytes:
                return make(c, _in_jis(s))

            yield Planted(f"email, in {charset}", "mail", place, made, _in_jis)
    yield Planted(
        "email, in quoted Shift_JIS", "mail", "the body", lambda s: _quoted(_in_jis(s)), _in_jis
    )


# ---------------------------------------------------------------- boxes


def _boxed(box: type[mailbox.mbox], messages: Iterable[Message]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "box")
        kept = box(path)
        for message in messages:
            kept.add(message)
        kept.close()
        return path.read_bytes()


def _a_box(plant: Callable[[EmailMessage], object]) -> bytes:
    """Three mails; what is planted is in the second."""
    mails = [_headed(EmailMessage()) for _ in range(3)]
    for mail in mails[::2]:
        mail.set_content("text\nFrom here on\n")
    plant(mails[1])
    return _boxed(mailbox.mbox, mails)


ROWS = (
    *rows("email", "mail", written, PLACES),
    *rows("email, in UTF-8", "mail", _in_utf8, PLACES),
    *_japanese(),
    *rows("mailbox", "mbox", _a_box, PLACES),
)
