"""What differs between two fetches of one page although nobody edited it: clocks, counters and pointers elsewhere.

Reading takes most of it out by the page's structure. What is left as plain text is told here by its form, and only for
comparing: a stored text keeps every paragraph.
"""

from __future__ import annotations

import re

# A paragraph longer than this reports something, whatever it starts with (the longest pointer line seen in captured
# pages had 140 characters).
_LONGEST_POINTER = 200

_POINTER = re.compile(
    r"^(?:read (?:more|also|next)|also read|more on this|related(?: (?:articles?|stor(?:y|ies)|news))?|see also|watch|"
    r"don'?t miss|recommended|most read|trending|(?:à )?lire aussi|lesen sie (?:auch|mehr)|mehr zum thema|"
    r"auch interessant|leia (?:também|mais)|le[ae] también|más información|leggi anche|lees ook|les også|læs også|"
    r"läs (?:också|mer)|czytaj (?:też|także|więcej)|čtěte také|читайте также|читать далее|читайте також|"
    r"дивіться також|관련 ?기사|関連記事|あわせて読みたい|"
    r"相关阅读|相關新聞|延伸閱讀|اقرأ أيضا|oku)\s*(?:[:：|»›>–—-]|$)",
    re.IGNORECASE,
)

_CLOCK = re.compile(
    r"\b(?:(?:last )?updated|published|posted|modified|aktualisiert|mis à jour|actualizado|aggiornato|оновлено|обновлено)\b"
    r"|\b\d+ (?:second|minute|min|hour|hr|day)s? ago\b|\bjust now\b"
    r"|\bvor \d+ (?:minuten?|stunden?)\b|\bil y a \d+ (?:minutes?|heures?)\b"
    r"|\bhace \d+ (?:minutos?|horas?)\b|\d+ (?:минут\w*|час\w*|хвилин\w*|годин\w*) (?:назад|тому)"
    r"|\d+\s?(?:분|시간) 전|\d+\s?(?:分|時間|小时|小時)前",
    re.IGNORECASE,
)

_COUNTER = re.compile(
    r"^(?:views?|shares?|comments?|likes?|reads?)\s*[:：]\s*\d[\d,.]*\W*$|"
    r"^\d[\d,.]* (?:people|others|readers) (?:are|have) \w+|"
    r"^(?:조회(?:수)?|댓글|추천|閲覧数?|コメント|评论|評論|阅读|閱讀)\s*[:：]?\s*\d[\d,.]*\W*$|"
    r"^\W*[\d.,]+\s?[kKmM]?\s*(?:shares?|comments?|views?|likes?|readers?|reads?|kommentare?|commentaires?|comentarios?|комментари\w*|"
    r"коментар\w*|просмотр\w*|перегляд\w*|조회|댓글|コメント|评论|評論)\b",
    re.IGNORECASE,
)

# Lines that a page sets around a text: a slot for an advertisement, who owns a picture, where the text is from.
_FURNITURE = re.compile(
    r"^\W*(?:advert(?:isement|ising)?|sponsored(?: content)?|anzeige|werbung|publicité|publicidad|pubblicità"
    r"|реклама|광고|広告|广告|廣告)\W*$"
    r"|^\W*(?:photo(?:graph)?s?|image|picture|video|foto|bild|фото|사진|写真|图片|圖片)(?: credit| by|graph by)?\s*[:：©/]\s*.{1,80}$"
    r"|^[^.!?]{0,60}(?:/|via |©\s?)(?:getty images|ap|afp|reuters|epa|shutterstock|istock"
    r"|alamy|dpa|anadolu|tass|xinhua)\W*$"
    r"|^(?:source|quelle|fuente|fonte|источник|джерело|출처|出典|来源|來源)\s*[:：]\s*\S.{0,60}$",
    re.IGNORECASE,
)

# A line that asks the reader to subscribe or to follow; outlets put another one in at each visit.
_ASKS = re.compile(
    r"^\W*(?:(?:please )?(?:follow|join|like|find) us on "
    r"(?:telegram|whatsapp|facebook|instagram|x|twitter|youtube|google|threads|bluesky)\b"
    r"|(?:sign up|subscribe)\b.{0,60}\b(?:newsletter|channel|alerts?|updates)\b"
    r"|(?:abonnieren|bestellen|folgen) sie (?:uns|unseren|den)\b.{0,40}(?:newsletter|kanal|auf)\b|folge uns auf\b"
    r"|(?:abonnez-vous|inscrivez-vous) à (?:notre|la|nos)\b.{0,30}(?:newsletters?|lettre|chaîne)|suivez-nous sur\b"
    r"|(?:suscríbe(?:te|se)|síguenos|siga-nos|seguici|iscriviti|inscreva-se|assine)\b.{0,40}(?:newsletter|canal|boletín|en|su|no|alla)\b"
    r"|(?:zapisz się|obserwuj nas|dołącz)\b.{0,40}(?:newsletter\w*|na)\b|(?:schrijf je in|volg ons)\b.{0,40}(?:nieuwsbrief|op)\b"
    r"|(?:følg oss|meld deg på|følg os|följ oss)\b.{0,40}(?:nyhetsbrev\w*|nyhedsbrev\w*|på)\b"
    r"|(?:подпи(?:сывайтесь|шитесь|ши?тесь)|підпи(?:суйтесь|шіться)|читайте нас)\b.{0,40}(?:канал|рассылк|розсилк|нас|в)"
    r"|뉴스레터를? 구독|.{0,20}(?:ニュースレター|メルマガ).{0,12}(?:登録|購読)|(?:订阅|訂閱|关注|關注)(?:我们|我們|本)).{0,120}$",
    re.IGNORECASE,
)

# A status line is short: "Updated 5 minutes ago, 31 readers". A sentence of report that holds "two hours ago" is longer.
_LONGEST_STATUS = 80


def volatile(paragraph: str) -> bool:
    """Whether `paragraph` is of a kind that changes by itself."""
    if len(paragraph) > _LONGEST_POINTER:
        return False
    if _POINTER.match(paragraph) or _COUNTER.match(paragraph) or _FURNITURE.match(paragraph) or _ASKS.match(paragraph):
        return True
    return len(paragraph) <= _LONGEST_STATUS and bool(_CLOCK.search(paragraph)) and _is_status(paragraph)


def stable(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """The paragraphs that stay as they are until somebody edits them."""
    return tuple(paragraph for paragraph in paragraphs if not volatile(paragraph))


def _is_status(paragraph: str) -> bool:
    # a status line ends without a sentence's full stop, or is made of hardly anything but its clock and figures
    words = re.findall(r"[^\W\d_]+", paragraph)
    return not paragraph.rstrip().endswith((".", "!", "?", "。", "”", '"')) or len(words) <= 4  # noqa: PLR2004 - "Updated 5 minutes ago."
