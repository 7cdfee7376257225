"""Why a finding was made: tokens whose form their issuer publishes. What each is, by its rule."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.messages.both import Both, Table

_WHAT = (
    ("APIキー", "API key",
     "adafruit-key aws-bedrock-key baidu-qianfan-key browserbase-key cerebras-key cursor-key "
     "e2b-key easypost-key elevenlabs-key firecrawl-key fireworks-key google-api-key groq-key "
     "helicone-key heroku-key infracost-key jina-key mailchimp-key mandrill-key neon-key "
     "nuget-key nylas-key octopus-key openrouter-key perplexity-key pinecone-key postman-key "
     "prefect-key rapidapi-key readme-key render-key resend-key rubygems-key runpod-key "
     "sendgrid-key tavily-key together-key twilio-key voyage-key wakatime-key wandb-key "
     "xai-key zhipu-key"),
    ("APIトークン", "API token",
     "apify-token crates-token dynatrace-token packagist-token pypi-token replicate-token "
     "scalingo-token shippo-token trello-token"),
    ("アクセストークン", "access token",
     "braintree-token databricks-token doppler-token duffel-token facebook-token fly-token "
     "gocardless-token instagram-token intercom-token netlify-token npm-token plaid-token "
     "pulumi-token sourcegraph-token"),
    ("個人用アクセストークン", "personal access token",
     "airtable-token asana-token azure-devops-token typeform-token"),
    ("Webhook のアドレス", "webhook address",
     "automation-webhook discord-webhook google-chat-webhook slack-webhook"),
    ("受信 Webhook のアドレス", "incoming webhook address", "teams-webhook"),
    ("クライアントシークレット", "client secret",
     "adobe-secret azure-client-secret linkedin-secret"),
    ("シークレットキー", "secret key", "flutterwave-key langfuse-secret-key"),
    ("アクセスキーID", "access key id", "alibaba-access-key aws-access-key"),
    ("ボットトークン", "bot token", "discord-bot-token telegram-bot-token"),
    # AI services
    ("プロジェクト・サービスアカウント・管理用のAPIキー",
     "project, service-account or admin API key", "openai-project-key"),
    ("初期の形のAPIキー（T3BlbkFJ は OpenAI の base64）",
     "API key of the first form (T3BlbkFJ is base64 for OpenAI)", "openai-key"),
    ("APIキー、管理用キー、OAuthキー", "API, admin or OAuth key", "anthropic-key"),
    ("利用者・組織のアクセストークン", "user or organisation access token", "huggingface-token"),
    ("個人用・サービス用のキー", "personal or service key", "langsmith-key"),
    ("build.nvidia.com のAPIキー", "API key of build.nvidia.com", "nvidia-key"),
    ("アプリ・ナレッジ用のAPIキー", "application or knowledge API key", "dify-key"),
    # clouds
    ("一時的な認証情報のセッショントークン", "session token of temporary credentials",
     "aws-session-token"),
    ("Marketplace Web Service の認証トークン", "Marketplace Web Service auth token",
     "aws-mws-key"),
    ("サービスアカウントに結び付くAPIキー", "API key bound to a service account",
     "google-service-bound-key"),
    ("OAuthクライアントシークレット", "OAuth client secret", "google-oauth-secret"),
    ("OAuthアクセストークン", "OAuth access token", "google-oauth-token"),
    ("OAuthリフレッシュトークン", "OAuth refresh token", "google-refresh-token"),
    ("Cloud Messaging のサーバーキー", "Cloud Messaging server key",
     "firebase-cloud-messaging-key"),
    ("アカウントキー", "account key", "azure-storage-key"),
    ("共有アクセスキー（Service Bus、Event Hubs、IoT Hub、Relay）",
     "shared access key (Service Bus, Event Hubs, IoT Hub, Relay)", "azure-shared-access-key"),
    ("共有アクセス署名（SAS）の署名", "signature of a shared access signature",
     "azure-sas-signature"),
    ("Microsoft の署名が入ったサービスキー（OpenAI、AI Search、Functions、Cosmos DB、Batch、"
     "レジストリ）",
     "service key with Microsoft's signature (OpenAI, AI Search, Functions, Cosmos DB, Batch, "
     "registry)", "azure-identifiable-key"),
    ("アドレスに含まれる Functions・Logic Apps のキー",
     "key of a function or logic app in an address", "azure-apim-key"),
    ("シークレットID", "secret id", "tencent-secret-id"),
    ("APIキー、IAMトークン、OAuthトークン", "API key, IAM or OAuth token", "yandex-key"),
    ("個人用・OAuth・リフレッシュトークン", "personal, OAuth or refresh token",
     "digitalocean-token"),
    ("アクセストークン、AI Gateway のキー、Blob ストアのトークン",
     "access token, AI gateway key or blob store token", "vercel-token"),
    ("APIトークン、グローバルAPIキー", "API token or global API key", "cloudflare-token"),
    ("Origin CA キー", "origin CA key", "cloudflare-origin-key"),
    ("アクセスキー", "access key", "scaleway-key"),
    ("アクセストークン、シークレットキー", "access token or secret key", "supabase-token"),
    ("サービスのパスワード", "service password", "aiven-password"),
    ("パスワード、トークン", "password or token", "planetscale-token"),
    ("APIキーのシークレット", "API key secret", "clickhouse-key"),
    ("サービス・バッチ・リカバリートークン", "service, batch or recovery token", "vault-token"),
    ("利用者・チーム・組織のトークン", "user, team or organisation token", "terraform-token"),
    ("サービストークン", "service token", "infisical-token"),
    ("サービスアカウントのトークン", "service account token", "onepassword-service-token"),
    ("アカウントのシークレットキー", "secret key of an account", "onepassword-secret-key"),
    ("アイデンティティの秘密鍵", "secret key of an identity", "age-secret-key"),
    ("API・認証・クライアント・SCIM・Webhook のキー",
     "API, auth, client, SCIM or webhook key", "tailscale-key"),
    ("利用者のトークン", "user token", "openshift-token"),
    # code and its operation
    ("個人用・OAuth・アプリ・リフレッシュトークン", "personal, OAuth, app or refresh token",
     "github-token"),
    ("JWT形式のアプリのインストールトークン", "app installation token in JWT form",
     "github-app-jwt-token"),
    ("権限の細かい個人用アクセストークン", "fine-grained personal access token",
     "github-fine-grained-token"),
    ("アクセス・デプロイ・ランナー・トリガー・フィード・エージェント・SCIM などのトークン",
     "access, deploy, runner, trigger, feed, agent, SCIM or other token", "gitlab-token"),
    ("ランナーの登録トークン", "runner registration token", "gitlab-runner-registration-token"),
    ("アプリパスワード、リポジトリのトークン", "app password or repository token",
     "bitbucket-token"),
    ("API・アクセストークン", "API or access token", "atlassian-token"),
    ("個人・組織のアクセストークン", "personal or organisation access token", "docker-token"),
    ("APIキー、参照トークン", "API key or reference token", "jfrog-key"),
    ("デプロイトークン", "deploy token", "clojars-token"),
    ("API・エージェントトークン", "API or agent token", "buildkite-token"),
    ("個人・プロジェクトのトークン", "personal or project token", "circleci-token"),
    ("個人・サービスアカウントのトークン", "personal or service account token", "harness-token"),
    ("利用者・プロジェクト・全体のトークン", "user, project or global token", "sonar-token"),
    ("SDKキー、APIキー", "SDK or API key", "launchdarkly-key"),
    ("署名キー", "signing key", "inngest-key"),
    ("サービスアカウント・クラウドのトークン", "service account or cloud token",
     "grafana-token"),
    ("初期の形のAPIキー", "API key of the first form", "grafana-legacy-key"),
    ("利用者・取り込み・ライセンスキー", "user, ingest or licence key", "newrelic-key"),
    ("組織・利用者のトークン", "organisation or user token", "sentry-token"),
    ("取り込み・管理キー", "ingest or management key", "honeycomb-key"),
    ("API・個人用トークン", "API or personal token", "axiom-token"),
    ("個人用・機能フラグのキー", "personal or feature-flag key", "posthog-key"),
    ("書き込み・読み取りトークン", "write or read token", "logfire-token"),
    # services
    ("ボット・利用者・アプリ・設定・セッションのトークン",
     "bot, user, app, configuration or session token", "slack-token"),
    ("チャネルアクセストークン", "channel access token", "line-channel-token"),
    ("APIキー、署名キー", "API or signing key", "mailgun-key"),
    ("APIキー、SMTPキー", "API or SMTP key", "brevo-key"),
    ("シークレットキー、制限付きキー、または同じ形のほかのサービスのキー",
     "secret or restricted key, or a key of that form of another service", "stripe-key"),
    ("Webhook の署名シークレット", "webhook signing secret", "stripe-webhook-secret"),
    ("アクセストークン、OAuthシークレット", "access token or OAuth secret", "square-token"),
    ("キーID", "key id", "razorpay-key"),
    ("アクセストークン、共有シークレット", "access token or shared secret", "shopify-token"),
    ("インテグレーショントークン", "integration token", "notion-token"),
    ("APIキー、OAuthトークン、Webhook のシークレット", "API key, OAuth token or webhook secret",
     "linear-key"),
    ("個人用・OAuthトークン", "personal or OAuth token", "figma-token"),
    ("短期のアクセストークン", "short-lived access token", "dropbox-token"),
    ("非公開アプリのトークン", "private app token", "hubspot-token"),
    ("アクセストークン（セッションID）", "access token (session id)", "salesforce-session"),
    ("管理用トークン", "management token", "contentful-token"),
    ("個人用トークン", "personal token", "clickup-token"),
    ("非公開キー", "private key", "klaviyo-key"),
    ("開発者トークン", "developer token", "frameio-token"),
    ("秘密のアクセストークン", "secret access token", "mapbox-secret-token"),
    ("アプリ専用の Bearer トークン", "app-only bearer token", "x-bearer-token"),
    ("APIキー、トークン", "API key or token", "ory-token"),
    ("プロジェクトのシークレット", "project secret", "stytch-secret"),
    ("ライセンスキー", "licence key", "maxmind-key"),
)  # fmt: skip
"""What a token of `{provider}` is, and the rules of which it is said."""

_OF_ANY_PROVIDER: Table = {
    "cloud-private-key-base64": Both(
        "base64 の PEM 秘密鍵（kubeconfig の client-key-data、CI の変数など）",
        "PEM private key in base64 (kubeconfig client-key-data, CI variables)",
    ),
    "jwt": Both("JSON Web Token", "JSON Web Token"),
    "sk-key": Both(
        "sk- で始まるAIサービスのAPIキー（DeepSeek、Moonshot、DashScope、Stability、LiteLLM など）",
        "AI service API key with the prefix sk- (DeepSeek, Moonshot, DashScope, Stability, LiteLLM "
        "and others)",
    ),
}


def _tokens() -> Iterator[tuple[str, Both]]:
    for ja, en, rules in _WHAT:
        for rule in rules.split():
            yield rule, Both(f"{{provider}} の{ja}", f"{{provider}} {en}")
    yield from _OF_ANY_PROVIDER.items()


TOKENS: Table = {
    f"credential/{rule}": Both(f"{words.ja}（規則 {{rule}}）", f"{words.en} (rule {{rule}})")
    for rule, words in _tokens()
}
