"""Why a page holds no article: a wall of some kind, a "not found" served as found, a page that scripts would fill."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.core.models import Trouble, VisitState

# Walls and error pages are short: an article with "Access denied" in its headline is longer.
_LONGEST_NOTICE = 1500
_LONGEST_CONSENT = 4000
_MOSTLY = 0.6
# A page that scripts fill shows a line or two until then.
_SHOWN_BEFORE_SCRIPTS = 400

_PERSON = (
    r"just a moment|attention required|are you (?:a )?(?:robot|human)|not a robot|verify(?:ing)? (?:that )?you|captcha|ddos|"
    r"pardon our interruption|access (?:to this page (?:has been|was) )?denied|security (?:check|verification)|"
    r"checking your browser|请稍候|人机验证"
)
_LOG_IN = (
    r"^(?:please )?(?:log|sign) ?in\b|^(?:anmelden|einloggen|connexion|iniciar sesi[oó]n|accedi|logg inn|zaloguj|вхід|вход|"
    r"войти|로그인|ログイン|登录|登入)"
)
_ASKS_CONSENT = (
    r"before you continue|(?:value|care about|respect) your privacy|cookie (?:consent|wall|settings)|privacy (?:gate|center|settings)|"
    r"ihre (?:zustimmung|einwilligung)|datenschutz-?einstellungen|votre consentement|su consentimiento|il tuo consenso"
)
_MISSING = (
    r"^(?:error )?404\b|\b404 error|^not found|no longer (?:available|exists)|nicht gefunden|no encontrada|introuvable|"
    r"(?:page|article|content|story) (?:you .{0,30})?(?:was |is |could |can)?(?:not|n[o']t) (?:be )?(?:found|available|exist)|"
    r"pagina non trovata|не найден|не знайден|ページが見つかりません|찾을 수 없|存在しません|页面不存在|找不到"
)
_NOTICES = (
    (VisitState.WALL, "asks its reader to prove to be a person, and refuses programs", _PERSON),
    (VisitState.WALL, "asks for a log-in", _LOG_IN),
    (VisitState.WALL, "asks for consent to cookies before it shows anything", _ASKS_CONSENT),
    (VisitState.SOFT_404, "says that there is nothing at its address, under a status that says there is", _MISSING),
)
_PATTERNS = tuple((state, words, re.compile(pattern, re.IGNORECASE)) for state, words, pattern in _NOTICES)
_CONSENT = re.compile(
    r"cookie|consent|privacy|tracking|datenschutz|zustimm|einwillig|personalisiert|vie privée|consentement|privacidad|consentimiento|"
    r"prywatno|конфиденциальн|конфіденційн|개인정보|プライバシー",
    re.IGNORECASE,
)
_NEEDS_SCRIPTS = re.compile(r"java ?script|enable js", re.IGNORECASE)


def notice(title: str | None, paragraphs: Sequence[str]) -> Trouble | None:
    """What the page is instead of an article, where its title or nearly all its paragraphs say so."""
    length = sum(map(len, paragraphs))
    if title and length <= _LONGEST_NOTICE:
        for state, words, pattern in _PATTERNS:
            if pattern.search(title):
                return Trouble(state, f"the page {words} (it is headed “{title[:80]}”)")
    if len(paragraphs) > 1 and length <= _LONGEST_CONSENT:
        about = sum(len(paragraph) for paragraph in paragraphs if _CONSENT.search(paragraph))
        if about >= _MOSTLY * length:
            return Trouble(VisitState.WALL, "the page asks for consent to cookies before it shows anything")
    return None


def cause(tree: HtmlElement, shown: int, cut: str = "") -> Trouble:
    """Why there is no text. `shown` is how many characters the page shows, `cut` what of it was not read."""
    if cut:
        return Trouble(VisitState.NO_TEXT, f"no article was found in what was read of the page: {cut}")
    if shown <= _SHOWN_BEFORE_SCRIPTS and next(tree.iter("script"), None) is not None:
        asked = any(_NEEDS_SCRIPTS.search(each.text_content()) for each in tree.iter("noscript"))
        because = "it says that it needs JavaScript" if asked else "scripts would fill it"
        return Trouble(VisitState.NO_TEXT, f"the page holds no text: {because}, which newswatch does not run")
    if shown:
        return Trouble(VisitState.NO_TEXT, "the page holds links and short texts, but no article")
    return Trouble(VisitState.NO_TEXT, "the page shows no text")
