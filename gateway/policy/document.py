"""The shape of allowlist.yaml: every key, what it may hold, and a word on it for editors."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic.plugin import _loader

from gateway.policy import references
from gateway.policy import values as v
from gateway.policy.lines import Scalar
from gateway.policy.regexes import Regex
from gateway.policy.syntax import shorten

_loader._plugins = {}
"""No plugin of another package looks at policies, and none is sought: pydantic would read what all
that is installed says of itself, which takes as long as to make half of these models."""

LEVELS = ("internal", "confidential", "secret", "top_secret")
"""Classes that markers stand for; one that is not listed is replaced by the next above it."""

PACKS = ("ja", "en", "zh", "ko", "th", "vi", "id")
BULK = 20
"""Persons in one prompt from which it is a list of persons, not a letter about some."""

Pack = Literal["ja", "en", "zh", "ko", "th", "vi", "id"]


def key(en: str, ja: str, default: Any = ..., **more: Any) -> Any:
    """One key of the policy with its description in both languages."""
    return Field(default, description=f"{en} / {ja}", **more)


def listing(en: str, ja: str, **more: Any) -> Any:
    """A key that holds a list, empty where it is not given."""
    return key(en, ja, (), **more)


class Shape(BaseModel):
    """A mapping of the policy: unknown keys are faults, a key without a value is not given."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    must_name: ClassVar[frozenset[str]] = frozenset()
    """Keys that may be left out and may not be left empty."""

    @model_validator(mode="before")
    @classmethod
    def _given(cls, data: Any) -> Any:
        if data is None:
            return {}
        if not isinstance(data, dict):
            return data
        keys = {f.alias or name for name, f in cls.model_fields.items()} - cls.must_name
        return {k: value for k, value in data.items() if value is not None or k not in keys}


# ---------------------------------------------------------------- information classes


class RequiredFacts(Shape):
    """Facts of a service's `handling` without which it may not receive the class."""

    trains_on_input: v.Flag | None = key(
        "May the vendor train on what is put in?", "入力を学習に使うか", None
    )
    retention_days: v.Days | None = key(
        "Kept by the vendor for at most so many days.", "事業者が保管する日数の上限", None
    )
    human_review: v.Flag | None = key(
        "May the vendor's people read what is put in?", "事業者の人が読むことがあるか", None
    )
    region: (
        Annotated[
            tuple[str, ...],
            BeforeValidator(lambda r: [v.text(x) for x in (r if isinstance(r, list) else [r])]),
            WithJsonSchema(
                {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
            ),
        ]
        | None
    ) = key("Where it is processed; one, or a list of which one must hold.", "処理される地域", None)


class Never(RequiredFacts):
    """`requires: never`"""


def _requires(value: Any) -> Any:
    if isinstance(value, Scalar):
        if value != "never":
            raise v.wrong(
                f"{shorten(value)} is not understood; write never, or facts such as "
                "{trains_on_input: false}",
                f"{shorten(value)} ではなく、never か {{trains_on_input: false}} のような"
                "条件を書いてください",
            )
        return Never()
    return value


def _or_never(schema: dict[str, Any]) -> None:
    reference = {k: schema.pop(k) for k in ("$ref", "allOf", "anyOf", "default") if k in schema}
    branch = next((b for b in reference.get("anyOf", []) if "$ref" in b), reference)
    schema["anyOf"] = [{"const": "never"}, {"$ref": branch["$ref"]}]


class ClassEntry(Shape):
    """An information class."""

    label: v.Text | None = key("What people call it.", "社内での呼び名", None)
    requires: Annotated[RequiredFacts, BeforeValidator(_requires)] | None = key(
        "What a service's handling must be before it may receive this class; `never`: no service.",
        "受け取るサービスに求める条件。never はどのサービスにも渡さない",
        None,
        json_schema_extra=_or_never,
    )
    at_least: v.Count = key(
        "Fewer distinct values than this in one prompt pass; what a marker says counts always.",
        "1つのプロンプトで異なる値がこの数に満たなければ通す（表示による分類は除く）",
        1,
    )


# ---------------------------------------------------------------- services


class HandlingEntry(Shape):
    """What the vendor does with what is put in, by contract."""

    trains_on_input: v.FlagOrUnknown = key(
        "Does the vendor train on what is put in? true, false or unknown.",
        "入力を学習に使うか（true、false、unknown）",
        None,
    )
    retention_days: v.DaysOrUnknown = key(
        "For how many days the vendor keeps it; unknown.", "事業者が保管する日数", None
    )
    human_review: v.FlagOrUnknown = key(
        "May the vendor's people read it? true, false or unknown.",
        "事業者の人が読むことがあるか",
        None,
    )
    region: v.Text | None = key("Where it is processed.", "処理される地域", None)


class ApprovalEntry(Shape):
    """Who permitted the service, and until when that holds."""

    by: v.Word = key("Who approved it.", "承認した人")
    on: v.Day | None = key("The day of the approval.", "承認日", None)
    review_by: v.Day | None = key(
        "The day by which it is looked at again.", "この日までに見直す", None
    )
    evidence: v.Text = key("Where the contract or record is found.", "契約書・記録の所在", "")

    @model_validator(mode="after")
    def _in_order(self) -> ApprovalEntry:
        if self.on and self.review_by and self.review_by < self.on:
            raise v.wrong(
                f"review_by {self.review_by} lies before the approval of {self.on}; correct one",
                f"見直し期限 {self.review_by} が承認日 {self.on} より前です。直してください",
            )
        return self


_CATALOGUE_OR_OWN: Any = [
    {"required": ["uses"], "properties": {"hosts": False, "format": False}},
    {"required": ["hosts", "format"], "properties": {"uses": False}},
]


class ServiceEntry(Shape):
    """An approved AI; every AI that is not here is refused."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _CATALOGUE_OR_OWN})

    uses: references.Entry | None = key(
        "Entry of the service catalogue.", "サービス一覧の名前", None
    )
    hosts: tuple[references.Host, ...] | None = key(
        "Host names of a service of your own, exact.",
        "自社などのサービスのホスト名（完全一致）",
        None,
        min_length=1,
    )
    format: references.Format | None = key("Wire format of these hosts.", "通信の形式", None)
    tenants: tuple[v.Word, ...] = listing(
        "Your organisation or workspace ids at the vendor; the gate sets the vendor's "
        "restriction header.",
        "事業者での自社の組織ID。関所が制限ヘッダーを付ける",
    )
    handling: HandlingEntry = key(
        "What the vendor does with what is put in.", "事業者による入力の扱い", HandlingEntry()
    )
    approval: ApprovalEntry | None = key("Who permitted it.", "承認の記録", None)
    may_receive: tuple[references.ClassRef, ...] = listing(
        "Classes that may go as they are.", "そのまま渡してよい情報区分"
    )
    redact: tuple[references.ClassRef, ...] = listing(
        "Classes that are taken out.",
        "伏せ字にして渡す情報区分",
    )


# ---------------------------------------------------------------- people and rules


class GroupEntry(Shape):
    """Some of the company's people or computers."""

    members: tuple[references.Member, ...] = listing(
        "User names, addresses and networks.", "利用者名、アドレス、ネットワーク"
    )


class RuleEntry(Shape):
    """What other lists some people have for some services. The first rule that fits wins."""

    must_name = frozenset({"groups", "services"})  # a list emptied by mistake is not everyone

    groups: tuple[references.GroupRef, ...] = listing(
        "For members of these groups; none given: for everyone.",
        "対象のグループ（省略時は全員）",
        min_length=1,
    )
    services: tuple[references.ServiceRef, ...] = listing(
        "For these services; none given: for all.",
        "対象のサービス（省略時はすべて）",
        min_length=1,
    )
    may_receive: tuple[references.ClassRef, ...] | None = key(
        "In place of the service's own list.", "サービスの may_receive に代わる一覧", None
    )
    redact: tuple[references.ClassRef, ...] | None = key(
        "In place of the service's own list.", "サービスの redact に代わる一覧", None
    )


class IdentityEntry(Shape):
    """How the gate knows who asks."""

    htpasswd: v.Word | None = key(
        "Password file (bcrypt), beside the policy; without it an actor is its address.",
        "パスワードファイル（bcrypt）。省略時は利用者をアドレスで区別する",
        None,
    )


# ---------------------------------------------------------------- what is looked for


class MarkersEntry(Shape):
    """Confidentiality markers: 社外秘, 極秘, Confidential, 机密, 대외비 and their like."""

    packs: tuple[Annotated[Pack, v.one_of(*PACKS)], ...] | None = key(
        "Languages whose markers are known; none given: all.",
        "表示を見分ける言語（省略時はすべて）",
        None,
    )
    add: dict[references.ClassRef, tuple[v.Word, ...]] = key(
        "Further words by class, such as project names.",
        "情報区分ごとに加える語（プロジェクト名など）",
        {},
    )


class PatternEntry(Shape):
    """A pattern of the company's own, with its proof."""

    information_class: references.ClassRef = key(
        "What it finds is of this class.", "見つけたものの情報区分", alias="class"
    )
    regex: Regex = key(
        "Regular expression; RE2 where RE2 takes it.", "正規表現（RE2 で書けるものは RE2）"
    )
    finds: tuple[v.Word, ...] = listing("Texts that it must find.", "見つけるべき文の例")
    passes: tuple[v.Word, ...] = listing("Texts that it must let pass.", "見逃すべき文の例")


class PersonalEntry(Shape):
    """Personal information."""

    find: v.Flag = key(
        "Look for persons, their numbers and addresses.", "氏名、番号、住所などを探す", True
    )
    recognizers: v.Word | None = key(
        "File with Presidio recognizers of your own.", "自社の Presidio 認識器のファイル", None
    )
    bulk: v.Count = key(
        "So many persons or numbers in one prompt are class personal_bulk.",
        "1つのプロンプトにこの数以上の個人がいれば personal_bulk とする",
        BULK,
    )


class CredentialsEntry(Shape):
    """Passwords, keys and tokens."""

    rules: v.Word | None = key(
        "File with further rules in gitleaks' form.", "gitleaks 形式の追加規則のファイル", None
    )


# ---------------------------------------------------------------- the rest


class LimitsEntry(Shape):
    """A larger body is answered 413; what is silent for longer is closed."""

    body: v.Size = key("As it is sent.", "送られたままの大きさ", 20 * 2**20)
    decoded: v.Size = key("Once it is unpacked.", "展開した後の大きさ", 32 * 2**20)
    answer_silence: v.Span = key(
        "For so long nothing may come while an answer is awaited.",
        "回答を待つ間、何も届かなくても待つ時間",
        60 * 60,
    )
    tunnel_silence: v.Span = key(
        "For so long a closed tunnel or a socket may be silent.",
        "復号しない通信とソケットが無音でも切らない時間",
        24 * 60 * 60,
    )


class ConnectionsEntry(Shape):
    """Where connections may lead besides the hosts that their names stand for."""

    local: tuple[references.Reached, ...] = listing(
        "Addresses near the gate that may be reached through it: its own, loopback, link-local, "
        "metadata. With a port: at that port only.",
        "関所を通じて接続してよい、関所自身、ループバック、リンクローカルなどのアドレス",
    )
    nameless: Annotated[Literal["refuse", "tunnel"], v.one_of("refuse", "tunnel")] = key(
        "TLS to a public address that names no server, or one that cannot be read; where "
        "other_traffic is tunnel.",
        "サーバー名のない（または読めない）TLS で、宛先が公開アドレスのもの",
        "refuse",
    )


class TrailEntry(Shape):
    """The record of what was decided."""

    keep_days: v.Count | None = key(
        "Records older than this are deleted; none given: kept for ever.",
        "記録を残す日数（省略時は消さない）",
        None,
    )


class ApprovalsEntry(Shape):
    """What becomes of a service whose approval is past its review date."""

    overdue: Annotated[Literal["report", "refuse"], v.one_of("report", "refuse")] = key(
        "report: it goes on and every record says so; refuse: it is refused.",
        "見直し期限を過ぎたサービスを、記録して通す（report）か止める（refuse）か",
        "report",
    )


class CaseEntry(Shape):
    """One of the policy's own tests."""

    prompt: v.Word = key("What is sent.", "送る文")
    to: references.ServiceRef = key("To this service.", "送り先のサービス")
    actor: v.Word | None = key(
        "By this user or address; none given: by someone of no group.",
        "送る人（利用者名かアドレス。省略時はどのグループにも属さない人）",
        None,
        alias="as",
    )
    expect: Annotated[Literal["allow", "redact", "block"], v.one_of("allow", "redact", "block")] = (
        key("What the gate must say.", "あるべき判断")
    )


class Document(Shape):
    """allowlist.yaml, the policy of Sekisho / 関所の規則"""

    version: v.Version = key("Version of this form: 1.", "書式の版。1")
    organization: v.Text = key("Your company's name.", "会社名", "")
    contact: v.Text = key("Whom a refused person may ask.", "止められた人の問い合わせ先", "")
    language: Annotated[Literal["ja", "en"], v.one_of("ja", "en")] = key(
        "Language of messages.", "表示の言語", "ja"
    )
    mode: Annotated[Literal["enforce", "monitor"], v.one_of("enforce", "monitor")] = key(
        "monitor: decide and record, let content pass.",
        "enforce は止める。monitor は記録だけして通す",
        "enforce",
    )
    information_classes: dict[references.Name, ClassEntry] = key(
        "Your classes of information, from the least to the most sensitive.",
        "情報区分。機密性の低い順に並べる",
        min_length=1,
    )
    unclassified: references.ClassRef | None = key(
        "The class of text in which nothing was found.", "何も見つからない文の情報区分", None
    )
    services: dict[references.Name, ServiceEntry] = key(
        "The approved AIs; every other AI is refused.",
        "許可した生成AI。ほかの生成AIはすべて止める",
        {},
    )
    other_traffic: Annotated[
        Literal["tunnel", "inspect", "refuse"], v.one_of("tunnel", "inspect", "refuse")
    ] = key(
        "Hosts that are no AI: tunnel (not decrypted), inspect or refuse.",
        "生成AIでない通信: 復号せず通す（tunnel）、中を見る（inspect）、止める（refuse）",
        "tunnel",
    )
    connections: ConnectionsEntry = key(
        "Where connections may lead.", "接続してよい宛先", ConnectionsEntry()
    )
    unread: Annotated[Literal["refuse", "allow"], v.one_of("refuse", "allow")] = key(
        "What could not be looked into.", "中身を確認できないものの扱い", "refuse"
    )
    limits: LimitsEntry = key(
        "Largest bodies, longest silence.", "大きさと無音の上限", LimitsEntry()
    )
    identity: IdentityEntry = key("Who asks.", "利用者の識別", IdentityEntry())
    groups: dict[references.Name, GroupEntry] = key("People by group.", "グループ", {})
    rules: tuple[RuleEntry, ...] = listing(
        "Other lists for some people; the first rule that fits wins.",
        "グループごとの特例。初めに当てはまるものだけが効く",
    )
    markers: MarkersEntry = key("Confidentiality markers.", "秘密表示", MarkersEntry())
    patterns: dict[references.Name, PatternEntry] = key(
        "Patterns of your own.", "自社の正規表現", {}
    )
    personal: PersonalEntry = key("Personal information.", "個人情報", PersonalEntry())
    credentials: CredentialsEntry = key("Credentials.", "認証情報", CredentialsEntry())
    labels: dict[references.Name, references.ClassRef] = key(
        "Microsoft sensitivity labels (GUID) and the class of each.",
        "Microsoft の秘密度ラベル（GUID）と情報区分",
        {},
    )
    trail: TrailEntry = key("The audit trail.", "記録", TrailEntry())
    approvals: ApprovalsEntry = key(
        "Approvals past their review date.", "承認の見直し期限", ApprovalsEntry()
    )
    tests: tuple[CaseEntry, ...] = listing(
        "The policy's own tests: `sekisho policy test`.", "規則自身の試験（sekisho policy test）"
    )
