"""A morning's stories in several languages, with texts that are hard to lay out, for a person to review."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crawler.core.models import Image, Topic
from crawler.recording import record_page
from storage.store import Store
from storage.topics import TopicMatcher
from tests.storage.newsroom import GAZETTE, NOW, TRIBUNE, came, listed

EVERYTHING = Topic("Everything", "*")
ODD = (
    (
        "en",
        "Postoffice" * 30,
        "https://gazette.example/" + "a-road-without-an-end" * 20 + " is where the notice stands.",
    ),
    ("en", "The council " + "of the towns along the northern railway " * 8 + "meets", "It met, and it did not end."),
    (
        "ar",
        "الميناء يفتح أبوابه للزوار يوم الجمعة",
        "قال مدير الميناء إن 300 زائر يأتون كل يوم، وإن الدخول مجاني حتى الربيع.",
    ),
    (
        "zh",
        "海港办公室宣布北方岛屿的第二艘渡轮将于下周一开始每天往返两次并延长到夏季结束",
        "票价不变，商店老板等了十一年。" * 3,
    ),
    ("ja", "灯台の修理は春まで続くと港湾局が発表した", "石工が戻るまで、灯台は閉じられたままになる。"),
)
KOREAN = (
    ("ko", "산림청, 오래된 소나무 숲길 다시 열어", "산불 뒤 닫혔던 소나무 숲길이 삼 년 만에 열린다고 산림청이 밝혔다."),
    ("ko", "도서관 야간 개방에 시민 몰려", "시립 도서관이 자정까지 문을 열자 첫날 사백 명이 찾았다."),
)
PLAIN = (
    ("en", "Beekeepers count hives after frost", "Half of the colonies in the valley lived, beekeepers said on Tuesday."),
    ("en", "Chess club wins back its cellar", "A judge gave the club its old rooms under the theatre."),
    ("en", "Tram drivers vote on new uniforms", "Grey wool lost to blue cotton by eleven votes."),
    ("en", "Bakery strike enters second week", "Flour mills stopped deliveries while bakers and owners talked about night shifts."),
    ("en", "Astronomers name a comet for a nurse", "She saw it from a hospital roof with field glasses."),
    ("en", "Flood gauges to be read by satellite", "Engineers bolted antennas to nine bridges along the Orrin."),
    ("en", "Museum lends its whale to a school", "Pupils carried forty bones across the market square."),
    ("en", "Vaccine for sheep arrives early", "Veterinarians expect to treat twelve thousand animals by lambing."),
    ("en", "Opera cancels premiere over asbestos", "Workers found fibres above the orchestra pit during rehearsals."),
    ("en", "Cyclists paint their own crossing", "Police asked who had done it and nobody knew."),
    ("en", "Tax office loses a lorry of forms", "Envelopes were seen drifting over a motorway at dawn."),
    ("de", "Weinlese beginnt drei Wochen früher", "Winzer an der Nahe rechnen mit kleinen, süßen Trauben."),
    ("de", "Schwimmbad sucht Rettungskräfte", "Ohne Aufsicht bleibt das große Becken im Sommer leer."),
    ("fr", "Le moulin tourne de nouveau", "Les habitants ont réparé ses ailes pendant deux hivers."),
    ("fr", "Une comète au-dessus du lycée", "Les élèves ont veillé dans la cour avec leur professeur."),
    ("uk", "У школі відкрили новий спортзал", "Діти чекали на нього чотири роки, каже директорка."),
    ("uk", "Пасічники просять дощу", "Липа цвіте сухою, і меду буде небагато."),
    ("en", "Locksmith opens vault after a century", "Inside lay a violin, some stamps and a letter to nobody."),
)  # fmt: skip
STORIES = (*PLAIN, *KOREAN, *ODD)


def morning(folder: Path) -> None:
    """Write a database of the stories, the last of STORIES on top of the queue; the one with a number was edited."""
    topics = TopicMatcher([EVERYTHING])
    with Store(folder / "news.db", writable=True) as store:
        store.polls.keep_outlets([GAZETTE, TRIBUNE], NOW)
        store.topics.keep([EVERYTHING], NOW)
        for number, (language, title, text) in enumerate(STORIES):
            listing = listed(f"/{number}", "Tribune" if number % 3 else "Gazette", title)
            for version, words in enumerate((text, text.replace("300", "400"))):
                at = NOW + timedelta(minutes=number, seconds=version)
                page = came(
                    listing, topics=[EVERYTHING], title=title, paragraphs=(words,), language=language, at=at,
                    image=Image("https://gazette.example/picture.jpg", caption=title, credit="M. Osei"),
                )  # fmt: skip
                with store.transaction():
                    record_page(store, topics, page, announced=True)
