"""Family names that are common in Japan: cues at which a text is looked at more closely.

They decide nothing; SudachiPy does. A name that is not here is found beside an honorific, a role
or a label.
"""

from classifiers._personal.listed import listed

SURNAMES = frozenset(
    listed("""
    佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村
    斎藤 清水 山崎 阿部 池田 橋本 山下 石川 中島 前田 藤田 後藤 小川 岡田 村上 長谷川 近藤
    石井 斉藤 坂本 遠藤 藤井 青木 福田 三浦 西村 藤原 太田 松田 原田 岡本 中野 中川 小野
    田村 竹内 金子 中山 和田 石田 工藤 上田 森田 柴田 酒井 宮崎 横山 宮本 内田 高木 安藤
    谷口 大野 丸山 今井 高田 藤本 武田 村田 上野 杉山 増田 菅原 平野 大塚 千葉 久保 松井
    小島 岩崎 桜井 野口 松尾 野村 木下 菊地 佐野 大西 杉本 新井 浜田 菅野 市川 水野 小松
    島田 古川 小山 高野 西田 菊池 山内 西川 五十嵐 北村 安田 中田 川口 平田 川崎 飯田 吉川
    本田 久保田 沢田 辻 関 吉村 渡部 中西 服部 樋口 福島 川上 永井 松岡 田口 山中 森本 土屋
    矢野 広瀬 秋山 石原 松下 大橋 松浦 吉岡 小池 馬場 浅野 荒木 大久保 野田 小沢 田辺 川村
    星野 黒田 堀 尾崎 望月 永田 熊谷 内藤 松村 西山 大谷 平井 大島 岩田 片山 本間 早川 横田
    岡崎 荒井 大石 鎌田 成田 宮田 小田 石橋 篠原 須藤 河野 大沢 小西 南 高山 栗原 伊東 松原
    三宅 福井 大森 奥村 岡 内山 片岡 松永 桑原 関口 北川 奥田 富田 古賀 八木 吉野 中沢 上原
    今村 白石 中尾 小泉 川島 青山 平山 牧野 岡村 河合 坂口 栗田 宮下 西本 三好 神田 澤田
    齋藤 渡邊 渡邉 髙橋 山﨑 濱田 櫻井 齊藤 廣瀬 島崎 宮川 児玉 足立 小野寺 児島 堀内 大川
    町田 大村 佐久間 相沢 藤川 竹田 植田 星 浜崎 榎本 中井 山岸 津田 上村 河村 稲垣 武藤
    戸田 中原 川田 飯塚 根本 柳田 村井 滝沢 滝川 杉浦 土井 西尾 塚本 大竹 戸塚 長田 長尾
    岡部 江口 金田 堀江 荻野 天野 黒木 吉本 吉原 石黒 川本 伊賀 島村 谷川 寺田 大内 小原
    白井 浅井 米田 藤沢 村松 堤 安部 日高 大場 岸本 神谷 竹中 甲斐 柏木 野崎 庄司 金井 丹羽
    畠山 北野 本多 永野 小倉 矢島 宇野 篠田 岩本 倉田 宮沢 平川 大平 三上 西野 須田 井口
    矢部 笠原 若林 竹本 福本 長島 榊原 高島 福原 寺島 下田 高井 小野田 志村 岩井 野中 相馬
    門脇 田島 飯島 安達 古田 宮原 桐生 長野 秋田 比嘉 金城 大城 宮城 新垣 玉城 上地 島袋
    知念 仲村 福永 坂井 有馬 冨田 小笠原 大和田 大西 真鍋 越智 徳永 緒方 井手 蒲田 森下 森川
    森山 川端 林田 水谷 近森 鳥居 植村 西岡 岸田 安倍 菅井 柳沢 塩田 深沢 黒川 黒沢 湯浅
    都築 今野 三田 萩原 柿沼 倉持 染谷 椎名 鴨川 小柳 米山 風間 桑田 種田 向井
    """)
)

ROMAJI = frozenset(
    listed("""
    sato satou suzuki takahashi tanaka ito itou watanabe yamamoto nakamura kobayashi kato
    katou yoshida yamada sasaki yamaguchi matsumoto inoue kimura saito saitou shimizu
    yamazaki yamasaki abe ikeda hashimoto yamashita ishikawa nakajima nakashima maeda fujita
    goto gotou ogawa okada murakami hasegawa kondo ishii sakamoto endo endou aoki fukuda
    miura nishimura fujiwara ota matsuda harada okamoto nakano nakagawa ono tamura takeuchi
    kaneko nakayama wada ishida kudo ueda morita shibata sakai miyazaki yokoyama miyamoto
    uchida takagi ando taniguchi ohno imai takada fujimoto takeda murata ueno sugiyama
    masuda sugawara hirano otsuka kubo matsui kojima iwasaki sakurai noguchi matsuo nomura
    kinoshita kikuchi onishi sugimoto arai hamada ichikawa mizuno komatsu shimada koyama
    nishida yamauchi nishikawa igarashi kitamura yasuda nakata kawaguchi hirata kawasaki
    iida yoshikawa honda kubota sawada hattori higuchi fukushima kawakami nagai matsuoka
    taguchi tsuchiya yano hirose akiyama ishihara matsushita ohashi matsuura yoshioka
    """)
)

FIRST_NAMES = frozenset(
    listed("""
    james john robert michael william david richard joseph thomas charles christopher daniel
    matthew anthony donald steven paul andrew joshua kenneth kevin brian george edward
    ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin
    scott brandon benjamin samuel gregory alexander patrick raymond dennis jerry tyler aaron
    jose adam nathan henry douglas zachary peter kyle walter ethan jeremy harold keith
    christian roger noah gerald carl terry sean arthur lawrence jesse dylan bryan joe jordan
    billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent
    russell louis philip bobby jane mary patricia jennifer linda elizabeth barbara susan jessica
    sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle carol
    amanda dorothy melissa deborah stephanie rebecca laura sharon cynthia kathleen amy
    angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra
    rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia
    victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline
    martha gloria teresa ann sara madison frances kathryn janice jean abigail alice julia
    judy sophia denise amber doris marilyn danielle beverly isabella theresa diana natalie
    brittany charlotte marie kayla alexis lori taro hanako ichiro jiro kenji takashi hiroshi
    kenta daisuke yuki haruka misaki yuko keiko akiko naoko tomoko kazuko yoko kyoko mayumi
    satoshi makoto shinji koji yuji takeshi tetsuya kazuya naoki ryo sho kaito yuta
    """)
)
