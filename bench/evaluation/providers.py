"""Tokens of services by the forms their issuers publish: name, variable, how one is drawn.

Letters are drawn, so that no key stands in this file. A provider with `bare` has a form of its own;
the others' tokens are told by their label alone.
"""

# ruff: noqa: E501 one provider a line

from __future__ import annotations

import random
import re
import string
import zlib
from dataclasses import dataclass

from bench.evaluation.texts import Value

SETS = {
    "n": string.digits,
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "l": string.ascii_lowercase,
    "a": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "A": string.ascii_uppercase,
    "w": string.ascii_letters,
    "x": string.ascii_letters + string.digits,
    "u": string.ascii_letters + string.digits + "_-",
    "b": string.ascii_letters + string.digits + "+/",
    "2": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "t": string.ascii_letters + string.digits + "_.-~",
    "q": "qpzry9x8gf2tvdw0s3jn54khce6mua7l".upper(),
}
DRAWN = re.compile(r"\[(\w)(\d+)\]")


def drawn(form: str, rng: random.Random) -> str:
    """`[x20]` is twenty letters and digits; the rest stands as it is."""
    return DRAWN.sub(lambda m: "".join(rng.choices(SETS[m[1]], k=int(m[2]))), form)


@dataclass(frozen=True, slots=True)
class Provider:
    name: str
    variable: str
    form: str
    bare: bool = True

    def token(self, rng: random.Random) -> Value:
        text = drawn(self.form, rng)
        return Value(_with_checksum(text) if self.form.startswith(CHECKED) else text, "SECRET")


CHECKED = ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_")
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def _with_checksum(token: str) -> str:
    """GitHub's tokens (and npm's) end in the CRC-32 of the part drawn, in base 62, six characters."""
    prefix, body = token[:4], token[4:-6]
    rest, check = zlib.crc32(body.encode()), ""
    while rest:
        rest, place = divmod(rest, 62)
        check = BASE62[place] + check
    return prefix + body + check.rjust(6, "0")


UUID = "[h8]-[h4]-4[h3]-a[h3]-[h12]"

BARE = (
    Provider("AWS access key", "AWS_ACCESS_KEY_ID", "AKIA[216]"),
    Provider("OpenAI project key", "OPENAI_API_KEY", "sk-proj-[u74]T3BlbkFJ[u74]"),
    Provider("OpenAI service account", "OPENAI_API_KEY", "sk-svcacct-[u74]T3BlbkFJ[u74]"),
    Provider("OpenAI user key", "OPENAI_API_KEY", "sk-[x20]T3BlbkFJ[x20]"),
    Provider("Anthropic key", "ANTHROPIC_API_KEY", "sk-ant-api03-[u93]AA"),
    Provider("Anthropic admin key", "ANTHROPIC_ADMIN_KEY", "sk-ant-admin01-[u93]AA"),
    Provider("Google API key", "GOOGLE_API_KEY", "AIza[u35]"),
    Provider("Google OAuth secret", "GOOGLE_CLIENT_SECRET", "GOCSPX-[u28]"),
    Provider("Google access token", "GOOGLE_TOKEN", "ya29.a0[u150]"),
    Provider("Azure AD secret", "AZURE_CLIENT_SECRET", "[x3]8Q~[x34]"),
    Provider("Hugging Face", "HF_TOKEN", "hf_[w34]"),
    Provider("Replicate", "REPLICATE_API_TOKEN", "r8_[x37]"),
    Provider("Groq", "GROQ_API_KEY", "gsk_[x52]"),
    Provider("Perplexity", "PPLX_API_KEY", "pplx-[x48]"),
    Provider("xAI", "XAI_API_KEY", "xai-[x80]"),
    Provider("OpenRouter", "OPENROUTER_API_KEY", "sk-or-v1-[h64]"),
    Provider("NVIDIA", "NVIDIA_API_KEY", "nvapi-[u64]"),
    Provider("LangSmith", "LANGSMITH_API_KEY", "lsv2_pt_[h32]_[h10]"),
    Provider("Pinecone", "PINECONE_API_KEY", "pcsk_[x6]_[x63]"),
    Provider("Tavily", "TAVILY_API_KEY", "tvly-[x32]"),
    Provider("Cerebras", "CEREBRAS_API_KEY", "csk-[a48]"),
    Provider("GitHub token", "GITHUB_TOKEN", "ghp_[x36]"),
    Provider("GitHub OAuth", "GITHUB_OAUTH", "gho_[x36]"),
    Provider("GitHub app", "GH_APP_TOKEN", "ghs_[x36]"),
    Provider("GitHub fine-grained", "GH_TOKEN", "github_pat_[x22]_[x59]"),
    Provider("GitLab", "GITLAB_TOKEN", "glpat-[u20]"),
    Provider("GitLab runner", "CI_RUNNER_TOKEN", "glrt-[u20]"),
    Provider("GitLab deploy", "CI_DEPLOY_PASSWORD", "gldt-[u20]"),
    Provider("Atlassian", "ATLASSIAN_API_TOKEN", "ATATT3xFfGF0[u171]=[H8]"),
    Provider("npm", "NPM_TOKEN", "npm_[x36]"),
    Provider("PyPI", "TWINE_PASSWORD", "pypi-AgEIcHlwaS5vcmc[u140]"),
    Provider("RubyGems", "GEM_HOST_API_KEY", "rubygems_[h48]"),
    Provider("NuGet", "NUGET_API_KEY", "oy2[a43]"),
    Provider("crates.io", "CARGO_REGISTRY_TOKEN", "cio[x32]"),
    Provider("Docker Hub", "DOCKER_TOKEN", "dckr_pat_[u27]"),
    Provider("Slack bot", "SLACK_BOT_TOKEN", "xoxb-[n12]-[n13]-[x24]"),
    Provider("Slack user", "SLACK_USER_TOKEN", "xoxp-[n12]-[n12]-[n13]-[h32]"),
    Provider("Slack app", "SLACK_APP_TOKEN", "xapp-1-A[U10]-[n13]-[h64]"),
    Provider(
        "Slack webhook", "SLACK_WEBHOOK_URL", "https://hooks.slack.com/services/T[U8]/B[U10]/[x24]"
    ),
    Provider("Discord webhook", "DISCORD_WEBHOOK", "https://discord.com/api/webhooks/[n18]/[u68]"),
    Provider("Discord bot", "DISCORD_TOKEN", "M[x25].G[x5].[u38]"),
    Provider("Telegram", "TELEGRAM_BOT_TOKEN", "71[n8]:AA[u33]"),
    Provider(
        "Teams webhook",
        "TEAMS_WEBHOOK",
        f"https://kitanihon.webhook.office.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/[h32]/{UUID}",
    ),
    Provider("SendGrid", "SENDGRID_API_KEY", "SG.[u22].[u43]"),
    Provider("Twilio key", "TWILIO_API_KEY", "SK[h32]"),
    Provider("Mailgun", "MAILGUN_API_KEY", "key-[h32]"),
    Provider("Mailchimp", "MAILCHIMP_API_KEY", "[h32]-us12"),
    Provider("Brevo", "BREVO_API_KEY", "xkeysib-[h64]-[x16]"),
    Provider("Resend", "RESEND_API_KEY", "re_[x8]_[x24]"),
    Provider("Stripe", "STRIPE_SECRET_KEY", "sk_live_[x24]"),
    Provider("Stripe long", "STRIPE_SECRET_KEY", "sk_live_51[x97]"),
    Provider("Stripe restricted", "STRIPE_KEY", "rk_live_[x24]"),
    Provider("Stripe webhook", "STRIPE_WEBHOOK_SECRET", "whsec_[x32]"),
    Provider("Square", "SQUARE_ACCESS_TOKEN", "EAAA[u60]"),
    Provider("Square OAuth", "SQUARE_SECRET", "sq0csp-[u43]"),
    Provider("Shopify", "SHOPIFY_ACCESS_TOKEN", "shpat_[h32]"),
    Provider("Shopify secret", "SHOPIFY_API_SECRET", "shpss_[h32]"),
    Provider("Braintree", "BRAINTREE_TOKEN", "access_token$production$[a16]$[h32]"),
    Provider("Databricks", "DATABRICKS_TOKEN", "dapi[h32]"),
    Provider("Vault", "VAULT_TOKEN", "hvs.[u92]"),
    Provider("Terraform Cloud", "TFE_TOKEN", "[x14].atlasv1.[u67]"),
    Provider("DigitalOcean", "DIGITALOCEAN_TOKEN", "dop_v1_[h64]"),
    Provider("Heroku", "HEROKU_API_KEY", "HRKU-AA[u58]"),
    Provider("Netlify", "NETLIFY_AUTH_TOKEN", "nfp_[x36]"),
    Provider("Supabase", "SUPABASE_ACCESS_TOKEN", "sbp_[h40]"),
    Provider("PlanetScale", "PLANETSCALE_TOKEN", "pscale_tkn_[u43]"),
    Provider("New Relic", "NEW_RELIC_API_KEY", "NRAK-[U27]"),
    Provider("Grafana", "GRAFANA_TOKEN", "glsa_[x32]_[h8]"),
    Provider("Sentry user", "SENTRY_AUTH_TOKEN", "sntryu_[h64]"),
    Provider("Dynatrace", "DT_API_TOKEN", "dt0c01.[224].[264]"),
    Provider("Postman", "POSTMAN_API_KEY", "PMAK-[h24]-[h34]"),
    Provider("Linear", "LINEAR_API_KEY", "lin_api_[x40]"),
    Provider("Notion", "NOTION_TOKEN", "ntn_[n11][x35]"),
    Provider("Notion old", "NOTION_TOKEN", "secret_[x43]"),
    Provider("Figma", "FIGMA_TOKEN", "figd_[u40]"),
    Provider("Airtable", "AIRTABLE_PAT", "pat[x14].[h64]"),
    Provider("HubSpot", "HUBSPOT_TOKEN", f"pat-na1-{UUID}"),
    Provider("Doppler", "DOPPLER_TOKEN", "dp.pt.[x43]"),
    Provider("Pulumi", "PULUMI_ACCESS_TOKEN", "pul-[h40]"),
    Provider("Buildkite", "BUILDKITE_TOKEN", "bkua_[h40]"),
    Provider("SonarQube", "SONAR_TOKEN", "sqp_[h40]"),
    Provider("JFrog", "JFROG_API_KEY", "AKCp[x69]"),
    Provider("Mapbox", "MAPBOX_SECRET_TOKEN", "sk.eyJ1Ijoi[x60].[u22]"),
    Provider("1Password", "OP_SERVICE_ACCOUNT_TOKEN", "ops_eyJ[x280]"),
    Provider("age", "AGE_KEY", "AGE-SECRET-KEY-1[q58]"),
    Provider("Tailscale", "TS_AUTHKEY", "tskey-auth-k[x11]CNTRL-[x32]"),
    Provider("Render", "RENDER_API_KEY", "rnd_[x32]"),
    Provider("EasyPost", "EASYPOST_API_KEY", "EZAK[x54]"),
    Provider("Duffel", "DUFFEL_TOKEN", "duffel_live_[u43]"),
    Provider("Shippo", "SHIPPO_TOKEN", "shippo_live_[h40]"),
    Provider("Adafruit", "ADAFRUIT_KEY", "aio_[x28]"),
    Provider("Prefect", "PREFECT_API_KEY", "pnu_[a36]"),
    Provider("Clojars", "CLOJARS_TOKEN", "CLOJARS_[a60]"),
    Provider("Alibaba Cloud", "ALIBABA_ACCESS_KEY_ID", "LTAI[x20]"),
    Provider("Contentful", "CONTENTFUL_TOKEN", "CFPAT-[u43]"),
    Provider("LaunchDarkly", "LAUNCHDARKLY_API_KEY", f"api-{UUID}"),
    Provider("Typeform", "TYPEFORM_TOKEN", "tfp_[x44]_[x14]"),
    Provider("ReadMe", "README_API_KEY", "rdme_[a70]"),
    Provider("Vault batch", "VAULT_TOKEN", "hvb.[u140]"),
    Provider("Facebook", "FB_ACCESS_TOKEN", "EAAB[x160]"),
)

ALSO = (
    Provider("Anthropic OAuth", "CLAUDE_CODE_OAUTH_TOKEN", "sk-ant-oat01-[u95]"),
    Provider("DeepSeek, bare", "DEEPSEEK_API_KEY", "sk-[h32]"),
    Provider("GitLab, routable", "GITLAB_TOKEN", "glpat-[u27].01.[h9]"),
    Provider("AWS temporary key", "AWS_ACCESS_KEY_ID", "ASIA[216]"),
    Provider("Azure AD secret with marks", "AZURE_CLIENT_SECRET", "[x3]8Q~[t33]a"),
    Provider("Heroku, newer", "HEROKU_API_KEY", "HRKU-[u60]"),
    Provider("Fly.io", "FLY_API_TOKEN", "FlyV1 fm2_[b160]"),
    Provider("Sentry", "SENTRY_AUTH_TOKEN", "sntrys_eyJpYXQiOjE3[b90]_[b43]"),
    Provider("1Password, all of base64", "OP_SERVICE_ACCOUNT_TOKEN", "ops_eyJ[b300]"),
    Provider("Asana", "ASANA_TOKEN", "1/1[n15]:[h32]"),
    Provider("Dropbox", "DROPBOX_TOKEN", "sl.[u136]"),
)
"""Further forms, which the sentences alone draw."""

LABELLED = (
    Provider("AWS secret", "AWS_SECRET_ACCESS_KEY", "[b40]", bare=False),
    Provider("Azure storage", "AZURE_STORAGE_KEY", "[b86]==", bare=False),
    Provider("Azure OpenAI", "AZURE_OPENAI_API_KEY", "[h32]", bare=False),
    Provider("Azure DevOps", "AZURE_DEVOPS_PAT", "[a52]", bare=False),
    Provider("Twilio token", "TWILIO_AUTH_TOKEN", "[h32]", bare=False),
    Provider("Cohere", "COHERE_API_KEY", "[x40]", bare=False),
    Provider("Mistral", "MISTRAL_API_KEY", "[x32]", bare=False),
    Provider("DeepSeek", "DEEPSEEK_API_KEY", "sk-[h32]", bare=False),
    Provider("Cloudflare", "CLOUDFLARE_API_TOKEN", "[u40]", bare=False),
    Provider("Datadog", "DD_API_KEY", "[h32]", bare=False),
    Provider("Algolia", "ALGOLIA_ADMIN_API_KEY", "[h32]", bare=False),
    Provider("Fastly", "FASTLY_API_TOKEN", "[u32]", bare=False),
    Provider("Vercel", "VERCEL_TOKEN", "[x24]", bare=False),
    Provider("Okta", "OKTA_API_TOKEN", "00[u40]", bare=False),
    Provider("LINE", "LINE_CHANNEL_SECRET", "[h32]", bare=False),
    Provider("Chatwork", "CHATWORK_API_TOKEN", "[h32]", bare=False),
    Provider("kintone", "KINTONE_API_TOKEN", "[x40]", bare=False),
    Provider("Backlog", "BACKLOG_API_KEY", "[x64]", bare=False),
    Provider("JWT signing", "JWT_SECRET", "[x48]", bare=False),
    Provider("Django", "DJANGO_SECRET_KEY", "[x50]", bare=False),
    Provider("own service", "INTERNAL_API_KEY", "[x36]", bare=False),
    Provider("session", "SESSION_SECRET", "[h64]", bare=False),
    Provider("Linode", "LINODE_TOKEN", "[h64]", bare=False),
    Provider("Alibaba secret", "ALIBABA_ACCESS_KEY_SECRET", "[x30]", bare=False),
    Provider("Codecov", "CODECOV_TOKEN", UUID, bare=False),
)
