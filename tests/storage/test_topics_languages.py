"""Topics in the languages of the example: texts that are on a topic, and texts beside it that are not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import crawler.config
from crawler.core.models import Topic
from crawler.core.text import clean
from storage.topics import TopicMatcher

EXAMPLE = tomllib.loads(Path(crawler.config.__file__).with_name("newswatch.toml").read_text(encoding="utf-8"))
QUERIES = {
    "troops": EXAMPLE["topics"][0]["query"],
    # a strike at a port, a nuclear power station, an earthquake, peace talks, by the words of each language
    "ko strike": "(파업 OR 쟁의) AND (항만 OR 부두 OR 부산항)",
    "ko reactor": '원전 AND (재가동 OR "가동 중단")',
    "ko quake": "지진 NOT 지진계",
    "ja strike": "(スト OR ストライキ) AND (港 OR 港湾) NOT ストーブ",
    "ja reactor": "(原発 OR 原子力発電所) AND 再稼働",
    "ja quake": "地震 AND NEAR(震度 県, 20)",
    "zh strike": "(罢工 OR 罷工) AND (港口 OR 码头 OR 碼頭)",
    "zh reactor": "(核电站 OR 核電廠 OR 核电厂) NOT 股价",
    "zh quake": "地震 AND (遇难 OR 遇難 OR 死亡)",
    "ru strike": "(забастов* OR бастую*) AND порт*",
    "ru reactor": "(аэс OR реактор*) AND (остановл* OR отключ*)",
    "ru talks": "NEAR(переговор* мир*, 6)",
    "uk strike": "страйк* AND порт*",
    "uk people": "(зв'яз* OR об’єкт*) AND (відновл* OR відбуд*)",
    "uk talks": "NEAR(переговор* мир*, 6)",
    "de strike": "(streik* OR warnstreik*) AND (hafen OR häfen OR hafenarbeiter*)",
    "de reactor": "(atomkraftwerk* OR akw OR reaktor*) AND abgeschaltet",
    "de talks": '"Verhandlungen" AND (waffenruhe OR waffenstillstand*)',
    "fr strike": "(grève* OR gréviste*) AND (port OR ports OR dockers)",
    "fr reactor": '("centrale nucléaire" OR "centrales nucléaires" OR réacteur*) AND arrêt*',
    "fr talks": "(négociation* OR pourparlers) AND cessez-le-feu",
}

ON = {
    "ko": [
        ("troops", "북한군 1만여 명, 러시아 쿠르스크에 집결"),
        ("troops", "‘파병’ 북한 병력이 우크라이나에서 포로로 잡혔다"),
        ("troops", "조선인민군부대가러시아로이동했다 — 군인들의 증언"),
        ("troops", "Kim 위원장의 북한이 ＲＵＳＳＩＡ에 보낸 군인들"),
        ("ko strike", "부산항만 노조의 파업이 사흘째 이어졌다"),
        ("ko strike", "부두에서도 쟁의행위를 결정했다"),
        ("ko reactor", "고리원전2호기 재가동을 승인했다"),
        ("ko reactor", "원전의 “가동 중단”이 길어진다"),
        ("ko quake", "경주에서 규모 4.0 지진이 났다"),
        ("ko quake", "대지진으로부터 10년"),
    ],
    "ja": [
        ("troops", "北朝鮮兵がロシア西部クルスク州に到着した"),
        ("troops", "ウクライナ軍、「北朝鮮の部隊」の捕虜を公開"),
        ("troops", "北朝鮮の派兵をﾛｼｱが認める"),
        ("troops", "ロシアへ北朝鮮が\u3000兵士１万人"),
        ("ja strike", "神戸港の労組がストライキに入った"),
        ("ja strike", "港湾でスト突入、荷役止まる"),
        ("ja reactor", "東海第二原発の再稼働をめぐり協議"),
        ("ja reactor", "原子力発電所が13年ぶりに「再稼働」"),
        ("ja quake", "石川県で震度５強の地震がありました"),
        ("ja quake", "地震速報：震度4を青森県で観測"),
    ],
    "zh": [
        ("troops", "朝鲜士兵抵达俄罗斯库尔斯克"),
        ("troops", "北韓軍隊投入烏克蘭戰場"),
        ("troops", "基辅称俘虏两名朝鲜战俘"),
        ("troops", "朝鮮向俄羅斯出兵“一萬人”"),
        ("zh strike", "港口工人举行罢工"),
        ("zh strike", "碼頭工人罷工進入第二天"),
        ("zh reactor", "大亚湾核电站３号机组停机"),
        ("zh reactor", "核三，核電廠除役"),
        ("zh quake", "云南地震已致三人遇难"),
        ("zh quake", "花蓮強震：地震造成兩人死亡"),
    ],
    "ru": [
        ("troops", "Северокорейских солдат заметили под Курском"),
        ("troops", "КНДР отправила военных в Россию"),
        ("troops", "Киев показал пленного бойца из Северной Кореи"),
        ("troops", "«Войска КНДР» — у границ Украины"),
        ("ru strike", "Докеры порта объявили забастовку"),
        ("ru strike", "Портовики бастуют третий день"),
        ("ru reactor", "Реактор Курской АЭС отключён от сети"),
        ("ru reactor", "На АЭС остановлен третий энергоблок"),
        ("ru talks", "Переговоры о мире перенесли"),
        ("ru talks", "Делегация едет на мирные переговоры"),
    ],
    "uk": [
        ("troops", "Північнокорейські військові воюють на Курщині"),
        ("troops", "Полонених із Північної Кореї привезли до Києва"),
        ("troops", "Бійці з півночі: північнокорейськими бійцями командує Росія"),
        ("troops", "ПІВНІЧНА КОРЕЯ готує ВІЙСЬКА для РОСІЇ"),
        ("uk strike", "У порту Одеси оголосили страйк"),
        ("uk strike", "Портовики страйкують"),
        ("uk people", "Звʼязок у місті відновлено"),
        ("uk people", "Зв’язок відновлять до вечора"),
        ("uk people", "Об'єкти енергетики відбудують"),
        ("uk people", "Ремонт обʼєктів і відбудова мосту"),
        ("uk talks", "Переговори про мир тривають"),
    ],
    "de": [
        ("de strike", "Warnstreiks im Hamburger Hafen"),
        ("de strike", "Streikende blockieren die Häfen"),
        ("de strike", "HAFENARBEITER STREIKEN"),
        ("de reactor", "Der Reaktor in Biblis bleibt abgeschaltet"),
        ("de reactor", "AKW abgeschaltet"),
        ("de reactor", "Atomkraftwerke: „Alle abgeschaltet“"),
        ("de talks", "Neue Verhandlungen über eine Waffenruhe"),
        ("de talks", "Verhandlungen: Waffenstillstands\u00adabkommen in Sicht"),
    ],
    "fr": [
        ("fr strike", "Grève des dockers au Havre"),
        ("fr strike", "Les grévistes bloquent le port"),
        ("fr strike", "GREVE DANS LES PORTS"),
        ("fr reactor", "Un réacteur mis à l’arrêt"),
        ("fr reactor", "La centrale nucléaire arrêtée dimanche"),
        ("fr reactor", "L’arrêt de réacteurs inquiète"),
        ("fr talks", "Reprise des négociations sur un cessez-le-feu"),
        ("fr talks", "Pourparlers : le cessez‑le‑feu tient"),
    ],
}

BESIDE = {
    "ko": [
        ("troops", "한국군 병력이 우크라이나를 방문했다"),
        ("troops", "북한 병사 열병식, 평양에서 열려"),
        ("troops", "북부 한강에서 러시아 병력이 훈련"),
        ("ko strike", "부산항 물동량이 늘었다"),
        ("ko strike", "지하철 파업 예고"),
        ("ko reactor", "화력발전소 재가동"),
        ("ko quake", "새 지진계를 설치했다"),
        ("ko quake", "지하 진입로 공사"),
    ],
    "ja": [
        ("troops", "北朝鮮がロシアの大使を招いた"),
        ("troops", "韓国の部隊がウクライナを支援"),
        ("troops", "北の海、朝の光とロシアの部隊"),
        ("ja strike", "港でストーブが売れる"),
        ("ja strike", "航空会社のストライキ"),
        ("ja reactor", "原発の廃炉作業"),
        ("ja reactor", "火力発電所が再稼働"),
        ("ja quake", "地震に備える訓練"),
    ],
    "zh": [
        ("troops", "朝鲜与俄罗斯签署贸易协定"),
        ("troops", "韩国军队访问乌克兰"),
        ("troops", "朝鲜士兵在平壤阅兵"),
        ("zh strike", "港口吞吐量上升"),
        ("zh strike", "教师罢工"),
        ("zh reactor", "核电站概念股价大涨"),
        ("zh reactor", "火电站停机"),
        ("zh quake", "地震预警系统上线"),
    ],
    "ru": [
        ("troops", "Южнокорейские военные приехали на Украину"),
        ("troops", "Парад солдат КНДР в Пхеньяне"),
        ("troops", "Посол КНДР вернулся в Россию"),
        ("ru strike", "Забастовка учителей"),
        ("ru strike", "Порт принял первый танкер"),
        ("ru reactor", "На АЭС загрузили топливо"),
        ("ru reactor", "Поезд остановлен у станции"),
        ("ru talks", "Переговоры о поставках газа"),
    ],
    "uk": [
        ("troops", "Південнокорейські військові відвідали Україну"),
        ("troops", "Парад солдатів у Пхеньяні, Північна Корея"),
        ("troops", "Посол із Північної Кореї прибув до Росії"),
        ("uk strike", "Страйк учителів"),
        ("uk strike", "Порт прийняв судно"),
        ("uk people", "Звання відновлено"),
        ("uk people", "Об’їзд відновлено"),
        ("uk talks", "Переговори про ціну на газ"),
    ],
    "de": [
        ("de strike", "Streik bei der Bahn"),
        ("de strike", "Der Hafen wird ausgebaut"),
        ("de strike", "Streit um den Hafen"),
        ("de reactor", "Der Reaktor läuft"),
        ("de reactor", "Straßenlaternen abgeschaltet"),
        ("de talks", "Verhandlungen über Zölle"),
        ("de talks", "Waffenruhe hält"),
        ("de talks", "Waffenhändler vor Gericht, Verhandlungen vertagt"),
    ],
    "fr": [
        ("fr strike", "Grève des enseignants"),
        ("fr strike", "Le port s’agrandit"),
        ("fr strike", "Il porte un grief, la gravité du port"),
        ("fr reactor", "Le réacteur fonctionne"),
        ("fr reactor", "Arrêt de la centrale à charbon, le nucléaire en débat"),
        ("fr talks", "Négociations salariales"),
        ("fr talks", "Le feu ne cesse de progresser, les négociations aussi"),
        ("fr talks", "Le cessez-le-feu tient"),
    ],
}


def cases(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    return [case for language in table.values() for case in language]


def is_on(topic: str, title: str, text: str) -> bool:
    return bool(TopicMatcher([Topic(topic, QUERIES[topic])]).match(clean(title), clean(text)))


@pytest.mark.parametrize(("topic", "words"), cases(ON))
def test_a_text_on_the_topic_matches_in_its_language(topic: str, words: str) -> None:
    assert is_on(topic, words, "")
    assert is_on(topic, "", f"0900.\n\n{words}\n\n0930.")


@pytest.mark.parametrize(("topic", "words"), cases(BESIDE))
def test_a_text_beside_the_topic_does_not_match(topic: str, words: str) -> None:
    assert not is_on(topic, words, "")
    assert not is_on(topic, "", f"0900.\n\n{words}\n\n0930.")
