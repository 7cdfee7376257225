"""The service catalogue: whose a host is, which format a path has, which headers are set."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gateway
from gateway.catalogue import (
    FORMATS,
    Catalogue,
    entry_for_hosts,
    host_faults,
    load,
    normalise,
    restriction_headers_for,
    tenant_faults,
)
from gateway.catalogue.hosts import Pattern
from gateway.catalogue.parse import (
    ENTRY_KEYS,
    RESTRICTION_KEYS,
    SOCKET_FORMATS,
    WEB_FORMATS,
    read_vendor,
)
from gateway.catalogue.restrictions import KINDS, TEMPLATES
from gateway.errors import CatalogueError
from gateway.model import CatalogueEntry

CATALOGUE = load()
ENTRIES = list(CATALOGUE.entries.values())

CONTRACT = """
openai azure-openai anthropic gemini vertex bedrock mistral cohere xai deepseek perplexity groq
openrouter together fireworks huggingface ollama github-copilot cursor chatgpt claude gemini-app
copilot m365-copilot notebooklm poe character le-chat grok kimi qwen doubao yuanbao
""".split()  # noqa: SIM905 - one a line it hides the tests

ORG = "550e8400-e29b-41d4-a716-446655440000"
ORG2 = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def an_entry(id: str) -> CatalogueEntry:
    entry = CATALOGUE.get(id)
    assert entry, id
    return entry


def found(host: str, catalogue: Catalogue = CATALOGUE) -> str | None:
    entry = catalogue.find(host)
    return entry.id if entry else None


def an_example(pattern: str) -> str:
    return pattern.replace("*-*-*", "ap-northeast-1").replace("*-*", "cn-east").replace("*", "a1")


def claimed_names(entry: CatalogueEntry) -> list[str]:
    return [*sorted(entry.hosts), *entry.suffixes, *map(an_example, entry.patterns)]


entries = st.sampled_from(ENTRIES)
claims = st.sampled_from([(name, e.id) for e in ENTRIES for name in claimed_names(e)])
suffixes = st.sampled_from([(name, e.id) for e in ENTRIES for name in e.suffixes])


# ---------------------------------------------------------------- whose a host is


@pytest.mark.parametrize("id", CONTRACT)
def test_every_service_of_the_contract_is_there(id: str) -> None:
    assert an_entry(id).name


WHOSE = {
    "openai": "api.openai.com eu.api.openai.com platform.openai.com openaicom.imgix.net",
    "chatgpt": "chatgpt.com ws.chatgpt.com chat.openai.com ios.chat.openai.com sora.com "
    "files.oaiusercontent.com cdn.oaistatic.com "
    "chatgpt-async-webps-prod-eastus-1.webpubsub.azure.com",
    "anthropic": "api.anthropic.com platform.claude.com console.anthropic.com",
    "claude": "claude.ai claude.com www.claudeusercontent.com",
    "azure-openai": "example.openai.azure.com example.services.ai.azure.com "
    "example.cognitiveservices.azure.com japaneast.api.cognitive.microsoft.com",
    "gemini": "generativelanguage.googleapis.com ai.google.dev",
    "vertex": "aiplatform.googleapis.com asia-northeast1-aiplatform.googleapis.com "
    "aiplatform.us.rep.googleapis.com",
    "gemini-app": "gemini.google.com content-push.googleapis.com bard.google.com",
    "ai-studio": "aistudio.google.com ai.studio alkalimakersuite-pa.clients6.google.com",
    "gemini-code-assist": "cloudcode-pa.googleapis.com",
    "notebooklm": "notebooklm.google.com notebooklm-pa.googleapis.com",
    "google-labs": "labs.google aisandbox-pa.googleapis.com",
    "bedrock": "bedrock-runtime.us-east-1.amazonaws.com "
    "bedrock-runtime-fips.us-gov-west-1.amazonaws.com "
    "bedrock-agent-runtime.ap-northeast-1.amazonaws.com bedrock-mantle.us-west-2.api.aws "
    "bedrock-runtime.cn-north-1.amazonaws.com.cn "
    "vpce-0a1b.bedrock-runtime.ap-northeast-1.vpce.amazonaws.com",
    "mistral": "api.mistral.ai codestral.mistral.ai",
    "le-chat": "chat.mistral.ai",
    "xai": "api.x.ai us-east-1.api.x.ai",
    "grok": "grok.com assets.grok.com grok.x.com",
    "cohere": "api.cohere.com api.cohere.ai",
    "deepseek": "api.deepseek.com chat.deepseek.com",
    "perplexity": "www.perplexity.ai api.perplexity.ai ppl-ai-file-upload.s3.amazonaws.com",
    "groq": "api.groq.com",
    "openrouter": "openrouter.ai",
    "together": "api.together.xyz api.together.ai",
    "fireworks": "api.fireworks.ai",
    "huggingface": "huggingface.co router.huggingface.co someone-space.hf.space",
    "ollama": "ollama.com",
    "github-copilot": "api.githubcopilot.com api.business.githubcopilot.com "
    "copilot-proxy.githubusercontent.com copilot-proxy.example.ghe.com",
    "github-models": "models.github.ai models.inference.ai.azure.com",
    "cursor": "api2.cursor.sh agent.global.api5.cursor.sh www.cursor.com",
    "copilot": "copilot.microsoft.com sydney.bing.com",
    "m365-copilot": "m365.cloud.microsoft copilot.cloud.microsoft",
    "poe": "poe.com api.poe.com",
    "character": "character.ai neo.character.ai",
    "kimi": "www.kimi.com api.moonshot.cn",
    "qwen": "chat.qwen.ai dashscope-intl.aliyuncs.com",
    "doubao": "www.doubao.com ark.cn-beijing.volces.com",
    "yuanbao": "yuanbao.tencent.com",
    "zhipu": "chat.z.ai open.bigmodel.cn",
    "minimax": "api.minimax.io hailuoai.com",
    "meta-ai": "www.meta.ai",
    "duck-ai": "duck.ai",
    "windsurf": "server.codeium.com",
    "ernie": "yiyan.baidu.com",
    "oci-generative-ai": "inference.generativeai.us-chicago-1.oci.oraclecloud.com",
    "nvidia-nim": "integrate.api.nvidia.com",
    "sakura-ai": "api.ai.sakura.ad.jp",
    "plamo": "api.platform.preferredai.jp",
    "felo": "felo.ai",
}


@pytest.mark.parametrize(
    ("host", "id"), [(host, id) for id, hosts in WHOSE.items() for host in hosts.split()]
)
def test_a_host_belongs_to(host: str, id: str) -> None:
    assert found(host) == id


@given(claims)
def test_every_name_of_an_entry_is_found_as_that_entry(claim: tuple[str, str]) -> None:
    name, id = claim
    assert found(name) == id


@given(suffixes, st.sampled_from(["zz-unheard-of", "a.b.c", "xn--n8jo"]))
def test_a_host_below_a_domain_of_an_entry_belongs_to_it(claim: tuple[str, str], sub: str) -> None:
    name, id = claim
    assert found(f"{sub}.{name}") == id


LOOK_ALIKES = [
    pytest.param("api.openai.com.evil.test", id="the name below another domain"),
    pytest.param("evilopenai.com", id="letters before the domain"),
    pytest.param("openai.com-login.test", id="letters after the domain"),
    pytest.param("api-openai.com", id="a hyphen for the dot"),
    pytest.param("openai.co", id="the domain cut short"),
    pytest.param("api.openai.com@evil.test", id="the name as a user of another host"),
    pytest.param("openaі.com", id="a Cyrillic letter"),
    pytest.param("xn--openai-.com", id="a label that only begins like an A-label"),
    pytest.param("com", id="a top-level domain"),
    pytest.param("openai", id="a single label"),
    pytest.param("", id="nothing"),
    pytest.param(".", id="a dot"),
    pytest.param("104.18.6.192", id="an address"),
    pytest.param("bedrock-runtime.s3.amazonaws.com", id="a bucket with Bedrock's name"),
    pytest.param("bedrock-runtime.us-east-1.evil.amazonaws.com", id="one label too many"),
    pytest.param("bedrock-runtime.us-east-1.amazonaws.com.evil.test", id="a pattern's look-alike"),
    pytest.param("x.y-aiplatform.googleapis.com", id="a star does not reach over a dot"),
    pytest.param("-aiplatform.googleapis.com", id="a star stands for something"),
    pytest.param("aiplatform..rep.googleapis.com", id="a star is no empty label"),
    pytest.param("copilot-proxy.ghe.com", id="a label too few"),
    pytest.param("a." * 5_000 + "openai.com", id="longer than a name can be"),
]


@pytest.mark.parametrize("host", LOOK_ALIKES)
def test_a_look_alike_is_no_match(host: str) -> None:
    assert found(host) is None


NO_AI = """
github.com api.github.com www.google.com accounts.google.com drive.google.com storage.googleapis.com
login.microsoftonline.com outlook.office.com substrate.office.com www.bing.com s3.amazonaws.com
example.blob.core.windows.net browser-intake-datadoghq.com o33249.ingest.sentry.io
openai.qualtrics.com themeforest.net envato.com liveperson.net lpsnmedia.net host.livekit.cloud
turn.livekit.cloud duckduckgo.com www.baidu.com www.deepl.com x.com www.nvidia.com
""".split()  # noqa: SIM905 - as above


@pytest.mark.parametrize("host", NO_AI)
def test_a_host_that_does_other_work_is_no_ai(host: str) -> None:
    assert found(host) is None


@given(claims, st.from_regex(r"[a-z0-9]{1,12}-", fullmatch=True))
def test_letters_before_a_domain_lead_elsewhere(claim: tuple[str, str], letters: str) -> None:
    name, id = claim
    if name.count(".") == 1:
        assert found(letters + name) != id


@given(claims, st.sampled_from(["evil.test", "com.example", "attacker.co.jp"]))
def test_a_name_below_another_domain_is_no_ai(claim: tuple[str, str], elsewhere: str) -> None:
    assert found(f"{claim[0]}.{elsewhere}") is None
    assert found(f"{claim[0]}-{elsewhere}") is None


WIDE = {ord(c): ord(c) + 0xFEE0 for c in "abcdefghijklmnopqrstuvwxyz0123456789-"}


@given(claims, st.data())
def test_an_odd_spelling_is_the_same_host(claim: tuple[str, str], data: st.DataObject) -> None:
    name, id = claim
    spelt = "".join(
        data.draw(st.sampled_from([c, c.upper(), c.translate(WIDE)] if c != "." else ".。．｡"))
        for c in name
    )
    end = data.draw(st.sampled_from(["", ".", "。"]))
    user = data.draw(st.sampled_from(["", "user@", "user:word@", "api.openai.com@"]))
    assert found(user + spelt + end) == id


@given(st.text(max_size=300))
def test_any_text_may_be_asked_for_and_has_one_spelling(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    CATALOGUE.find(text)


def test_an_international_name_is_found_in_both_spellings() -> None:
    own = CATALOGUE.joined([entry_for_hosts("own:a", ["例え.テスト"], "openai-chat")])
    assert found("例え.テスト", own) == found("xn--r8jz45g.XN--zckzah", own) == "own:a"


@pytest.mark.parametrize(
    ("host", "name"),
    [
        pytest.param("straße.example", "xn--strae-oqa.example", id="ß, once taken for ss"),
        pytest.param("βόλος.example", "xn--nxasmm1c.example", id="a final sigma"),
        pytest.param("e\u0301.example", "xn--9ca.example", id="an accent apart from its letter"),
        pytest.param("ｴﾋﾞ.example", "xn--ick9d.example", id="half-width kana"),
        pytest.param("api.open\u00adai.com", "api.openai.com", id="a hyphen that nobody sees"),
        pytest.param("_a.例え.test", "_a.xn--r8jz45g.test", id="an underscore beside a name"),
        pytest.param("a.💩.example", "a.💩.example", id="a picture, which no name holds"),
        pytest.param("open\u200dai.com", "open\u200dai.com", id="a joiner that joins nothing"),
        pytest.param("あ" * 64 + ".jp", "あ" * 64 + ".jp", id="a label too long"),
        pytest.param("\ud800.com", "\ud800.com", id="half of a character"),
        pytest.param("あ..jp", "あ..jp", id="an empty label"),
    ],
)
def test_a_name_is_spelt_as_idna_2008_has_it_or_left_alone(host: str, name: str) -> None:
    assert normalise(host) == name


@pytest.mark.parametrize("host", ["💩.openai.com", "a\u200d.openai.com", "\ud800.openai.com"])
def test_a_name_that_nobody_can_have_is_still_below_its_domain(host: str) -> None:
    assert found(host) == found("x.openai.com") is not None


# ---------------------------------------------------------------- patterns

label_globs = st.text("ab*", min_size=1, max_size=5).filter(lambda t: "**" not in t)
labels = st.text("ab", min_size=1, max_size=8)


@given(label_globs, labels)
def test_a_star_is_one_or_more_characters(glob: str, label: str) -> None:
    def fits(glob: str, label: str) -> bool:
        """The definition, slow and plain."""
        if not glob or not label:
            return glob == label
        if glob[0] == "*":
            return any(fits(glob[1:], label[n:]) for n in range(1, len(label) + 1))
        return glob[0] == label[0] and fits(glob[1:], label[1:])

    assert Pattern.of(f"{glob}.x.y").matches(f"{label}.x.y") == fits(glob, label)


@given(label_globs, label_globs, labels)
def test_patterns_that_match_one_name_are_known_to_meet(a: str, b: str, label: str) -> None:
    one, other, name = Pattern.of(f"{a}.x.y"), Pattern.of(f"{b}.x.y"), f"{label}.x.y"
    if one.matches(name) and other.matches(name):
        assert one.might_meet(other)
        assert other.might_meet(one)


# ---------------------------------------------------------------- formats

PATHS = [
    ("openai", "/v1/chat/completions", "openai-chat"),
    ("openai", "/v1/responses", "openai-responses"),
    ("openai", "/v1/responses/resp_1/cancel", "openai-responses"),
    ("openai", "/v1/embeddings", "openai-chat"),
    ("openai", "/v1/files", "openai-chat"),
    ("azure-openai", "/openai/deployments/d/chat/completions", "openai-chat"),
    ("azure-openai", "/openai/v1/responses", "openai-responses"),
    ("azure-openai", "/anthropic/v1/messages", "anthropic-messages"),
    ("anthropic", "/v1/messages", "anthropic-messages"),
    ("anthropic", "/v1/files", "anthropic-messages"),
    ("gemini", "/v1beta/models/gemini-2.5-flash:generateContent", "gemini"),
    ("gemini", "/v1beta/openai/chat/completions", "openai-chat"),
    ("vertex", "/v1/projects/p/locations/l/publishers/google/models/m:generateContent", "gemini"),
    ("vertex", "/v1/projects/p/locations/l/publishers/anthropic/models/m:rawPredict",
     "anthropic-messages"),
    ("vertex", "/v1/projects/p/locations/l/endpoints/openapi/chat/completions", "openai-chat"),
    ("bedrock", "/model/anthropic.claude-3/converse", "bedrock"),
    ("bedrock", "/openai/v1/chat/completions", "openai-chat"),
    ("cohere", "/v2/chat", "cohere"),
    ("cohere", "/compatibility/v1/chat/completions", "openai-chat"),
    ("ollama", "/api/chat", "ollama"),
    ("ollama", "/v1/chat/completions", "openai-chat"),
    ("github-copilot", "/chat/completions", "openai-chat"),
    ("github-copilot", "/responses", "openai-responses"),
    ("github-copilot", "/v1/messages", "anthropic-messages"),
    ("openrouter", "/api/v1/messages", "anthropic-messages"),
    ("deepseek", "/chat/completions", "openai-chat"),
    ("deepseek", "/api/v0/chat/completion", "deepseek-web"),
    ("perplexity", "/chat/completions", "openai-chat"),
    ("perplexity", "/rest/sse/perplexity_ask", "perplexity-web"),
    ("chatgpt", "/backend-api/f/conversation", "chatgpt-web"),
    ("chatgpt", "/backend-api/codex/responses", "openai-responses"),
    ("claude", "/api/organizations/o/chat_conversations/c/completion", "claude-web"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "path", "format"), PATHS)
def test_the_format_of_a_path(id: str, path: str, format: str) -> None:
    assert an_entry(id).format_of(path) == format


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_an_entry_names_known_formats_only(entry: CatalogueEntry) -> None:
    assert {entry.format, *(p.format for p in entry.paths)} <= {*FORMATS, *WEB_FORMATS}
    assert {p.format for p in entry.sockets} <= set(SOCKET_FORMATS)


@pytest.mark.parametrize(
    ("host", "http2"),
    [
        ("chatgpt.com", True),
        ("claude.ai", True),
        ("www.perplexity.ai", True),
        ("api.perplexity.ai", False),
        ("grok.com", True),
        ("api.openai.com", False),
        ("api.anthropic.com", False),
        ("api2.cursor.sh", True),
        ("bedrock-runtime.us-east-1.amazonaws.com", False),
    ],
)
def test_web_apps_get_http2_and_apis_do_not(host: str, http2: bool) -> None:
    entry = CATALOGUE.find(host)
    assert entry
    assert entry.speaks_http2(host) is http2
    assert entry.speaks_http2(host.upper() + ".") is http2


# ---------------------------------------------------------------- signing in


def test_who_signs_in_where() -> None:
    assert {e.id for e in CATALOGUE.sign_in("auth.openai.com")} == {"openai", "chatgpt"}
    assert {e.id for e in CATALOGUE.sign_in("LOGIN.microsoftonline.com.")} >= {
        "azure-openai", "copilot", "m365-copilot"
    }  # fmt: skip
    assert {e.id for e in CATALOGUE.sign_in("github.com")} == {"github-copilot"}
    assert CATALOGUE.sign_in("device.login.microsoftonline.com") == ()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_a_sign_in_host_is_the_vendors_own_or_gets_a_header(entry: CatalogueEntry) -> None:
    """Else its traffic would be opened for nothing."""
    for host in entry.sign_in:
        owner = CATALOGUE.find(host)
        set_there = any(
            host in r.hosts or any(host.endswith("." + s) for s in r.suffixes)
            for r in entry.restrictions
        )
        assert (owner is not None and owner.vendor == entry.vendor) or set_there, host


# ---------------------------------------------------------------- restriction headers

V1_HOSTS = ("login.microsoftonline.com", "login.microsoft.com", "login.windows.net")
GOOGLE = base64.urlsafe_b64encode(
    b'{"resources":["organizations/123456789012","organizations/7"],"options":"strict"}'
).decode()

HEADERS = [
    pytest.param(
        "openai", "api.openai.com", ("org-a1", "org-b2"),
        [("OpenAI-Allowed-Organization-Ids", "org-a1,org-b2")], id="OpenAI",
    ),
    pytest.param(
        "openai", "EU.api.openai.com.", ("org-a1",),
        [("OpenAI-Allowed-Organization-Ids", "org-a1")], id="a region of OpenAI, oddly spelt",
    ),
    pytest.param("openai", "platform.openai.com", ("org-a1",), [], id="OpenAI's other hosts"),
    pytest.param("openai", "api.openai.com.evil.test", ("org-a1",), [], id="a look-alike"),
    pytest.param("openai", "api.openai.com", (), [], id="no tenants"),
    pytest.param(
        "chatgpt", "chatgpt.com", (ORG, ORG2),
        [("ChatGPT-Allowed-Workspace-Id", f"{ORG},{ORG2}")], id="ChatGPT",
    ),
    pytest.param("chatgpt", "files.oaiusercontent.com", (ORG,), [], id="ChatGPT's uploads"),
    pytest.param(
        "anthropic", "api.anthropic.com", (ORG,),
        [("anthropic-allowed-org-ids", ORG)], id="Claude API",
    ),
    pytest.param(
        "anthropic", "platform.claude.com", (ORG,),
        [("anthropic-allowed-org-ids", ORG)], id="Claude's console",
    ),
    pytest.param(
        "claude", "claude.ai", (ORG, ORG2, ORG),
        [("anthropic-allowed-org-ids", f"{ORG},{ORG2}")], id="Claude, an id given twice",
    ),
    pytest.param(
        "gemini-app", "accounts.google.com", ("example.co.jp", "example.com"),
        [("X-GoogApps-Allowed-Domains", "example.co.jp,example.com")], id="Google Workspace",
    ),
    pytest.param(
        "gemini-app", "content-push.googleapis.com", ("example.co.jp",), [],
        id="Workspace's header is for google.com",
    ),
    pytest.param(
        "gemini-code-assist", "cloudcode-pa.googleapis.com", ("example.co.jp",),
        [("X-GeminiCodeAssist-Allowed-Domains", "example.co.jp")], id="Gemini Code Assist",
    ),
    pytest.param(
        "vertex", "asia-northeast1-aiplatform.googleapis.com",
        ("organizations/123456789012", "organizations/7"),
        [("X-Goog-Allowed-Resources", GOOGLE)], id="Google Cloud",
    ),
    *(
        pytest.param(
            "m365-copilot", host, ("example.co.jp", ORG),
            [("Restrict-Access-To-Tenants", f"example.co.jp,{ORG}"),
             ("Restrict-Access-Context", ORG)], id=f"Entra v1 at {host}",
        )
        for host in V1_HOSTS
    ),
    pytest.param(
        "copilot", "login.live.com", (ORG,),
        [("sec-Restrict-Tenant-Access-Policy", "restrict-msa")], id="Entra v1, private accounts",
    ),
    *(
        pytest.param(
            "m365-copilot", host, (f"{ORG}:{ORG2}",),
            [("sec-Restrict-Tenant-Access-Policy", f"{ORG}:{ORG2}")], id=f"Entra v2 at {host}",
        )
        for host in (*V1_HOSTS, "login.live.com")
    ),
    pytest.param(
        "m365-copilot", "device.login.microsoftonline.com", (ORG,), [],
        id="device sign-in is left alone",
    ),
    *(
        pytest.param(
            "github-copilot", host, ("12345", "678"),
            [("sec-GitHub-allowed-enterprise", "12345, 678")], id=f"GitHub at {host}",
        )
        for host in ("github.com", "api.github.com", "api.business.githubcopilot.com")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("id", "host", "tenants", "expected"), HEADERS)
def test_the_headers_that_are_set(
    id: str, host: str, tenants: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    entry = an_entry(id)
    assert tenant_faults(entry, tenants) in ([], [f"{ORG!r} is listed twice; keep one"])
    assert list(restriction_headers_for(entry, host, tenants)) == expected


@settings(max_examples=30)
@given(st.lists(st.uuids().map(str), min_size=1, max_size=500, unique=True))
def test_a_long_list_of_organisations_goes_on_in_numbered_headers(ids: list[str]) -> None:
    entry = an_entry("anthropic")
    assert tenant_faults(entry, ids) == []
    headers = restriction_headers_for(entry, "api.anthropic.com", tuple(ids))
    (base, first), *rest = headers
    assert base == "anthropic-allowed-org-ids"
    assert [name for name, _ in rest] == [f"{base}{n}" for n in range(1, len(headers))]
    value, _, declared = first.partition(";n=")
    assert declared == (str(len(headers)) if rest else "")
    assert len(headers) <= 10
    assert [i for part in (value, *(v for _, v in rest)) for i in part.split(",")] == ids
    assert all(len(name) + len(value) < 8_000 for name, value in headers)
    assert all(CATALOGUE.is_restriction_header(name) for name, _ in headers)


def test_five_hundred_organisations_need_more_than_one_header() -> None:
    ids = tuple(f"{n:08x}-0000-4000-8000-000000000000" for n in range(500))
    headers = restriction_headers_for(an_entry("claude"), "claude.ai", ids)
    assert [name for name, _ in headers] == [
        "anthropic-allowed-org-ids", "anthropic-allowed-org-ids1", "anthropic-allowed-org-ids2"
    ]  # fmt: skip
    assert headers[0][1].endswith(";n=3")


@pytest.mark.parametrize(
    "name",
    [
        "OpenAI-Allowed-Organization-Ids", "ChatGPT-Allowed-Workspace-Id",
        "anthropic-allowed-org-ids", "Anthropic-Allowed-Org-Ids1", "anthropic-allowed-org-ids9",
        "anthropic_allowed_org_ids", "X-GoogApps-Allowed-Domains",
        "X-GeminiCodeAssist-Allowed-Domains", "X-Goog-Allowed-Resources",
        "Restrict-Access-To-Tenants", "Restrict-Access-Context",
        "sec-Restrict-Tenant-Access-Policy", "sec-GitHub-allowed-enterprise",
    ],
)  # fmt: skip
def test_a_forged_copy_is_recognised(name: str) -> None:
    assert CATALOGUE.is_restriction_header(name)
    assert CATALOGUE.is_restriction_header(name.upper())


@pytest.mark.parametrize(
    "name", ["authorization", "anthropic-version", "openai-organization", "x-goog-api-key", "", "1"]
)
def test_another_header_is_none(name: str) -> None:
    assert not CATALOGUE.is_restriction_header(name)


def test_every_header_that_is_set_is_known_by_name() -> None:
    assert {r.header.lower() for e in ENTRIES for r in e.restrictions} == set(
        CATALOGUE.restriction_headers
    )


# ---------------------------------------------------------------- tenants that a policy gives

FAULTS = [
    pytest.param("openai", ("org-a,org-b",), "is not what", id="two ids in one"),
    pytest.param("openai", ("org a",), "is not what", id="a blank"),
    pytest.param("openai", ("org-a\r\nx-evil: 1",), "is not what", id="a line end"),
    pytest.param("openai", ("org-a\n",), "is not what", id="a line end at the end"),
    pytest.param("openai", ("",), "is not what", id="nothing"),
    pytest.param("openai", ("org-ａ",), "is not what", id="a letter beyond ASCII"),
    pytest.param("openai", ("org-a", "org-a"), "listed twice", id="the same twice"),
    pytest.param("chatgpt", ("my-workspace",), "UUID", id="a name for a UUID"),
    pytest.param("claude", (ORG + ";n=2",), "UUID", id="a forged continuation"),
    pytest.param("perplexity", ("acme",), "no header", id="a vendor without such a header"),
    pytest.param("m365-copilot", ("example.co.jp",), "directory id", id="no directory for Entra"),
    pytest.param("m365-copilot", (f"{ORG}:{ORG2}", ORG), "alone", id="Entra v1 and v2"),
    pytest.param("vertex", ("123",), "organizations/", id="a bare number for Google Cloud"),
    pytest.param("gemini-app", ("*.example.com",), "domain", id="a wildcard"),
    pytest.param(
        "github-copilot", tuple(map(str, range(21))), "at most 20", id="more than GitHub takes"
    ),
    pytest.param(
        "anthropic", tuple(f"{n:08x}-0000-4000-8000-000000000000" for n in range(501)),
        "at most 500", id="more than Anthropic takes",
    ),
    pytest.param(
        "openai", tuple(f"org-{n:0100}" for n in range(80)), "cannot hold", id="too long a header"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("id", "tenants", "says"), FAULTS)
def test_malformed_tenants_are_told(id: str, tenants: tuple[str, ...], says: str) -> None:
    faults = tenant_faults(an_entry(id), tenants)
    assert faults
    assert any(says in fault for fault in faults)
    assert not any("\n" in fault for fault in faults)


@given(entries, st.lists(st.text(max_size=40), max_size=3))
def test_what_has_no_fault_makes_headers_that_cannot_break_out(
    entry: CatalogueEntry, tenants: list[str]
) -> None:
    if tenant_faults(entry, tenants):
        return
    for host in ("accounts.google.com", *V1_HOSTS, *entry.hosts, *entry.suffixes):
        for name, value in restriction_headers_for(entry, host, tuple(tenants)):
            assert (name + value).isascii()
            assert (name + value).isprintable()


def test_googles_value_is_url_safe_base64_of_json() -> None:
    ids = ("organizations/1", "organizations/2")
    ((_, value),) = restriction_headers_for(an_entry("gemini"), "x.googleapis.com", ids)
    assert json.loads(base64.urlsafe_b64decode(value)) == {
        "resources": list(ids), "options": "strict"
    }  # fmt: skip


# ---------------------------------------------------------------- hosts that a policy names


def test_own_hosts_are_found_beside_the_worlds() -> None:
    own = entry_for_hosts("own:llm", ["LLM.example.jp.", "*.ai.example.jp", "[::1]"], "ollama")
    joined = CATALOGUE.joined([own, an_entry("openai")])
    assert [found(h, joined) for h in ("llm.example.jp", "a.b.ai.example.jp", "::1")] == [
        own.id
    ] * 3
    assert found("api.openai.com", joined) == "openai"
    assert found("other.example.jp", joined) is None
    assert found("llm.example.jp") is None
    assert own.format == "ollama"
    assert own.name == "llm"


def test_a_companys_own_azure_resource_is_its_own_and_the_others_stay_strangers() -> None:
    own = entry_for_hosts("own:azure", ["example.openai.azure.com"], "openai-chat")
    joined = CATALOGUE.joined([own])
    assert found("example.openai.azure.com", joined) == "own:azure"
    assert found("stranger.openai.azure.com", joined) == "azure-openai"


def test_a_host_shared_with_other_work_counts_where_the_service_is_used() -> None:
    joined = CATALOGUE.joined([an_entry("m365-copilot")])
    assert found("substrate.office.com", joined) == "m365-copilot"
    assert found("substrate.office.com") is None
    assert joined.restriction_headers == CATALOGUE.restriction_headers


def test_an_own_entry_cannot_take_a_vendors_id() -> None:
    with pytest.raises(CatalogueError, match="openai"):
        CATALOGUE.joined([entry_for_hosts("openai", ["llm.example.jp"], "generic")])


NONSENSE = [
    pytest.param("https://llm.example.jp", "scheme", id="a scheme"),
    pytest.param("llm.example.jp/v1", "path", id="a path"),
    pytest.param("llm.example.jp:8443", "port", id="a port"),
    pytest.param("me@llm.example.jp", "user", id="a user"),
    pytest.param("llm example.jp", "no host name", id="a blank"),
    pytest.param("", "no host name", id="nothing"),
    pytest.param("llm..example.jp", "no host name", id="an empty label"),
    pytest.param("-llm.example.jp", "no host name", id="a hyphen at the beginning"),
    pytest.param("llm.*.example.jp", "no host name", id="a star in the middle"),
    pytest.param("*", "no host name", id="a star alone"),
    pytest.param("a" * 64 + ".jp", "no host name", id="a label too long"),
    pytest.param("*.com", "everybody", id="everything below com"),
    pytest.param("*.co.jp", "everybody", id="everything below co.jp"),
    pytest.param("*.amazonaws.com", "everybody", id="everything in a cloud"),
    pytest.param("*.github.io", "everybody", id="everybody's pages"),
    pytest.param("*.localhost", "everybody", id="a single label"),
    pytest.param("*.ck", "everybody", id="a country that gives out the third label"),
    pytest.param("*.kawasaki.jp", "everybody", id="a city that gives out the fourth label"),
    pytest.param("*.fukui.kawasaki.jp", "everybody", id="a label that a city gave out"),
    pytest.param("*.公司.cn", "everybody", id="everything below a suffix in Chinese"),
    pytest.param("💩.example.jp", "IDNA", id="a picture in a name"),
    pytest.param("あ\u200dい.jp", "IDNA", id="a joiner that joins nothing"),
    pytest.param("*.10.1.2.3", "address", id="below an address"),
]


@pytest.mark.parametrize(("host", "says"), NONSENSE)
def test_a_nonsense_host_is_told(host: str, says: str) -> None:
    (fault,) = host_faults([host])
    assert says in fault
    with pytest.raises(ValueError, match=says):
        entry_for_hosts("own:a", [host], "generic")


def test_the_same_host_twice_no_host_and_no_format_are_told() -> None:
    assert "twice" in host_faults(["a.example.jp", "A.example.jp."])[0]
    assert "no host" in host_faults([])[0]
    with pytest.raises(ValueError, match="openai-chat"):
        entry_for_hosts("own:a", ["llm.example.jp"], "openai")


@pytest.mark.parametrize(
    "host",
    [
        *("llm", "llm.example.jp", "10.1.2.3", "::1", "*.example.co.jp", "*.city.kawasaki.jp"),
        *("社内.example.jp", "*.社内.example.jp", "_a.社内.example.jp", "xn--ls8h.example.jp"),
    ],
)
def test_a_sensible_host_has_no_fault(host: str) -> None:
    assert host_faults([host]) == []


def test_the_public_suffix_list_is_the_one_that_is_installed(tmp_path: Path) -> None:
    """In a process of its own, which says what it opens for writing and whom it asks."""
    program = """
import sys
seen = []
def note(event, args):
    asks = event in {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"}
    if asks or event == "open" and set(args[1] or "") & set("wax+"):
        seen.append((event, args))
sys.addaudithook(note)
from gateway.catalogue import host_faults
assert host_faults(["*.co.jp"])
assert not seen, seen
"""
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    assert list(tmp_path.iterdir()) == []


@given(st.text("aA1-._*@:/ 。", max_size=12))
def test_a_host_without_a_fault_is_found_again(host: str) -> None:
    if host_faults([host]):
        return
    joined = CATALOGUE.joined([entry_for_hosts("own:a", [host], "generic")])
    assert found(host.removeprefix("*."), joined) == "own:a"


# ---------------------------------------------------------------- ids


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("open-ai", "openai"), ("ChatGPT", "chatgpt"), ("githubcopilot", "github-copilot")],
)
def test_a_slip_in_an_id_has_a_nearest(typed: str, meant: str) -> None:
    assert CATALOGUE.get(typed) is None
    assert CATALOGUE.nearest(typed)[0] == meant


def test_an_unheard_of_id_has_none() -> None:
    assert CATALOGUE.get("qqqq-zzzz") is None
    assert CATALOGUE.nearest("qqqq-zzzz") == []
    assert list(CATALOGUE.ids()) == sorted(CATALOGUE.entries)


# ---------------------------------------------------------------- a file that is wrong

GOOD = "vendor: V\nentries:\n  v:\n    name: V\n    hosts: [v.example]\n"
WRONG = [
    pytest.param("entries: {}", "vendor", id="no vendor"),
    pytest.param("[", "not YAML", id="no YAML"),
    pytest.param("- a", "mapping", id="a list"),
    pytest.param(GOOD + "    colour: red\n", "v: there is no key 'colour'", id="a bad key"),
    pytest.param(GOOD + "    name: W\n", "given twice", id="a key given twice"),
    pytest.param(GOOD + "    format: openai\n", "v.format", id="an unknown format"),
    pytest.param(GOOD + "    paths: {/x: soap}\n", "v.paths./x", id="an unknown format of a path"),
    pytest.param(GOOD + "    paths: {x: generic}\n", "v.paths.x", id="a path without a slash"),
    pytest.param(GOOD + "    web_app: 1\n", "v.web_app", id="a number for a flag"),
    pytest.param(GOOD + "    suffixes: [a b.example]\n", "v.suffixes", id="no host name"),
    pytest.param(GOOD + "    suffixes: [com]\n", "v.suffixes", id="a top-level domain"),
    pytest.param(GOOD + "    suffixes: ['*.w.example']\n", "v.suffixes", id="a star in a suffix"),
    pytest.param(GOOD + "    suffixes: [W.example]\n", "v.suffixes", id="upper case"),
    pytest.param(GOOD + "    patterns: [a.example]\n", "v.patterns", id="a pattern without a star"),
    pytest.param(GOOD + "    patterns: ['a.*.com']\n", "v.patterns", id="a pattern too wide"),
    pytest.param(GOOD + "    patterns: ['a**.b.com']\n", "v.patterns", id="two stars together"),
    pytest.param(GOOD + "    sign_in: w.example\n", "v.sign_in", id="a text for a list"),
    pytest.param(
        GOOD + "    sign_in_paths: ['/oauth/*']\n",
        "v.sign_in_paths",
        id="a star in a sign-in path",
    ),
    pytest.param(
        GOOD + "    sign_in_paths: [oauth/token]\n", "v.sign_in_paths", id="a path without its root"
    ),
    pytest.param(
        GOOD + "    sign_in_paths: [/oauth/../v1]\n", "v.sign_in_paths", id="a path that leads away"
    ),
    pytest.param(GOOD + "    api_hosts: [w.example]\n", "v.api_hosts", id="another's API host"),
    pytest.param(GOOD + "    shared: [v.example]\n", "v.shared", id="a shared host of its own"),
    pytest.param("vendor: V\nentries:\n  V:\n    name: V\n    hosts: [v.example]\n", "an id is",
                 id="upper case in an id"),
    pytest.param("vendor: V\nentries:\n  v:\n    name: V\n", "no host", id="no host"),
    pytest.param(GOOD + "    restrictions: {}\n", "v.restrictions", id="restrictions unlisted"),
    pytest.param(GOOD + "    restrictions: [{header: X, hosts: [v.example], tenant: uuid, "
                 "most: many}]\n", "v.restrictions[0].most", id="a word for a number"),
    pytest.param(GOOD + "    restrictions: [{header: X, tenant: uuid}]\n",
                 "v.restrictions[0]", id="a header that is set nowhere"),
    pytest.param(GOOD + "    restrictions: [{header: X, hosts: [v.example], tenant: name}]\n",
                 "v.restrictions[0].tenant", id="an unknown kind of tenant"),
    pytest.param(GOOD + "    restrictions: [{header: 'X Y', hosts: [v.example], tenant: uuid}]\n",
                 "v.restrictions[0].header", id="no header name"),
    pytest.param(GOOD + "    restrictions: [{header: X, hosts: [v.example], tenant: uuid, "
                 "template: '{x}'}]\n", "v.restrictions[0].template", id="an unknown template"),
]  # fmt: skip


def read(**files: str) -> Catalogue:
    return Catalogue.of({f"{f}.yaml": read_vendor(f"{f}.yaml", text) for f, text in files.items()})


@pytest.mark.parametrize(("text", "says"), WRONG)
def test_a_wrong_file_names_itself_and_the_key(text: str, says: str) -> None:
    with pytest.raises(CatalogueError) as e:
        read(v=text)
    assert str(e.value).startswith("v.yaml")
    assert says in str(e.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("hosts: [a.example]", "hosts: [a.example]", id="one host"),
        pytest.param("suffixes: [a.example]", "suffixes: [a.example]", id="one suffix"),
        pytest.param(
            "patterns: ['a-*.x.example']", "patterns: ['*-b.x.example']", id="patterns that meet"
        ),
    ],
)
def test_two_entries_cannot_claim_one_host(one: str, other: str) -> None:
    text = "vendor: V\nentries:\n  {id}:\n    name: V\n    {claim}\n"
    with pytest.raises(CatalogueError, match=r"w\.yaml: w\.\w+: .*v\.yaml: v"):
        read(v=text.format(id="v", claim=one), w=text.format(id="w", claim=other))


def test_two_entries_cannot_have_one_id() -> None:
    with pytest.raises(CatalogueError, match=r"w\.yaml: v\.id"):
        read(v=GOOD, w=GOOD.replace("v.example", "w.example"))


def test_exact_names_come_before_patterns_and_these_before_suffixes() -> None:
    text = """
vendor: V
entries:
  wide: {name: V, suffixes: [example.com]}
  deep: {name: V, suffixes: [b.example.com]}
  star: {name: V, patterns: ['*-x.example.com']}
  one: {name: V, hosts: [a-x.example.com, b.example.com]}
"""
    catalogue = read(v=text)
    asked = (
        "example.com z.example.com c.b.example.com b-x.example.com a-x.example.com b.example.com"
    )
    assert [found(host, catalogue) for host in asked.split()] == [
        "wide", "wide", "deep", "star", "one", "one"
    ]  # fmt: skip


# ---------------------------------------------------------------- where it is installed


def test_it_loads_from_a_zipped_package(tmp_path: Path) -> None:
    package = Path(gateway.__file__).parent
    archive = tmp_path / "gateway.zip"
    with zipfile.ZipFile(archive, "w") as z:
        for file in [*package.glob("*.py"), *package.glob("model/*"), *package.glob("catalogue/*")]:
            if file.is_file():
                z.write(file, Path("gateway") / file.relative_to(package))
    code = "import gateway.catalogue as c; print(c.__file__, len(c.load().ids()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(archive)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    where, count = done.stdout.split()
    assert where.startswith(str(archive))
    assert int(count) == len(ENTRIES)


def test_the_licence_of_the_list_comes_with_it() -> None:
    notice = Path(gateway.__file__).parent / "catalogue" / "NOTICE"
    assert "Copyright (c) 2018-2019 V2Ray" in notice.read_text(encoding="utf-8")


def test_every_key_kind_and_format_is_documented() -> None:
    page = (Path(__file__).parents[1] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    formats = {*FORMATS, *WEB_FORMATS, *SOCKET_FORMATS}
    words = {*ENTRY_KEYS, *RESTRICTION_KEYS, *KINDS, *formats, *("{" + t + "}" for t in TEMPLATES)}
    assert {word for word in words if f"`{word}`" not in page} == set()
