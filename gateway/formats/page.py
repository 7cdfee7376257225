"""A refusal -> the page that a browser shows instead of the one that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gateway.formats.refused import Headers
from gateway.model import Language

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.05rem/1.8 system-ui,'Hiragino Sans','Yu Gothic UI','Noto Sans JP',sans-serif;"
    "margin:0;padding:8vh 1.5rem}"
    "main{max-width:40rem;margin:auto;border-top:.35rem solid #b3261e;padding-top:1.2rem}"
    "h1{font-size:1.45rem;margin:0 0 1rem}p{margin:.5rem 0;overflow-wrap:anywhere}"
)

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{lines}
</main>
</body>
</html>
"""


def page(
    title: str, lines: Sequence[str], decision_id: str, language: Language
) -> tuple[Headers, bytes]:
    """Headers and body of the page: no script, nothing from elsewhere, every word escaped.

    The lines are those of any refusal, the decision's id among them.
    """
    body = _PAGE.format(
        language=language.value,
        title=escape(title),
        style=_STYLE,
        lines="\n".join(f"<p>{escape(line)}</p>" for line in lines),
    ).encode(errors="replace")
    return (
        ("content-type", "text/html; charset=utf-8"),
        ("content-language", language.value),
        ("cache-control", "no-store"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
            " frame-ancestors 'none'; sandbox",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-sekisho-decision", decision_id),
    ), body
