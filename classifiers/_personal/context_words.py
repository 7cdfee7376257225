"""Words that stand beside a value and say what it is, by family; all as folded text has them.

A space in a word of Latin letters stands for a space, `_`, `-` or nothing.
"""

# ruff: noqa: E501 a word is not broken

from __future__ import annotations

import enum

from classifiers._personal.listed import listed


class Family(enum.Enum):
    """What a label says that its value is."""

    MY_NUMBER = "My Number"
    LICENCE = "driving licence"
    PASSPORT = "passport"
    RESIDENCE = "residence card"
    INSURER = "health insurer number"
    INSURED = "health insurance symbol and number"
    PENSION = "basic pension number"
    EMPLOYMENT = "employment insurance number"
    ACCOUNT = "bank account"
    DEPOSIT = "kind of deposit"
    POST_SYMBOL = "postal savings account"
    CARD = "payment card"
    PHONE = "telephone"
    EMAIL = "e-mail"
    POSTAL = "postal code"
    ADDRESS = "address"
    BIRTH = "birth date"
    PERSON = "person's name"
    ROLE = "person in charge"
    READING = "reading of a name"
    SSN = "US social security number"
    RRN = "Korean resident registration number"
    CHINESE = "Chinese resident identity number"
    TAIWANESE = "Taiwanese identity number"
    SINGAPOREAN = "Singaporean NRIC or FIN"
    THAI = "Thai identity number"
    NIK = "Indonesian NIK"
    IBAN = "IBAN"
    CORPORATE = "corporate number"
    OTHER = "number of a thing"

    __hash__ = object.__hash__  # members are looked up for every label; Enum's own is slower


LABELS: dict[Family, str] = {
    Family.MY_NUMBER: "マイナンバー|マイナンバ|個人番号|個人ナンバー|個人no|my number|individual number",
    Family.LICENCE: (
        "運転免許証番号|運転免許証の番号|運転免許番号|免許証番号|免許証の番号|免許番号|"
        "運転免許証|運転免許|免許証|免許証no|driver's license|drivers license|driver license|"
        "driver's license no|drivers license no|driver license no|driver licence no|"
        "driving licence no|driving license no|licence no|license no|unten menkyo|menkyo bango|"
        "driving licence|driving license|driver licence|licence number|license number"
    ),
    Family.PASSPORT: (
        "旅券番号|パスポート番号|旅券の番号|旅券no|パスポートno|旅券|パスポート|"
        "passport number|passport no|passport num|passport|护照号码|护照|護照號碼|護照|"
        "여권번호|여권"
    ),
    Family.RESIDENCE: (
        "在留カード番号|在留カード等番号|在留カード|在留番号|特別永住者証明書番号|"
        "特別永住者証明書|外国人登録証番号|residence card number|residence card no|residence card|zairyu card|zairyu bango"
    ),
    Family.INSURER: "保険者番号|公費負担者番号|insurer number|insurer no|hokensha bango",
    Family.INSURED: (
        "健康保険証番号|健康保険番号|健康保険証|保険証番号|保険証の番号|保険証の記号|"
        "保険証記号|保険証|被保険者証記号|被保険者証番号|被保険者証|被保険者記号|"
        "被保険者番号|記号番号|受給者番号|介護保険番号|health insurance number|"
        "insurance card number|health insurance no|health insurance card|insurance card no|"
        "insurance card|保険証記号・番号|被保険者記号・番号|記号・番号|記号及び番号|hokensho|"
        "insured number|insured no|hihokensha bango"
    ),
    Family.PENSION: "基礎年金番号|年金番号|年金手帳番号|年金手帳の番号|年金手帳|basic pension number|basic pension no|pension number|"
    "pension no|nenkin bango",
    Family.EMPLOYMENT: (
        "雇用保険被保険者番号|雇用保険番号|雇用保険の被保険者番号|雇用保険の番号|"
        "雇用保険者番号|employment insurance number|employment insurance no|employment insurance|"
        "unemployment insurance number|koyo hoken"
    ),
    Family.ACCOUNT: (
        "口座番号|口座no|振込先口座|振込口座|振込先|銀行口座|給与口座|受取口座|引落口座|"
        "普通預金口座|普通口座|当座口座|bank account number|bank account|account number|"
        "account no|acct no|a/c no|银行账号|银行卡号|계좌번호"
    ),
    Family.DEPOSIT: "普通預金|当座預金|貯蓄預金|普通|当座|貯蓄|(普)|(当)|口座",
    Family.POST_SYMBOL: "ゆうちょ銀行|ゆうちょ|郵便貯金|通帳記号|記号",
    Family.CARD: (
        "クレジットカード番号|クレジットカード|クレカ番号|クレカ|カード番号|カードno|"
        "デビットカード|デビット|カード|会員カード|クレジット|決済|支払い|支払|引き落とし|"
        "引落|有効期限|セキュリティコード|名義|credit card number|credit card|card number|"
        "card no|cardnumber|debit card|card|pan|visa|mastercard|master card|amex|"
        "american express|jcb|diners|discover|payment|expiry|expires|expiration|exp|cvv|cvc|"
        "信用卡|신용카드|카드번호"
    ),
    Family.PHONE: (
        "電話番号|携帯電話番号|携帯番号|携帯電話|電話|携帯|固定電話|連絡先|自宅|緊急連絡先|"
        "直通|代表電話|fax番号|ファックス|ファクス|ファクシミリ|fax|tel|telephone number|"
        "telephone|mobile phone number|cell phone number|home phone|work phone|office phone|"
        "mobile phone|phone number|phone no|phone|mobile number|mobile|cell phone|cell|"
        "contact number|でんわ|ケータイ|手机号|手机|电话|電話號碼|전화번호|전화|휴대폰|"
        "연락처|โทรศัพท์|โทร|điện thoại|số điện thoại|telepon|nomor hp|call me at|call|"
        "whatsapp"
    ),
    Family.EMAIL: "メールアドレス|電子メール|メアド|メール|e-mail|email|mail",
    Family.POSTAL: "郵便番号|〒番号|postal code|post code|zip code|zip",
    Family.ADDRESS: (
        "現住所|住所|居所|所在地|居住地|住まい|送付先|届け先|届先|お届け先|配送先|本籍地|"
        "本籍|勤務地|実家|home address|street address|mailing address|shipping address|"
        "billing address|address"
    ),
    Family.BIRTH: (
        "生年月日|誕生日|出生日|出生年月日|誕生年月日|生まれた日|birth date|date of birth|"
        "birthday|birthdate|dob|d.o.b.|born on|born|出生日期|생년월일|생일"
    ),
    Family.PERSON: (
        "氏名|お名前|御氏名|姓名|本名|患者名|患者氏名|顧客名|社員名|従業員名|会員名|利用者名|"
        "申込者名|申込者|申請者名|申請者|契約者名|契約者|被保険者名|被保険者氏名|名義人|"
        "口座名義|契約名義|加入者名|入居者名|応募者名|応募者|受験者名|生徒名|学生名|児童名|"
        "園児名|担当者名|担当者氏名|代表者名|代表者氏名|届出人|受取人|受取人名|差出人名|宛名|"
        "世帯主|保護者名|保護者氏名|保護者|名前|full name|customer name|employee name|"
        "patient name|contact name|contact person|client name|legal name|cardholder name|"
        "cardholder|account holder|account name|applicant name|applicant|recipient name|"
        "name of applicant|passenger name|guest name|student name|given name and surname|"
        "beneficiary name|beneficiary|emergency contact|patient|tenant name|"
        "성명|이름|姓名"
    ),
    Family.ROLE: (
        "担当者|担当営業|営業担当|担当医|主治医|担当|責任者|代表者|記入者|記録者|作成者|"
        "承認者|確認者|報告者|起案者|発注者|連絡者|窓口|出席者|参加者|欠席者|講師|面接官|"
        "上司|部下|差出人|送信者|受信者|宛先|代表取締役社長|代表取締役|取締役社長|社長|名義|"
        "本人|発信者|起票者|決裁者|監督|司会|議事録作成|議長|書記|契約担当|相談者|被害者|"
        "加害者|被相続人|相続人|故人|喪主|患者|顧客|社員|従業員|父|母|夫|妻|長男|長女|続柄|"
        "assignee|reporter|author|owner|manager|attendees|first name|last name|surname|"
        "family name|given name|name|from|to|cc|signed|attn"
    ),
    Family.READING: (
        "フリガナ|ふりがな|氏名カナ|氏名(カナ)|カナ氏名|氏名かな|お名前(カナ)|名前(カナ)|"
        "口座名義(カナ)|口座名義カナ|読み仮名|ヨミガナ|よみがな|セイメイ|カナ名|"
        "name kana|kana name|furigana|yomigana|name reading"
    ),
    Family.SSN: "social security number|social security no|social security|ssn",
    Family.RRN: "주민등록번호|주민번호|외국인등록번호|resident registration number|rrn",
    Family.CHINESE: "身份证号码|身份证号|身份证|公民身份号码|居民身份证|resident identity card|chinese id",
    Family.TAIWANESE: "身分證字號|身分證號碼|身分證|身份證字號|國民身分證|統一證號|taiwan id|roc id",
    Family.SINGAPOREAN: "nric|fin number|nric/fin|fin no",
    Family.THAI: (
        "เลขประจำตัวประชาชน|บัตรประชาชน|เลขบัตรประชาชน|thai id|thai national id|citizen id|タイ国民id"
    ),
    Family.NIK: "nomor induk kependudukan|nik|no ktp|nomor ktp|ktp",
    Family.IBAN: "iban",
    Family.CORPORATE: (
        "法人番号|会社法人等番号|適格請求書発行事業者登録番号|適格請求書発行事業者|"
        "インボイス登録番号|インボイス番号|登録番号|corporate number|"
        "invoice registration number"
    ),
    Family.OTHER: (
        "注文番号|注文no|注文id|発注番号|受注番号|受注no|オーダー番号|伝票番号|伝票no|"
        "送り状番号|送り状no|送り状|追跡番号|荷物番号|お問い合わせ番号|お問合せ番号|"
        "問い合わせ番号|問合せ番号|問合番号|管理番号|品番|品目コード|部品番号|型番|型式|"
        "商品コード|商品番号|製品番号|製造番号|シリアル番号|シリアル|ロット番号|ロット|図番|"
        "図面番号|バーコード|janコード|jan|ean|isbn|issn|案件番号|案件id|契約番号|見積番号|"
        "請求番号|請求書番号|納品書番号|会員番号|顧客番号|顧客コード|顧客id|社員番号|"
        "ファームウェア|firmware|boot loader|bootloader|revision|予約番号|受付番号|整理番号|チケット番号|証券番号|在庫番号|機番|製番|バージョン|"
        "セッションid|トランザクションid|取引番号|取引id|決済id|金額|数量|単価|価格|円|"
        "order number|order no|order id|order|tracking number|tracking no|tracking id|"
        "tracking|invoice number|invoice no|invoice|serial number|serial no|serial|"
        "part number|part no|sku|lot number|lot no|lot|version|ticket|case number|case id|"
        "session id|transaction id|request id|trace id|build|reference number|ref no|"
        "product code|product id|model number|barcode|timestamp|unix time|epoch|checksum|"
        "commit|hash|price|amount|qty|quantity|total"
    ),
}

TOPICS = listed("""
    源泉徴収 年末調整 扶養控除 扶養親族 支払調書 給与支払報告 確定申告 住民票 住民税
    社会保険 雇用保険 資格取得届 番号確認 本人確認 特定個人情報 番号法 通知カード
    マイナポータル
    """)
"""Forms and matters that a My Number belongs to: the company that it keeps."""
