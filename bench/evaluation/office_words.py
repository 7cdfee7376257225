"""The words of an invented office, Japanese and English: what its sentences are put together from."""

# ruff: noqa: E501 lists of words and frames read best unbroken

from __future__ import annotations

import random

from faker.providers.lorem.en_US import Provider

from bench.evaluation.people import english_pool


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _common(part: str) -> tuple[str, ...]:
    """English words of every day, by their part of speech."""
    return tuple(
        word for word in Provider.parts_of_speech[part] if word.isalpha() and len(word) > 2
    )


EN_COMMON_NOUNS, EN_COMMON_VERBS = _common("noun"), _common("verb")
EN_COMMON_ADJECTIVES, EN_ADVERBS = _common("adjective"), _common("adverb")


# Compounds are made of a first and a second part (冷却 + 装置): some 20,000 of them.
FIRST = words(
    "冷却 制御 検査 搬送 塗装 鋳造 溶接 研磨 切削 成形 梱包 出荷 受注 発注 調達 購買 在庫 物流 配送 保管 輸出 輸入 通関 販売 営業 "
    "広告 広報 採用 教育 研修 評価 人事 労務 給与 経理 財務 税務 会計 監査 法務 契約 知財 特許 商標 設計 試作 開発 研究 解析 測定 "
    "校正 試験 認証 品質 安全 環境 省エネ 電力 空調 給水 排水 廃棄 回収 再生 保守 点検 修理 交換 更新 改修 移設 撤去 増設 監視 "
    "警報 通信 配線 電源 基板 センサー モーター ポンプ バルブ 配管 タンク 炉体 金型 治具 工具 部品 素材 原料 樹脂 鋼材 アルミ 銅線 "
    "ガラス 接着 潤滑 洗浄 乾燥 加熱 減圧 真空 充填 計量 混合 撹拌 抽出 精製 顧客 会員 店舗 通販 決済 与信 債権 回線 端末 画面 "
    "帳票 印刷 承認 申請 稟議 予算 原価 損益 資金 投資 融資 保険 出張 旅費 福利 健康 防災 警備 受付 清掃 車両 駐車 倉庫 工場 支店 海外"
)
SECOND = words(
    "装置 工程 基準 手順 計画 方針 体制 要領 規程 台帳 記録 報告 一覧 実績 見込 費用 単価 原価 能力 容量 精度 速度 温度 圧力 流量 "
    "時間 期間 期限 頻度 範囲 対象 条件 仕様 図面 様式 項目 区分 担当 部門 窓口 会議 委員会 拠点 設備 機器 機構 系統 回路 部材 "
    "ユニット ライン システム データ サーバー アプリ ツール モデル マニュアル プロセス リスク コスト スケジュール レポート テスト サンプル ロット "
    "課題 対策 効果 影響 原因 障害 事故 不良 異常 苦情 要望 提案 案件 契約 取引 先方 業者 候補 体験 訓練 講座 資料 指標 目標 率 "
    "業務 作業 処理 確認 判定 承認 変更 移行 統合 分割 共有 公開 管理 運用 改善 強化 見直し 標準化 自動化 内製化 外注化 効率化"
)
MODIFIERS = words(
    "新しい 現行の 次期の 来期の 今期の 昨年度の 旧型の 小型の 大型の 高温の 低温の 一部の 主要な 重要な 軽微な 緊急の 定期的な 臨時の "
    "試験的な 社内の 社外の 国内の 海外向けの 東日本の 西日本の 本社の 第一工場の 第二工場の 九州支店の 名古屋支店の 協力会社の 委託先の "
    "親会社の 子会社の 競合他社の 主要顧客の 既存の 追加の 予備の 代替の 暫定の 恒久的な 標準の 特注の 量産用の 試作用の 検討中の "
    "未承認の 承認済みの 完了した 遅延している 停止中の 稼働中の 老朽化した 導入予定の 廃止予定の 前回指摘された 監査で指摘された "
    "利用者から寄せられた 現場から上がった 取引先と合意した 昨年導入した 共同で開発した 無償で貸与された 夜間に行う 無人で動く"
)
VERBS = words(
    "見直す 変更する 延期する 前倒しする 中止する 再開する 統合する 分割する 廃止する 新設する 拡張する 縮小する 移管する 委託する "
    "内製化する 標準化する 自動化する 文書化する 可視化する 共有する 公開する 報告する 承認する 却下する 検討する 調査する 検証する "
    "測定する 評価する 監視する 記録する 保管する 廃棄する 交換する 修理する 点検する 清掃する 校正する 調整する 補正する 設定する "
    "解除する 導入する 撤去する 移設する 増設する 発注する 検収する 納品する 返品する 値下げする 値上げする 請求する 精算する 計上する "
    "償却する 引き当てる 見積もる 交渉する 締結する 更新する 解約する 通知する 周知する 教育する 訓練する 採用する 配置する 異動させる "
    "絞り込む 洗い出す 取りまとめる 引き継ぐ 切り替える 組み替える 差し替える 取り下げる 立て直す 積み増す 抑える 早める 遅らせる 分ける"
)
ENDINGS = words(
    "ことを決定した ことで合意した こととする 必要がある 方針である 予定である 見込みである 案を採用した 方向で調整している よう求められている "
    "ことが承認された ことを提案する ことが望ましい ことは見送った 準備を進めている 責任を負う ものとする ことが確認された よう指示した "
    "ことになった 計画を取り下げた ことを検討中である までに終える 体制を整えた"
)
REASONS = (
    "{c}の{q}が{n}{u}を超えたため", "{c}に関する{c}が{d}に発覚したことから", "{p}から{c}の{v2}要請があり", "{c}と{c}の不一致が続いており",
    "{k}の{c}が{n}{u}不足しているため", "{c}を{d}までに終える前提で", "{p}の試算によれば{c}が{r}%下がるため", "{c}の{q}が想定の{r}倍に達し",
    "{k}については{c}の{q}が安定せず", "{c}を{v}には{n}{u}が必要なため", "{co}との協議の結果", "{co}が{c}を{v2}したことを受け",
    "{d}の{c}で指摘されたとおり", "{p}が作成した{c}に基づき", "前回の{c}では{r}%にとどまったため", "{c}の責任分担が曖昧なままで",
    "{k}の後継として", "{c}における{q}の低下を防ぐため", "{y}の{c}を財源として", "{c}が{c}より{n}{u}遅れており",
)  # fmt: skip
SENTENCES = (
    "{m}{c}は、{reason}、{m}{c}を{v}{e}。", "{reason}、{k}の{c}を{v}{e}。", "{p}は{c}の{q}を{n}{u}と報告し、{c}を{v}{e}。",
    "{m}{c}について{p}より説明があり、{reason}、{v}{e}。", "{c}の{q}は{n}{u}（{k}）とし、{c}の{v2}時に{p}が{v}{e}。",
    "{y}で{co}に{c}を発注し、{d}に{c}を{v}{e}。", "{k}に用いる{m}{c}は{q}{n}{u}以上とし、{c}を{v}{e}。",
    "{d}時点の{c}は{y}で、{m}{c}に比べ{r}%の差がある。", "{c}と{c}のうち、{reason}、前者を先に{v}{e}。",
    "なお、{m}{c}の{q}が{n}{u}に満たない場合は、{c}を{v}{e}。", "{p}によると、{m}{c}では{c}の{q}が{r}%であった。",
    "{co}の{c}は{y}であり、{m}{c}の{r}%に当たる。", "{m}{c}を{v}にあたり、{p}が{c}を{d}までに{v}{e}。",
    "{c}の{v2}に先立ち、{m}{c}と{k}の{c}を{v}{e}。", "{k}の{c}が{n}{u}を下回ったときは、{p}の判断で{m}{c}を{v}{e}。",
)  # fmt: skip
QUANTITIES = words(
    "数量 温度 圧力 誤差 所要時間 歩留まり 応答時間 稼働率 在庫日数 回転数 重量 長さ 厚さ 電流 消費電力 人数 件数 単価 遅延 含有量"
)
UNITS = words(
    "件 台 個 本 枚 人 名 時間 分 秒 日 週間 か月 回 kg トン mm μm kW kPa 度 % 点 箱 ロット 営業日"
)

EN_NOUNS = words(
    "cooling inspection transport coating casting welding grinding moulding packaging shipment procurement inventory warehouse export customs retail "
    "campaign recruitment training appraisal payroll treasury audit litigation contract patent prototype calibration certification safety energy "
    "ventilation drainage recycling maintenance alarm network wiring sensor motor valve pipeline furnace tooling resin alloy adhesive lubricant drying "
    "vacuum filling mixing extraction customer membership settlement credit terminal dashboard invoice approval budget margin liquidity insurance travel "
    "benefits evacuation fleet parking subsidiary licensing onboarding telemetry failover migration caching indexing sampling tokenization billing"
)
EN_HEADS = words(
    "procedure schedule baseline threshold capacity tolerance register ledger forecast allowance workflow interface module adapter assembly specification "
    "drawing template checklist committee review supplier vendor contractor shortage backlog deviation incident complaint proposal agreement clause warranty "
    "penalty rebate discount surcharge quota target metric report summary estimate assumption dependency constraint regression outage retry window budget "
    "policy exemption inventory batch sample fixture connector manifold housing bearing coupling cluster replica queue pipeline dataset annotation"
)
EN_ADJ = words(
    "revised interim obsolete mandatory optional redundant primary secondary regional overseas quarterly annual confidential preliminary approved disputed "
    "delayed accelerated temporary permanent manual automated high-pressure low-noise refurbished outsourced in-house seasonal unplanned recurring minor "
    "critical legacy next-generation pilot joint exclusive deferred unaudited consolidated amended nightly"
)
EN_VERBS = words(
    "replace postpone consolidate outsource renegotiate recalibrate terminate extend document automate reassign suspend escalate reimburse inspect relocate "
    "redesign benchmark decommission prioritise withhold disclose reconcile forecast standardise refurbish certify archive subcontract audit quarantine "
    "rollback throttle shard deprecate refactor instrument encrypt provision validate"
)
EN_SENTENCES = (
    "{o}, {o} and {o} go to {eco}; the rest stays with {t}.",
    "{n} {eu} of {o} were {a}, {n} were {a}, and {ep} chose to {ev} both.",
    "Who will {ev} {o} after {ed}? {ep} suggested {t}, {ep} suggested {t}.",
    "{eco} wants {ey} for {o}, yet {because}.",
    "How {t} {ev} {o} is {a}; why they {ev} {o} is {adv} {a}.",
    "Compared with {o}, our {noun} needs {n} {eu} more of {w} and {r}% less {noun}.",
    "{Because} - that is what {ep} of {eco} told {t} about {o}.",
    "Rule {n}: {ev} {o}, then {ev} its {noun}, and only then {adv} {ev} {o}.",
    "The {a} {w} was {n} {eu} above the {w}, so {ep} asked {t} to {ev} {o} before {ed}.",
    "{ep} reported that {o} for {k} fell by {r}% {because}.",
    "Under {o}, {eco} will {ev} {n} {eu} of {w} by {ed} at a cost of {ey}.",
    "If {o} drops below {n} {eu}, {t} must {ev} {o} within {n} days.",
    "We {adv} agreed to {ev} {o}, {because}.",
    "{k} needs {o}; the current {w} tolerates only {r}% of {w}.",
    "The {w} depends on {n} {eu} of {w}, which {ep} expects {eco} to {ev} in {ed}.",
    "Between {ed} and {ed}, {o} cost {ey}, or {r}% of the {w}.",
    "Do not {ev} {o} until {ep} has {adv} signed the {a} {w} for {k}.",
    "A {a} {w} of {n} {eu} would let us {ev} the {w} without touching {o}.",
    "{Adv}, {t} can {ev} {o} only when {o} has been settled with {eco}.",
    "{Adv}, {ep} prefers to {ev} {o} rather than {ev} {o}, {because}.",
    "What {eco} calls {o} is in our view {o}, and we {adv} {ev} it.",
    "Anyone who may {ev} {o} also answers for {o} and its {noun}.",
    "{t} found {n} {eu} of {w} in {o}, {because}.",
    "Nobody could {adv} {ev} {o} while {eco} still held {o}.",
    "As {ep} put it, the {noun} behind {o} is {a}, not {a}.",
    "{ey} was set aside to {ev} {o}; {r}% went to {o} instead.",
    "Our {noun} with {eco} ends in {ed}, {because}.",
    "Once {o} reaches {n} {eu}, we {ev} {o} and {adv} {ev} the {noun}.",
    "Without {o}, the {w} in {k} would {adv} exceed {n} {eu}.",
    "In {ed} {t} will decide whether to {ev} {o} or {ev} {o}.",
    "{ep} owns {o}, {ep} owns {o}, and neither may {ev} the {noun} alone.",
    "Please {ev} {o}: {because}.",
)
EN_GROUPS = (
    "group",
    "team",
    "people",
    "side",
    "committee",
    "owners",
    "desk",
    "office",
    "experts",
    "shift",
    "staff",
    "working party",
)
EN_BECAUSE = (
    "while {t} kept to {o}",
    "despite what {ep} wrote in {ed}",
    "because {ep} could {adv} {ev} {o}",
    "which cost {t} {ey} and {n} {eu}",
    "on condition that {o} stays with {t}",
    "and {eco} will not {ev} it again",
    "as long as {t} {adv} {ev} {o}",
    "though {r}% of {o} was {a}",
    "because {o} at {eco} exceeded {ey}",
    "although {ep} had {adv} objected to {o}",
    "since {k} cannot {ev} more than {n} {eu}",
    "which {t} had missed in {ed}",
    "given the {a} {noun} of {o}",
    "even if {o} turns out to be {a}",
    "as {o} and {o} no longer match",
    "after {t} chose to {ev} {o}",
    "so that the {noun} stays {adv} {a}",
    "unless {eco} can {ev} it by {ed}",
    "for which {ep} has {n} {eu} left",
    "in line with {o} of {ed}",
)
EN_TEAMS = (
    "the board",
    "the plant",
    "legal",
    "the buyers",
    "our auditors",
    "the night shift",
    "two of us",
    "sales",
    "the works council",
    "engineering",
    "finance",
    "the vendor's staff",
)
EN_UNITS = words(
    "units hours days boxes litres kilograms samples tickets pallets seats licences meters requests nodes lots"
)
MONTHS = words(
    "January February March April May June July August September October November December"
)

COMPANIES = tuple(
    f"{a}{b}" for a in ["青葉", "北斗", "常磐", "瑞穂", "白峰", "京浜", "五洋", "三栄", "東雲", "西嶺", "明和", "鶴見", "八雲", "桐生", "若狭", "日野原", "大森台", "南海堂", "富岳", "千歳川"]
    for b in ["電機", "精工", "化成", "物産", "商事", "工業", "システムズ", "製作所", "運輸", "フーズ", "薬品", "建設"]
)  # fmt: skip
EN_FIRST, EN_LAST = english_pool()
EN_COMPANIES = tuple(
    f"{a} {b}" for a in EN_LAST
    for b in words("Metals Foods Logistics Systems Chemicals Freight Optics Partners Textiles Energy")
)  # fmt: skip
SURNAMES = words(
    "佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 清水 山崎 森 池田 橋本 阿部 石川 前田 藤田 小川 後藤 岡田 長谷川 村上 近藤 石井 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 藤原 岡本 松田 中川 中野 原田 小野 田村 竹内 金子 和田 中山 石田 上田 森田 柴田 酒井 工藤"
)
GIVEN = tuple(a + b for a in ["健", "翔", "大", "陽", "美", "優", "由", "真", "智", "裕", "和", "正", "直", "明", "恵", "千", "俊", "浩", "秀", "亮"] for b in ["太", "介", "子", "香", "一", "郎", "奈", "人", "也", "美", "衣", "樹", "輔", "彦", "代", "里", "菜", "志", "希", "吾"])  # fmt: skip


def compound(rng: random.Random) -> str:
    return rng.choice(FIRST) + rng.choice(SECOND)


def name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def code(rng: random.Random) -> str:
    """What things are called by: KX-204, TR9B, 44-1107."""
    letters = "".join(rng.choices("ABCDEFGHKLMNPRSTVWXZ", k=rng.randrange(2, 4)))
    forms = (
        f"{letters}-{rng.randrange(10, 9999)}",
        f"{letters}{rng.randrange(2, 99)}{rng.choice('ABCX')}",
        f"{rng.randrange(10, 99)}-{rng.randrange(1000, 9999)}",
    )
    return rng.choice(forms)
