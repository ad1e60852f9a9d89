"""What a crawl meets at an article's address although nobody edited it, made from a captured page; and true edits.

A page is a parsed tree and the paragraphs that were read from it. Everything here is decided by the `Random` that is given.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from lxml import etree, html
from lxml.html import HtmlElement

from crawler.core.fingerprints import words
from crawler.core.reading.markup import Markup, parse

_WRAPPER = "rd-block"


@dataclass(frozen=True)
class Shown:
    """A page as it is served: its tree, and what stands in it that was read as the article's paragraphs, in order."""

    tree: HtmlElement = field(repr=False)
    texts: frozenset[str]

    def copy(self) -> Shown:
        return Shown(copy.deepcopy(self.tree), self.texts)

    def paragraphs(self) -> list[HtmlElement]:
        found = [each for each in self.tree.iter("p") if _normal(each.text_content()) in self.texts]
        parents = [_block(each).getparent() for each in found]
        main = max(parents, key=parents.count, default=None)
        return [each for each, parent in zip(found, parents, strict=True) if parent is main]

    def data(self, encoding: str = "utf-8") -> bytes:
        return etree.tostring(self.tree, method="html", encoding=encoding, doctype="<!doctype html>")  # type: ignore[no-any-return]


def shown(data: bytes, paragraphs: Sequence[str]) -> Shown | None:
    """The page in `data`; None where it has too few paragraphs to do anything with."""
    markup = parse(data, None)
    if not isinstance(markup, Markup):
        return None
    for old in markup.tree.xpath("//meta[@charset or translate(@http-equiv, 'CT', 'ct') = 'content-type']"):
        old.getparent().remove(old)
    page = Shown(markup.tree, frozenset(map(_normal, paragraphs)))
    return page if len(page.paragraphs()) >= 4 else None


def _normal(text: str) -> str:
    return " ".join(words(text))


def _block(paragraph: HtmlElement) -> HtmlElement:
    """The element that stands among the article's: a paragraph, or the wrapper that a redesign gave it."""
    parent = paragraph.getparent()
    return parent if parent.get("class") == _WRAPPER else paragraph


def _element(markup: str) -> HtmlElement:
    return html.fragment_fromstring(markup)


def _insert(page: Shown, markup: str, at: int) -> None:
    spots = page.paragraphs()
    _block(spots[min(at, len(spots) - 1)]).addprevious(_element(markup))


# ---- noise on a page that can be read ---------------------------------------------------------------------------------

HEADLINES = (
    "Harbour office opens a second pier", "Bread by weight, bakers decide", "Snow expected above nine hundred metres",
    "Cup final moved to Sunday evening", "Three towns share one snow plough", "Old lighthouse sold to its keeper",
    "Museum lends its oldest boat", "School bus runs an hour earlier", "Council votes on a longer market day",
)  # fmt: skip
BOXES = (
    "Sign up for our morning newsletter and never miss a story.", "Follow us on Telegram for the latest from our newsroom.",
    "Abonnez-vous à notre lettre du matin.", "Підписуйтесь на наш канал у Telegram.", "뉴스레터를 구독하고 매일 아침 소식을 받아보세요.",
)  # fmt: skip


def related_around(page: Shown, random: Random) -> None:
    picked = random.sample(HEADLINES, 5)
    links = "".join(f'<li><a href="/{n}">{each}</a></li>' for n, each in enumerate(picked))
    page.tree.find(".//body").append(_element(f'<aside class="related"><h3>Most read</h3><ul>{links}</ul></aside>'))
    page.tree.find(".//body").insert(
        0, _element(f'<div class="ticker">{"".join(f"<span>{e}</span>" for e in picked)}</div>')
    )


def related_within(page: Shown, random: Random) -> None:
    links = "".join(f'<li><a href="/{n}">{each}</a></li>' for n, each in enumerate(random.sample(HEADLINES, 3)))
    _insert(page, f'<div class="related-box"><h4>Related</h4><ul>{links}</ul></div>', random.randrange(1, 4))


def promo(page: Shown, random: Random) -> None:
    head = random.choice(HEADLINES)
    forms = (
        f'<div class="promo"><a href="/x"><img src="/p.jpg"><h4>{head}</h4></a></div>',
        f'<p><strong>Read more:</strong> <a href="/x">{head}</a></p>',
        f'<p><a href="/x">{head}</a></p>',
        f'<figure class="teaser"><a href="/x"><span>{head}</span></a></figure>',
    )
    _insert(page, random.choice(forms), random.randrange(1, 5))


def clock(page: Shown, random: Random) -> None:
    n = random.randrange(2, 59)
    said = random.choice(
        (
            f"Updated {n} minutes ago",
            f"vor {n} Minuten",
            f"il y a {n} minutes",
            f"{n} минут назад",
            f"{n}분 전",
            f"{n}分前",
        )
    )
    _insert(page, f'<div class="time">{said}</div>', 0)
    _insert(page, f"<p>{said}</p>", 1)


def counters(page: Shown, random: Random) -> None:
    n = random.randrange(3, 9000)
    _insert(
        page,
        f'<div class="share"><span>{n} shares</span> <a href="#c">{n // 7} comments</a></div>',
        random.randrange(3),
    )
    _block(page.paragraphs()[-1]).addnext(_element(f"<p>{n} comments</p>"))


def ads(page: Shown, random: Random) -> None:
    for at in random.sample(range(5), 2):
        _insert(
            page,
            f'<div class="ad-slot" id="ad-{random.randrange(10**6)}"><span>Advertisement</span><iframe src="/a"></iframe></div>',
            at,
        )


def box(page: Shown, random: Random) -> None:
    """A box that the outlet puts between two paragraphs of whichever article, now here and now there."""
    _insert(
        page, f'<div class="nl"><p>{random.choice(BOXES)} {random.choice(HEADLINES)}</p></div>', random.randrange(1, 4)
    )


def tokens(page: Shown, random: Random) -> None:
    for each in page.tree.iter("div", "section", "article"):
        each.set("data-nonce", f"{random.randrange(10**9)}")


def quotes(page: Shown, random: Random) -> None:
    """Curly quotes become straight ones, letters with accents are composed or taken apart."""
    form = random.choice(("NFC", "NFD"))
    table = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "\u00a0": " "})
    for each in page.tree.iter("p", "h1", "li", "a", "em", "strong", "b", "i", "span"):
        each.text = unicodedata.normalize(form, each.text.translate(table)) if each.text else each.text
        each.tail = unicodedata.normalize(form, each.tail.translate(table)) if each.tail else each.tail


READABLE: dict[str, Callable[[Shown, Random], None]] = {
    "related headlines around": related_around,
    "related headlines within": related_within,
    "rotating promos": promo,
    "clocks": clock,
    "counters and share bars": counters,
    "ads": ads,
    "newsletter box within": box,
    "tokens in the markup": tokens,
    "quotes and accents": quotes,
}


def redesigned(page: Shown) -> None:
    """Other class names and wrappers, meta blocks in another order, a box of the outlet's in every article."""
    for each in page.tree.find(".//body").iter():
        if isinstance(each.tag, str) and each.get("class"):
            each.set("class", " ".join(f"n-{name}" for name in each.get("class").split()))
    for each in page.paragraphs():
        wrapper = _element(f'<div class="{_WRAPPER}"></div>')
        each.addprevious(wrapper)
        wrapper.append(each)
        wrapper.tail, each.tail = each.tail, None
    head = page.tree.find(".//head")
    if head is not None:
        metas = head.findall("meta")
        for meta in metas:
            head.remove(meta)
        head.extend(reversed(metas))
    for level in ("h3", "h4"):
        for each in page.tree.iter(level):
            each.tag = "h2"
    _block(page.paragraphs()[0]).addnext(
        _element(f"<div class='{_WRAPPER}'><p>Our new app brings you every story first. Get it now.</p></div>")
    )


# ---- what stands there instead ----------------------------------------------------------------------------------------

CONSENT = {
    "en": "We and our 842 partners store and access personal data, like browsing data or unique identifiers, on your device. "
    "Selecting “I accept” enables tracking technologies and cookies to support the purposes shown. You can withdraw your consent.",
    "fr": "Avec votre accord, nos partenaires et nous utilisons des cookies ou technologies similaires pour stocker et accéder à "
    "des données personnelles comme votre visite sur ce site. Vous pouvez retirer votre consentement à tout moment.",
    "de": "Wir und unsere bis zu 215 Partner verwenden Cookies und ähnliche Technologien. Mit Ihrer Einwilligung verarbeiten wir "
    "personenbezogene Daten für Werbung und Tracking. Ihre Zustimmung können Sie jederzeit widerrufen.",
    "es": "Nosotros y nuestros 721 socios utilizamos cookies y datos personales para mostrar publicidad. Puedes retirar tu "
    "consentimiento en cualquier momento en la política de privacidad.",
    "it": "Noi e i nostri partner utilizziamo cookie e dati personali per mostrare pubblicità. Puoi revocare il tuo consenso in "
    "qualsiasi momento nella sezione privacy.",
    "pl": "My i nasi partnerzy przechowujemy pliki cookie i przetwarzamy dane osobowe. Klikając „Akceptuję” wyrażasz zgodę na "
    "reklamy. Szanujemy Twoją prywatność.",
    "nl": "Wij en onze partners gebruiken cookies en verwerken persoonlijke gegevens. Je kunt je toestemming voor advertenties "
    "altijd intrekken in de privacy-instellingen.",
    "pt": "Nós e os nossos parceiros utilizamos cookies e dados pessoais. Pode retirar o seu consentimento para publicidade a "
    "qualquer momento na política de privacidade.",
    "ru": "Мы и наши партнёры используем файлы cookie и обрабатываем персональные данные. Нажимая «Принять», вы даёте согласие на "
    "показ рекламы. Политика конфиденциальности.",
    "uk": "Ми та наші партнери використовуємо файли cookie. Натискаючи «Прийняти», ви даєте згоду на показ реклами. Політика "
    "конфіденційності.",
    "ko": "당사와 파트너는 쿠키를 사용하여 개인정보를 저장하고 맞춤형 광고를 제공합니다. 모두 동의를 누르시면 쿠키 사용에 동의하게 됩니다.",
    "ja": "当社とパートナーはクッキーを使用して個人データを保存し、広告を表示します。すべて同意するを押すと、クッキーの使用に同意したことになります。",
    "zh": "我们和我们的合作伙伴使用 Cookie 存储和访问个人数据，以展示广告。点击“全部接受”即表示您同意使用 Cookie。隐私政策。",
}
BOT = (
    ("Just a moment...", "Verifying you are human. This may take a few seconds. {site} needs to review the security of your connection before proceeding. Ray ID: 8f3a1b2c3d4e5f60"),
    ("Attention Required! | Cloudflare", "Sorry, you have been blocked. You are unable to access {site}. This website is using a security service to protect itself."),
    ("{site}", "Please enable JS and disable any ad blocker"),
    ("Access to this page has been denied", "Press &amp; Hold to confirm you are a human (and not a bot). Reference ID 6c1d4c70-0a1b"),
    ("Access Denied", "You don't have permission to access this page on this server. Reference #18.4f2f1602.1736841600"),
    ("Human Verification", "Let's confirm you are human. Complete the security check before continuing. This step verifies that you are not a bot, which helps to protect your account."),
    ("Einen Moment bitte", "Wir überprüfen Ihre Verbindung, bevor Sie weitergeleitet werden. Dies dauert wenige Sekunden."),
    ("잠시만 기다려 주세요", "사람인지 확인하는 중입니다. 보안 확인이 완료되면 자동으로 이동합니다."),
    ("Tarkistetaan selaintasi", "Odota hetki, kunnes selaimesi on tarkistettu. Tämä sivu siirtyy eteenpäin itsestään muutaman sekunnin kuluttua, kiitos kärsivällisyydestä."),
)  # fmt: skip
LOGIN = (
    ("Sign in", "Sign in to continue reading. Enter the address that you registered with and your password. New here? Create an account in a minute."),
    ("Anmelden", "Bitte melden Sie sich an, um weiterzulesen. Noch kein Konto? Registrieren Sie sich jetzt, es dauert nur eine Minute."),
    ("Connexion", "Connectez-vous pour lire la suite. Pas encore de compte ? Créez le vôtre en une minute et profitez de tous nos articles."),
    ("로그인", "로그인이 필요한 서비스입니다. 아이디와 비밀번호를 입력해 주세요. 아직 회원이 아니신가요? 지금 가입하세요."),
    ("Kirjaudu sisään", "Kirjaudu sisään jatkaaksesi lukemista. Eikö sinulla ole vielä tunnusta? Luo se hetkessä ja lue kaikki jutut heti."),
)  # fmt: skip
MISSING = (
    ("Page not found", "The page that you are looking for might have been moved or had its name changed. Try the search, or begin at the front page."),
    ("404", "Oops. Nothing here but us chickens. Go back to the front page, or have a look at what others are reading at this moment."),
    ("Seite nicht gefunden", "Die gewünschte Seite gibt es nicht. Vielleicht hilft Ihnen die Suche weiter, oder Sie beginnen auf der Startseite."),
    ("Страница не найдена", "К сожалению, такой страницы нет. Возможно, она была перемещена. Воспользуйтесь поиском или начните с главной страницы."),
    ("페이지를 찾을 수 없습니다", "요청하신 페이지가 없거나 주소가 변경되었습니다. 검색을 이용하시거나 첫 화면에서 다시 시작해 주세요."),
    ("{site}", "This article has been removed."),
    ("Sivua ei löydy", "Etsimääsi sivua ei ole. Se on ehkä siirretty tai poistettu. Kokeile hakua tai aloita etusivulta, niin löydät varmasti luettavaa."),
)  # fmt: skip
SUBSCRIBE = (
    "Subscribe now to keep reading. Cancel anytime.", "Jetzt abonnieren und weiterlesen.", "Abonnez-vous pour lire la suite de cet article.",
    "Suscríbete para seguir leyendo.", "Abbonati per continuare a leggere.", "Підпишіться, щоб читати далі.", "Оформите подписку, чтобы читать дальше.",
    "기사 전체를 보려면 구독하세요.", "続きを読むには会員登録が必要です。", "订阅后继续阅读全文。",
)  # fmt: skip


def _instead(page: Shown, title: str, paragraphs: Sequence[str], random: Random) -> None:
    """Another body; half of such pages keep what the article's page says of itself in its head."""
    body = page.tree.find(".//body")
    for child in list(body):
        body.remove(child)
    body.text = None
    body.append(
        _element(f"<main><h1>{title}</h1>{''.join(f'<p>{each}</p>' for each in paragraphs)}<button>OK</button></main>")
    )
    head = page.tree.find(".//head")
    if head is not None and random.random() < 0.5:
        for child in list(head):
            head.remove(child)
        head.append(_element(f"<title>{title}</title>"))


def consent(page: Shown, random: Random) -> None:
    said = CONSENT[random.choice(sorted(CONSENT))]
    again = random.randrange(1, 6)
    _instead(page, "{site}".format(site="Harbour Post"), [said, *(f"{said} ({n})" for n in range(again))], random)


def _one_of(pages: Sequence[tuple[str, str]]) -> Callable[[Shown, Random], None]:
    def make(page: Shown, random: Random) -> None:
        title, said = random.choice(pages)
        _instead(page, title.format(site="harbourpost.example"), [said.format(site="harbourpost.example")], random)

    return make


def stub(page: Shown, random: Random) -> None:
    _keep_first(page, 2)
    _block(page.paragraphs()[-1]).addnext(_element(f'<div class="offer"><p>{random.choice(SUBSCRIBE)}</p></div>'))


def faded_stub(page: Shown, random: Random) -> None:
    """The third paragraph fades out in its middle; nothing says why."""
    _keep_first(page, 3)
    last = page.paragraphs()[-1]
    said = last.text_content()
    for child in list(last):
        last.remove(child)
    last.text = said[: max(20, len(said) * random.randrange(30, 80) // 100)] + "…"


def lazy(page: Shown, random: Random) -> None:  # noqa: ARG001 - as the others
    _keep_first(page, 1)


def _keep_first(page: Shown, count: int) -> None:
    last = page.paragraphs()[count - 1]
    for each in list(_block(last).itersiblings()):
        each.getparent().remove(each)
    seen = False
    for each in list(page.tree.find(".//body").iter("p", "h2", "h3", "li", "blockquote")):
        if seen and _normal(each.text_content()) in page.texts:
            each.drop_tree()
        seen = seen or each is last


INSTEAD: dict[str, Callable[[Shown, Random], None]] = {
    "consent walls": consent,
    "bot walls": _one_of(BOT),
    "log-in pages": _one_of(LOGIN),
    "soft 404": _one_of(MISSING),
    "paywall stubs": stub,
    "faded stubs": faded_stub,
    "near-empty pages": lazy,
}


def cut(data: bytes, random: Random) -> bytes:
    """The body ends before its end, somewhere behind its head."""
    start = max(data.find(b"<body"), 0)
    return data[: start + (len(data) - start) * random.randrange(25, 75) // 100]


# ---- true edits -------------------------------------------------------------------------------------------------------


def figure_changed(page: Shown, random: Random) -> bool:
    del random
    for each in page.paragraphs():
        for piece in (each, *each.iterdescendants()):
            found = re.search(r"(?<![\d.,])[1-9]\d{1,2}(?![\d.,])", piece.text or "")
            if found:
                piece.text = f"{piece.text[: found.start()]}{int(found[0]) + 7}{piece.text[found.end() :]}"
                return True
    return False


def sentence_added(page: Shown, random: Random) -> bool:
    each = random.choice(page.paragraphs()[1:-1])
    tail = each[-1] if len(each) else None
    said = f" {_news(random)}"
    if tail is None:
        each.text = (each.text or "") + said
    else:
        tail.tail = (tail.tail or "") + said
    return True


def paragraph_removed(page: Shown, random: Random) -> bool:
    inner = [each for each in page.paragraphs()[1:-1] if len(each.text_content()) > 60]
    if not inner:
        return False
    random.choice(inner).drop_tree()
    return True


def line_added(page: Shown, random: Random) -> bool:
    _insert(page, f"<p>{_news(random)}</p>", random.randrange(1, 4))
    return True


def _news(random: Random) -> str:
    """A sentence that no page holds yet."""
    who = (
        "Police",
        "A spokeswoman of the harbour",
        "The mayor's office",
        "Two of the neighbours",
        "A union of fishers",
    )
    what = (
        "confirmed the account",
        "left their homes",
        "declined to say more",
        "asked for an inquiry",
        "denied all of it",
    )
    where = ("in Norhaven", "near Eastfield", "at the ferry pier", "before the council", "on the northern islands")
    n = random.randrange(3, 3000)
    return f"{random.choice(who)} {random.choice(what)} {random.choice(where)}, {n} days after paper {n * 7 + 1} was found."


EDITS: dict[str, Callable[[Shown, Random], bool]] = {
    "a figure changed": figure_changed,
    "a sentence added": sentence_added,
    "a paragraph removed": paragraph_removed,
    "a line added": line_added,
}
