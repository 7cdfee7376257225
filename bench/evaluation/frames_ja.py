"""How people in Japanese offices write when they write about somebody. Frames by kind of text."""

# ruff: noqa: E501 frames read best unbroken

from __future__ import annotations

PHRASES = {
    "hello": (
        "お世話になっております。",
        "いつもお世話になっております。",
        "お疲れ様です。",
        "お疲れさまです。",
        "平素より大変お世話になっております。",
        "突然のご連絡失礼いたします。",
        "ご無沙汰しております。",
    ),
    "bye": (
        "よろしくお願いいたします。",
        "何卒よろしくお願い申し上げます。",
        "取り急ぎご連絡まで。",
        "ご確認のほどお願いいたします。",
        "以上です。",
        "お手数ですがよろしくお願いします。",
    ),
    "ask": (
        "次の文章を丁寧なメールに直してください。",
        "この内容を3行で要約して。",
        "以下を英訳してください。",
        "誤字がないか見てもらえますか。",
        "表に整理してください。",
        "返信の文案を作ってください。",
        "敬語を直して",
    ),
    "topic": (
        "先日の打ち合わせの件ですが、",
        "ご依頼の件につきまして、",
        "{product}の導入について、",
        "納期の件、",
        "見積{n}件の確認ですが、",
        "来週の予定ですが、",
    ),
    "sign": (
        "--\n{co}\n{dept} {name}\n{postal} {address}\nTEL: {landline} / FAX: {landline}\nE-mail: {mail}",
        "━━━━━━━━━━\n{co} {dept}\n{role}　{name}\n電話：{phone}\nMail：{mail}\n━━━━━━━━━━",
        "----\n{name}（{kana}）\n{dept}\nMobile: {mobile}\n{mail}",
        "＝＝＝＝＝\n{co}\n　{name} / {romaji}\n　{mail}\n　Tel {landline}　携帯 {mobile}\n　{postal}{address}\n＝＝＝＝＝",
        "{co}　{dept}　{sur}\n内線 {n} / 直通 {landline}",
    ),
}

MAIL = (
    "{co}\n{sur}様\n\n{@hello}{dept}の{sur}です。\n{@topic}下記までご連絡ください。\n電話：{phone}\nメール：{mail}\n\n{@bye}\n\n{@sign}",
    "{sur}さん\n\n{@hello}\n{date}の面談者は{name}さんです。携帯は{mobile}、当日の連絡はこちらへお願いします。\n\n{@bye}\n{sur}",
    "件名：お届け先変更のお願い\n\n{@hello}\n配送先を次の住所に変更してください。\n{postal}\n{address}\n{name}宛\n\n{@bye}\n{@sign}",
    "{@ask}\n---\n{sur}様、{@hello}請求書は{mail}宛てに送付済みです。不明点は{landline}までお電話ください。担当：{name}",
    "{@ask}\n{co}の{sur}様から{date}に電話があり、折り返し{mobile}にかけてほしいとのことでした。",
    "From: {name} <{mail}>\nTo: {mail}\nSubject: 入館申請\n\n{@hello}\n{date}の来訪者は{co}の{name}様、{name}様の2名です。\n{@bye}",
    "差出人: {name}<{mail}>\n宛先: {mail}; {mail}\n件名: Re: {product}の件\n\n{sur}です。\n{@topic}承知しました。\n{@bye}\n{@sign}",
    "{sur}{role}\n\nお疲れ様です、{sur}です。\n年末調整の件ですが、マイナンバーを添付し忘れたので本文に書きます。\n{my_number}\nです。よろしくお願いします。",
    "経理ご担当者様\n\n振込先が変わりましたのでお知らせします。\n{bank}　{branch}　<普通|当座>　{account}\n口座名義　{kana}\n\n{@bye}",
    "{sur}様\n\nご返金の口座を承りました。{bank}{branch}の普通預金、口座番号{account}、名義{kana}様で手続きいたします。",
    "人事部　{sur}様\n\n雇用保険の被保険者番号は{employment}です。前職の離職票は別便で送ります。\n{@sign}",
    "各位\n\n{date}付で{name}が{dept}{role}に着任します。\n{@bye}",
    "{@hello}{co}の{name}と申します。<お見積り|資料>の送付先は{address}（{postal}）です。{@bye}",
)

CHAT = (
    "{sur}さんの携帯って{mobile}であってる？",
    "あ、{sur}さんの新しい番号 {bare_phone} です📱",
    "カード番号は{card}、有効期限は12/28でお願いします",
    "経費のカードこれです {card} JCBのやつ",
    "Aさん: 口座番号教えて\nBさん: {bank} {branch} 普通{account}\nAさん: ありがと",
    "{sur}くんに{mail}で送っといて！",
    "免許証の番号、{licence}で登録しました〜",
    "マイナンバー届いたよ。{my_number}だって",
    "個人番号は{my_number}なんですが、これで合ってますか？",
    "パスポートの番号いる？{passport}です。名前は{romaji}",
    "実家の住所？{address}だよ",
    "住所 {address}\n電話 {phone}\nで予約しておいて",
    "{name}さん、{birth}生まれなので今年で定年ですよね",
    "誕生日が{birth}だから、年齢計算して",
    "基礎年金番号ってどこに書いてある？→ {pension} って手帳にあった",
    "在留カード番号{residence}の人、更新が必要です",
    "@{sur} さん、{sur}さんから電話。{landline}に折り返しで",
    "ゆうちょの記号{yucho_symbol}番号{yucho_number}に振り込んで",
    "{sur}さんと{sur}さん、あと{name}さんも来るって",
    "{sur}さんの誕生日は{birth}、入社日は2019年4月1日です",
    "連絡先→{mail} / {bare_phone}",
)

MINUTES = (
    "議事録\n日時：{date} {time}\n出席者：{name}、{name}、{sur}（{dept}）\n欠席者：{sur}\n\n1. {product}の更新\n・{sur}より説明があった。\n・次回までに{sur}さんが見積を取る。\n\n連絡先：{mail}",
    "【打合せメモ】\n先方：{co} {sur}様、{sur}様\n当方：{sur}、{sur}\n決定事項：{product}は{n}台、{yen}\n宿題：{sur}さん→納品先の住所（{address}）を確認",
    "■定例会\n参加：{sur}{role}、{sur}{role}、{name}\n{sur}{role}から{product}の進捗を報告。{sur}さん指摘あり。\n次回 {date}",
    "面談記録\n氏名 {name}（{kana}）\n生年月日 {birth}\n連絡先 {phone}\n所感：落ち着いて話す。{product}の経験あり。",
    "事故報告\n発生：{date}\n運転者：{name}（{dept}）\n免許証番号 {licence}\n相手方：{name}様　{phone}\n場所：{address}付近",
)

FORMS = (
    "履歴書\nふりがな　{kana}\n氏名　{name}\n生年月日　{birth}生（満{n}歳）\n現住所　{postal}　{address}\n電話　{phone}\nE-mail　{mail}",
    "扶養控除等申告書\nあなたの氏名：{name}\nあなたの個人番号：{my_number}\nあなたの住所又は居所：{postal}{address}\n世帯主の氏名：{name}\nあなたの生年月日：{birth}",
    "■お申込み内容\n【お名前】{name} 様\n【フリガナ】{kana}\n【ご住所】{postal} {address}\n【お電話番号】{phone}\n【メールアドレス】{mail}\n【商品】{product} {n}個",
    "雇用保険被保険者資格取得届\n被保険者番号　{employment}\n被保険者氏名　{name}\n生年月日　{birth}\n個人番号　{my_number}\n賃金　{yen}",
    "口座振替依頼書\n金融機関名：{bank}\n支店名：{branch}\n預金種目：<普通|当座>\n口座番号：{account}\n口座名義（カナ）：{kana}\nお届け電話番号：{phone}",
    "外国人雇用状況届出\n氏名（ローマ字）：{romaji}\n在留カード番号：{residence}\n国籍：ベトナム\n生年月日：{birth}\n旅券番号：{passport}",
    "健康保険 資格喪失証明書\n保険者番号 {insurer}\n記号 {symbol}　番号 {insured}\n被保険者 {name}\n生年月日 {birth}\n資格喪失日 2026年3月31日",
    "年金手帳の写し\n基礎年金番号\n{pension}\n氏名\n{name}\n生年月日\n{birth}",
    "入社手続きチェックリスト\n□ 氏名：{name}\n□ 運転免許証：{licence}\n□ マイナンバー（個人番号）：{my_number}\n□ 給与振込口座：{bank}{branch} 普通 {account}\n□ 緊急連絡先：{name}（父） {phone}",
    "本人確認書類（該当に○）\n・運転免許証　番号 第{licence}号\n・健康保険証　保険者番号 {insurer}\n・在留カード　{residence}\n住所 {address}",
    "受注票\n受注番号 2026-{n}\nお届け先 {postal}\n{address}\n{name} 様\nTEL {phone}\n商品 {product} × {n}\n金額 {yen}",
    "会員登録\n姓名: {name}\nメール: {mail}\n携帯電話: {bare_phone}\nクレジットカード: {card}\n誕生日: {birth}",
    "パスポートコピー読取結果\n{mrz}",
    "海外出張申請\n出張者　{name}（{romaji}）\nパスポートNo.　{passport}\n期間　{date}〜{date}\n緊急時の連絡先　{name}　{mobile}",
    "ゆうちょ銀行\n記号　{yucho_symbol}\n番号　{yucho_number}\n名義　{kana}",
    "賃貸借契約書\n貸主（甲） {name}\n住所 {address}\n借主（乙） {name}\n住所 {address}\n連帯保証人 {name}　電話 {phone}",
    "診療情報提供書\n患者氏名　{name}　様　<男|女>\n生年月日　{birth}\n住所　{address}\n電話　{phone}\n保険者番号　{insurer}\n記号・番号　{symbol}・{insured}",
)

DATA = (
    "INSERT INTO customers (name, phone, email) VALUES ('{name}', '{phone}', '{mail}');",
    "UPDATE members SET address = '{address}', tel = '{phone}' WHERE id = {n};",
    "BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nORG:{co}\nTEL;TYPE=CELL:{mobile}\nEMAIL:{mail}\nEND:VCARD",
    "<customer><name>{name}</name><tel>{phone}</tel><email>{mail}</email></customer>",
    "<table>\n<tr><th>氏名</th><td>{name}</td></tr>\n<tr><th>生年月日</th><td>{birth}</td></tr>\n<tr><th>住所</th><td>{address}</td></tr>\n</table>",
    '[{{"氏名": "{name}", "口座番号": "{account}"}}, {{"氏名": "{name}", "口座番号": "{account}"}}]',
    'customer = Customer(name="{name}", phone="{bare_phone}", email="{mail}")',
    "2026-11-20 09:12:44 WARN 本人確認に失敗 個人番号={my_number} 氏名={name}",
    "{postal}\n{address}\n{name}　様",
    "{co}\n{dept} {role}\n{name}\n{romaji}\n{postal} {address}\nTEL {landline}  FAX {landline}\n{mail}",
    "振込先：{bank} {branch} 普通 {account} {kana}",
    "10:02 {sur}: 資料送りました\n10:05 {sur}: 受け取りました、{mobile}に折り返します",
)

PROSE = (
    "{@ask}\n{name}は{birth}に生まれ、現在は{address}に住んでいる。",
    "{@ask}\n弊社{dept}の{name}が窓口となりますので、{mail}またはお電話（{landline}）にてお問い合わせください。",
    "{@ask}\nご契約者の{name}様（電話番号{phone}）より、住所を{address}へ変更したいとのお申し出がありました。",
    "{@ask}\n従業員{name}の個人番号{my_number}を源泉徴収票に記載する。",
    "{@ask}\n運転免許証番号{licence}の更新期限が{date}に迫っている。",
    "{@ask}\nカード番号{card}で{yen}の利用があり、ご本人の{sur}様に確認したところ覚えがないとのことだった。",
    "{@ask}\n{sur}氏の健康保険証は保険者番号{insurer}、記号{symbol}、番号{insured}である。",
    "{@ask}\n送金先のIBANは{iban}、受取人は{romaji}です。",
    "{@ask}\n患者の{name}さん（{birth}生まれ）は{date}に来院し、{sur}医師が診察した。",
    "{@ask}\n通報者は{name}と名乗り、{mobile}から架電している。住所は{address}とのこと。",
    "お問い合わせは{sur}（{mail}）まで。",
    "担当の{sur}までお気軽にどうぞ。電話は{landline}です。",
    "{name}先生のご講演は{date}{time}から。会場への連絡は{landline}へ。",
    "{sur}社長、{sur}専務、{sur}常務がそろって{co}を訪問した。",
)
