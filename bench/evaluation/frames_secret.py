"""How people and programs write down credentials. Frames by kind of text.

`{tok}` is a token, `{var}` the variable that programs call it by, `{service}` its issuer, `{pw}` a
password, `{upw}` one that stands in an address, `{pin}` a code number.
"""

# ruff: noqa: E501 frames read best unbroken

from __future__ import annotations

PHRASES = {
    "hello": ("お疲れ様です。", "お世話になっております。", "各位", "ご連絡です。", "{sur}さん"),
    "ask": (
        "動かないので原因を教えて。",
        "このコードをレビューしてください。",
        "Why does this fail?",
        "Refactor this:",
        "エラーの意味を教えてください",
        "Please explain this config.",
    ),
    "host": (
        "db.example.co.jp",
        "10.0.3.21",
        "db-prod.internal",
        "localhost:5432",
        "mysql.kitanihon.jp",
        "redis.svc.cluster.local",
    ),
    "user": ("app", "admin", "root", "postgres", "svc_batch", "tanaka", "deploy", "sa"),
    "login": ("tanaka", "s.kato", "admin", "U20931", "keiri01", "root"),
}

# A token that its form tells, in whatever surroundings.
TOKEN = (
    "{tok}",
    "キーは{tok}です。",
    "{@hello}\n{service}のトークンを発行しました。\n{tok}\n取り扱いにご注意ください。",
    "これ使って {tok}",
    "「{tok}」で認証が通りません。{@ask}",
    "{@ask}\nclient = Client('{tok}')",
    "here's the {service} token: {tok}, please rotate it next week",
    "2026-11-20 10:11:12 ERROR auth failed for token {tok} (401)",
    "| 項目 | 値 |\n|---|---|\n| {service} | {tok} |",
    '{{"service": "batch", "credentials": ["{tok}"]}}',
    "トークン（{tok}）が漏れたかもしれません",
    "<li>{tok}</li>",
    "$ curl -H 'Authorization: Bearer {tok}' https://api.example.jp/v1/items",
    "diff --git a/app.py b/app.py\n-TOKEN = None\n+TOKEN = '{tok}'",
)

# A token beside the name of what it is.
LABELLED = (
    "{var}={tok}",
    "export {var}='{tok}'",
    '{var} = "{tok}"',
    "{var}: {tok}",
    '"{var}": "{tok}"',
    "{service}のAPIキー：{tok}",
    "APIキーは {tok} です（{service}）。",
    "{service} API key: {tok}",
    "シークレットキー: {tok}",
    "アクセストークン：{tok}\n有効期限：2026-12-31",
    "-e {var}={tok} \\",
    "os.environ['{var}'] = '{tok}'",
    'env:\n  - name: {var}\n    value: "{tok}"',
    'setx {var} "{tok}"',
    "x-api-key: {tok}",
    "const apiKey = '{tok}';",
    'api_key="{tok}",',
    "# {service}\nsecret_key: '{tok}'",
    "?api_key={tok}&page=2",
    "ENV {var}={tok}",
)

ENV = (
    "# .env\nAPP_ENV=production\nPORT=8080\n{var}={tok}\nDB_HOST={@host}\nDB_PASSWORD={pw}\nLOG_LEVEL=info\n",
    'DEBUG=false\nSMTP_USER=noreply\nSMTP_PASS={pw}\n{var}="{tok}"\nTZ=Asia/Tokyo\n',
    "MYSQL_ROOT_PASSWORD={pw}\nMYSQL_DATABASE=shop\nMYSQL_USER=shop\nMYSQL_PASSWORD={pw}\n",
    "NODE_ENV=staging\nDATABASE_URL=postgres://{@user}:{upw}@{@host}/shop\nREDIS_URL=redis://:{upw}@{@host}/0\n",
)

CONFIG = (
    'spring:\n  datasource:\n    username: {@user}\n    password: "{pw}"\n    url: jdbc:postgresql://db/shop\n',
    "[database]\nuser = {@user}\npassword = {pw}\nhost = {@host}\n",
    "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_USER: {@user}\n      POSTGRES_PASSWORD: '{pw}'\n",
    '<add key="SmtpPassword" value="{pw}" />',
    "<password>{upw}</password>",
    "define('DB_USER', '{@user}');\ndefine('DB_PASSWORD', '{pw}');",
    'db_user = "{@user}"\ndb_password = "{pw}"\nregion = "ap-northeast-1"\n',
    "ansible_user: {@user}\nansible_become_pass: '{pw}'\n",
    "machine {@host} login {@user} password {pw}\n",
    '{{\n  "host": "{@host}",\n  "username": "{@user}",\n  "password": "{pw}"\n}}',
    '{{"user":"{@user}","passwd":"{pw}"}}',
    "[default]\naws_access_key_id = {akia}\naws_secret_access_key = {aws}\nregion = ap-northeast-1\n",
    "//npm.sample.test/:_authToken={npm}\n",
    "spring.datasource.password={pw}\nspring.jpa.show-sql=false\n",
    "DATABASES = {{\n    'default': {{\n        'ENGINE': 'django.db.backends.mysql',\n        'USER': '{@user}',\n        'PASSWORD': '{pw}',\n    }}\n}}",
)

CONNECTION = (
    "postgres://{@user}:{upw}@{@host}/shop",
    "接続先は mysql://{@user}:{upw}@{@host}/orders です",
    "mongodb+srv://{@user}:{upw}@cluster0.ab1cd.mongodb.net/?retryWrites=true",
    "redis://:{upw}@{@host}/2",
    "amqps://{@user}:{upw}@mq.example.jp/prod",
    "git clone https://{@login}:{upw}@git.example.co.jp/team/app.git",
    "ftp://{@user}:{upw}@ftp.example.co.jp/pub",
    "smtp://noreply:{upw}@smtp.example.jp:587",
    "Server=tcp:{@host},1433;Initial Catalog=shop;User ID={@user};Password={upw};Encrypt=True;",
    "jdbc:mysql://{@host}/shop?user={@user}&password={upw}&useSSL=false",
    "jdbc:oracle:thin:{@user}/{upw}@{@host}:ORCL",
    "DefaultEndpointsProtocol=https;AccountName=kitanihon;AccountKey={azure};EndpointSuffix=core.windows.net",
    "Endpoint=sb://kitanihon.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={sas}",
    "Driver={{ODBC Driver 18 for SQL Server}};Server={@host};Uid={@user};Pwd={upw};",
    "host={@host} port=5432 user={@user} password={upw} dbname=shop",
    "sqlalchemy.create_engine('postgresql+psycopg://{@user}:{upw}@{@host}/shop')",
)

CODE = (
    "{@ask}\n```python\nimport requests\nAPI_KEY = \"{tok}\"\nrequests.get(url, headers={{'X-Api-Key': API_KEY}})\n```",
    "{@ask}\nconn = psycopg.connect(host='{@host}', user='{@user}', password='{pw}')",
    "const password = '{pw}';\nawait login('admin', password);",
    'String dbPassword = "{pw}";',
    'password := "{pw}"',
    "$password = '{pw}';",
    'private static final String SECRET = "{tok}";',
    'client = OpenAI(api_key="{openai}")',
    "headers = {{'Authorization': 'Bearer {jwt}'}}",
    "axios.post(url, data, {{ auth: {{ username: '{@user}', password: '{pw}' }} }})",
    'let token = "{tok}".to_string();',
    'var cfg = new Config {{ User = "{@user}", Password = "{pw}" }};',
    "  :password => '{pw}',",
    "secrets:\n  api_token: {tok}\n",
    "login(user='{@login}', passwd='{pw}')",
    "VALUES ('{@login}', 'x'); -- password: {pw}",
)

COMMAND = (
    "curl -u {@login}:{upw} https://api.example.co.jp/v1/items",
    "mysql -h {@host} -u {@user} -p{upw} shop",
    "PGPASSWORD={upw} psql -h {@host} -U {@user}",
    "sshpass -p '{pw}' ssh {@user}@10.0.0.5",
    "docker login -u {@login} -p {upw} registry.example.co.jp",
    "curl -H 'Authorization: Bearer {jwt}' https://api.example.co.jp/me",
    "aws configure set aws_secret_access_key {aws}",
    "net use Z: \\\\fs01\\share /user:{@login} {upw}",
    "redis-cli -a {upw} ping",
    "wget --user={@login} --password={upw} https://files.example.jp/a.zip",
)

KEY = (
    "{pem}",
    "{@hello}\n秘密鍵を送ります。\n{pem}\n以上です。",
    "id_rsa の中身はこれです：\n{pem}",
    "private_key: |\n{pem}\n",
    "{pgp}",
    "{@ask}\n{pem}",
    "token={jwt}",
    "セッションのJWTは{jwt}です",
    '{{"access_token": "{jwt}", "expires_in": 3600}}',
    "Cookie: lang=ja; session_token={jwt}",
)

PASSWORD_JA = (
    "パスワード：{pw}",
    "パスワード: {pw}",
    "パスワードは{pw}です。",
    "パスワードは {pw} です",
    "パスワードは「{pw}」です。",
    "{@hello}\n添付ファイルのパスワードをお送りします。\n\nパスワード：{pw}\n\nよろしくお願いいたします。",
    "{@hello}\n先ほどお送りしたZIPの解凍パスワードは以下の通りです。\n{pw}\n{@bye}",
    "ID：{@login}\nPW：{pw}",
    "ID: {@login} / PASS: {pw}",
    "ログインID　{@login}\nパスワード　{pw}",
    "初期パスワードを{pw}に設定しました。初回ログイン時に変更してください。",
    "管理者パスワードを {pw} へ変更済みです",
    "社内Wi-Fi\nSSID: kitanihon-guest\n暗号化キー: {pw}",
    "Wi-Fiのパスワードは{pw}。来客にも伝えてOK",
    "VPNのパスワード、{pw} でした",
    "暗証番号は{pin}です。",
    "入口の暗証番号：{pin}",
    "キャッシュカードの暗証番号は{pin}に変えました",
    "サーバ情報\n・IP: 10.0.3.21\n・ユーザ: {@user}\n・パスワード: {pw}",
    "【ログイン情報】\nURL：https://portal.example.co.jp\nユーザーID：{@login}\nパスワード：{pw}\n",
    "リモートデスクトップのパス：{pw}",
    "パスワードが {pw} だと弾かれるのですが、なぜでしょうか",
    "共有アカウント（{@login} / {pw}）を使ってください",
    "給与明細PDFのパスワードは生年月日ではなく {pw} になります。",
    "パスコード：{pin}",
    "会議ID: 845 1234 9021\nミーティングパスワード: {pw}",
    "合言葉ではなくパスフレーズ：{phrase}",
    "ルータ設定 admin のパスワード→{pw}",
    "仮パスワード\n{pw}\n有効期限は24時間です。",
    "開発環境のDBは {@login} でログイン、PWは変わらず {pw} のままです。",
    "パスワードを教えます→「{pw}」",
    "以下のアカウントでログインしてください。\nアカウント：{@login}\n初期PW：{pw}",
    "金庫の番号（暗証番号）は {pin} に変更しました。",
    "ファイルを開くときは {pw} を入力してください（パスワード）。",
    "<tr><th>パスワード</th><td>{pw}</td></tr>",
    "新パスワード『{pw}』で{@login}に入れました",
    "件名：パスワードのお知らせ\n\n{@hello}\n先のメールに添付した資料のパスワードは下記のとおりです。\n\n　{pw}\n\n{@bye}",
)

PASSWORD_EN = (
    "Password: {pw}",
    "password = {pw}",
    "The password is {pw}.",
    "the admin password is {pw}, don't share it",
    "Username: {@login}\nPassword: {pw}",
    "login: {@login} / pw: {pw}",
    "Hi,\n\nYour temporary password is: {pw}\nPlease change it after you sign in.\n",
    "I reset your password to {pw}",
    "pwd={pw}",
    "passwd: {pw}",
    "Wi-Fi password: {pw}",
    "PIN: {pin}",
    "The door PIN is {pin}.",
    "passphrase: {phrase}",
    "use {@login}/{pw} to log in",
    "Credentials:\n  user: {@user}\n  pass: {pw}\n",
    "DB password is '{pw}' for now",
    "Meeting passcode: {pin}",
    "Master password - {pw}",
    "The login is {@login} and the password {pw}",
    "Your new password: {pw}",
    "sudo password for {@user}@web01 is {pw}",
    "ssh {@user}@10.0.0.8 (password {pw})",
    "<td>Password</td><td>{pw}</td>",
    "To open the file, enter the password below.\n\n{pw}\n",
)

TABLES = (
    "ユーザー,パスワード\n{@login},{pw}\n{@login},{pw}\n",
    "| システム | ID | パスワード |\n|---|---|---|\n| 勤怠 | {@login} | {pw} |\n| 経費 | {@login} | {pw} |\n",
    "host,user,password,memo\n{@host},{@user},{pw},本番\n",
    "サーバ\tユーザ\tPW\nweb01\t{@user}\t{pw}\nweb02\t{@user}\t{pw}\n",
    "| Service | Username | Password |\n| --- | --- | --- |\n| VPN | {@login} | {pw} |\n",
    "name,api_key\nbatch,{hexkey}\n",
)

KINDS = {
    "token": TOKEN,
    "labelled token": LABELLED,
    ".env": ENV,
    "configuration": CONFIG,
    "connection": CONNECTION,
    "source code": CODE,
    "command": COMMAND,
    "key or JWT": KEY,
    "password, ja": PASSWORD_JA,
    "password, en": PASSWORD_EN,
    "table": TABLES,
}
SHARES = {
    "token": 24,
    "labelled token": 14,
    "password, ja": 18,
    "password, en": 10,
    ".env": 5,
    "configuration": 8,
    "connection": 8,
    "source code": 7,
    "command": 5,
    "key or JWT": 6,
    "table": 4,
}
"""How often a kind is drawn: tokens most, so that every provider comes up several times."""

SUFFIXES = {
    ".env": ".env",
    "source code": ".py",
    "command": ".sh",
    "table": ".csv",
    "configuration": ".yaml",
}
