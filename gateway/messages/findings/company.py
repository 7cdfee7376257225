"""Why a finding was made: what the company has registered, listed, or written rules for."""

from __future__ import annotations

from gateway.messages.both import Both, Table

COMPANY: Table = {
    "asset/fragment": Both(
        "登録資産「{title}」の {places} か所、計 {characters} 文字",
        "registered asset “{title}”: places {places}, characters {characters}",
    ),
    "asset/rows": Both(
        "登録資産「{title}」の {rows} 行、{cells} 項目",
        "registered asset “{title}”: rows {rows}, cells {cells}",
    ),
    "credential/company": Both(
        "社内の規則 {company_rule} に一致", "matches the company's rule {company_rule}"
    ),
    "label/sensitivity-label": Both("秘密度ラベル {label}", "bears the sensitivity label {label}"),
    "marker/own-word": Both(
        "markers.add に登録された語", "a word that the policy lists in markers.add"
    ),
    "pattern": Both("patterns の一致: {rule}", "matches the pattern {rule}"),
    "personal/company": Both(
        "社内の認識器 {recognizer} による検出", "found by the company's recognizer {recognizer}"
    ),
    "remembered/before": Both(
        "この人のために前に伏せた値", "taken out before, for the same person"
    ),
    "remembered/elsewhere": Both(
        "この送信のほかの場所で伏せた値", "taken out elsewhere in this request"
    ),
}
