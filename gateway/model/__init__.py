"""The nouns of the gate: frozen values and enums. No I/O, nothing but the standard library.

ids         classes, verdicts, languages
request     what was sent
unread      what of it could not be read, and why
finding     what was found in it
needs       what classifiers are given
service     AI services, and the approved ones
policy      allowlist.yaml as values
decision    what is decided
"""

from gateway.model.decision import (
    Action,
    Decision,
    Destination,
    Forward,
    Problem,
    Reason,
    Refuse,
    Rewrite,
    Standing,
)
from gateway.model.finding import AssetIndex, AssetMatch, Classifier, Evidence, Finding, Speaks
from gateway.model.ids import Args, ClassId, Language, Verdict, args
from gateway.model.needs import Allowance, CredentialRule, Needs, PatternRule
from gateway.model.policy import (
    Group,
    InformationClass,
    Limits,
    Mode,
    OtherTraffic,
    Policy,
    PolicyTest,
    Reach,
    Requirements,
    Rule,
)
from gateway.model.request import (
    CannotRewriteError,
    Edit,
    Part,
    Prompt,
    Request,
    Rewriter,
    Segment,
    Shown,
)
from gateway.model.service import Approval, CatalogueEntry, PathFormat, Restriction, Service
from gateway.model.unread import NotReadError, Unread, UnreadKind

__all__ = [
    "Action",
    "Allowance",
    "Approval",
    "Args",
    "AssetIndex",
    "AssetMatch",
    "CannotRewriteError",
    "CatalogueEntry",
    "ClassId",
    "Classifier",
    "CredentialRule",
    "Decision",
    "Destination",
    "Edit",
    "Evidence",
    "Finding",
    "Forward",
    "Group",
    "InformationClass",
    "Language",
    "Limits",
    "Mode",
    "Needs",
    "NotReadError",
    "OtherTraffic",
    "Part",
    "PathFormat",
    "PatternRule",
    "Policy",
    "PolicyTest",
    "Problem",
    "Prompt",
    "Reach",
    "Reason",
    "Refuse",
    "Request",
    "Requirements",
    "Restriction",
    "Rewrite",
    "Rewriter",
    "Rule",
    "Segment",
    "Service",
    "Shown",
    "Speaks",
    "Standing",
    "Unread",
    "UnreadKind",
    "Verdict",
    "args",
]
