"""What walls, error pages and removal notices say, in the languages of the press."""

from __future__ import annotations

import re

from crawler.core.models import VisitState

_PERSON = (
    r"just a moment|attention required|are you (?:a )?(?:robot|human)|not a (?:ro)?bot\b|verify(?:ing)? (?:that )?you|captcha|ddos|"
    r"pardon our interruption|access (?:to this page (?:has been|was) )?denied|security (?:check|verification)|"
    r"human verification|request unsuccessful|request (?:was )?blocked|unusual (?:traffic|activity)|checking your browser|"
    r"^(?:einen moment|un instant|un momento|um momento|chwileczkę|een (?:ogenblik|moment)|один момент|одну хвилину)"
    r"(?: bitte| por favor| per favore| geduld|,? s['’]il vous plaît)?\W*$|"
    r"sicherheitsüberprüfung|zugriff verweigert|vérification de sécurité|accès refusé|acceso denegado|accesso negato|"
    r"acesso negado|dostęp zabroniony|toegang geweigerd|доступ запрещ|доступ заборонен|잠시만 ?기다|접근이 거부|접속이 차단|"
    r"しばらくお待ち|アクセスが拒否|请稍候|請稍候|人机验证|安全验证|访问被拒绝|拒絕存取"
)
_LOG_IN = (
    r"^(?:please )?(?:log|sign) ?in\b|^(?:anmelden|einloggen|connexion|se connecter|iniciar sesi[oó]n|inicia sesi[oó]n|accedi|"
    r"entrar|fazer login|inloggen|logg inn|zaloguj|вхід|вход|увійти|войти|авторизаци|로그인|ログイン|登录|登入)"
)
_ASKS_CONSENT = (
    r"before you continue|(?:value|care about|respect) your privacy|cookie (?:consent|wall|settings)|privacy (?:gate|center|settings)|"
    r"ihre (?:zustimmung|einwilligung)|datenschutz-?einstellungen|votre consentement|su consentimiento|il tuo consenso|"
    r"bevor sie (?:fortfahren|zu)|avant d['’]accéder|avant de continuer|antes de continuar|prima di continuare|"
    r"zanim przejdziesz|voordat je verder|szanujemy (?:twoją )?prywatność|прежде чем (?:продолжить|перейти)|"
    r"перш ніж (?:продовжити|перейти)|계속하기 전에|続行する前に|に進む前に|在继续之前|繼續之前|继续前"
)
_MISSING = (
    r"^(?:error )?404\b|\b404 error|^not found|no longer (?:available|exists)|nicht gefunden|no encontrad[ao]|introuvable|"
    r"(?:page|article|content|story) (?:you .{0,30})?(?:was |is |could |can)?(?:not|n[o']t) (?:be )?(?:found|available|exist)|"
    r"pagina non trovata|não encontrad[ao]|nie znaleziono|niet gevonden|hittades inte|ikke funnet|не найден|не знайден|"
    r"ページが見つかりません|찾을 수 없|存在しません|页面不存在|頁面不存在|找不到"
)
_REMOVED = (
    r"^(?:we(?:'re| are) sorry[,.:]? )?(?:but )?this (?:article|story|page|post|content) (?:has been|was|is) (?:removed|withdrawn|"
    r"taken down|retracted|deleted|unpublished|no longer available)|"
    r"^(?:die(?:se)?[rs]? )?(?:artikel|beitrag|seite|inhalt) (?:wurde |ist )(?:\w+ )?(?:entfernt|gelöscht|zurückgezogen|"
    r"nicht mehr (?:verfügbar|abrufbar))|"
    r"^(?:cet |l['’])?(?:article|page) (?:a été |est )?(?:retiré|supprimé|n['’]est plus disponible)|"
    r"^(?:est[ea] |el |la )?(?:artículo|noticia|página) (?:ha sido |fue )?(?:retirad|eliminad|borrad|ya no está)|"
    r"^(?:quest[oa] |l['’])?(?:articolo|pagina) (?:è stat[oa] )?(?:rimoss|ritirat|cancellat|non è più disponibile)|"
    r"^(?:est[ea] |o |a )?(?:artigo|matéria|notícia|página) (?:foi )?(?:removid|retirad|excluíd|não está mais)|"
    r"^(?:ten )?artykuł (?:został )?(?:usunięty|wycofany|nie jest już)|"
    r"^(?:dit )?(?:artikel|bericht) is (?:verwijderd|ingetrokken|offline gehaald|niet (?:meer|langer) beschikbaar)|"
    r"^(?:эта |этот |данн\w+ )?(?:стать[яи]|материал|публикация|новость) (?:был[аои]? )?(?:удал|снят|больше не доступ)|"
    r"^(?:цю |цей |дан\w+ )?(?:статт[юяі]|матеріал|публікаці[яю]) (?:бул[оаи]? )?(?:видален|вилучен|знят|більше не доступ)|"
    r"^(?:이 |해당 )?(?:기사|게시물|페이지)(?:가|는|은|이)? ?.{0,12}(?:삭제|존재하지)|"
    r"^(?:この|お探しの)?(?:記事|ページ)は.{0,12}(?:削除|終了)|"
    r"^(?:该|此|本|該)?(?:文章|页面|頁面|内容|內容)(?:已|已经|已經)?被?(?:删除|刪除|移除|下架)"
)
# What bot walls write where an article's text would stand: Cloudflare, DataDome, PerimeterX (HUMAN), Akamai, Imperva, AWS.
_PERSON_ALONE = (
    r"needs to review the security of your connection|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"enable (?:js|javascript) and (?:cookies|disable any ad ?blocker)|press (?:&|and) hold to confirm|"
    r"you don['’]t have permission to access .{0,200}on this server|incapsula incident|confirm you are (?:a )?human|"
    r"unusual traffic from your|ray id: ?[0-9a-f]{8}|you have been blocked|automated (?:access|requests|tools) (?:to|from|is)|"
    r"überprüf\w* .{0,40}(?:verbindung|mensch)|vérifi\w+ .{0,30}(?:humain|sécurité de votre connexion)|verifi\w+ .{0,30}"
    r"(?:eres humano|ser humano|sei umano|é humano)|подтвердите, что вы (?:не робот|человек)|підтвердьте, що ви (?:не робот|людина)|"
    r"사람(?:인지|임을) 확인|로봇이 아닙니다|人間であることを確認|ロボットではありません|确认您是真人|验证您是(?:否是)?真人|確認您是真人"
)
# Put where a text would stand, these ask the reader to log in or to pay before a word of it is shown.
_LOG_IN_ALONE = (
    r"^(?:please )?(?:log|sign) ?in (?:to|or) (?:\w+ ){0,4}(?:continue|read|view|register|subscribe|your account)|"
    r"^(?:bitte )?melden sie sich an|^(?:veuillez vous connecter|connectez-vous)|^inicia sesión (?:para|o)|^accedi per|"
    r"^(?:faça login|entre) para|^zaloguj się|^log in om|^(?:пожалуйста, )?войдите|^увійдіть|로그인(?:이 필요|하셔야|해 ?주세요|후 이용)|"
    r"^ログイン(?:して|が必要)|^请(?:先)?登录|^請先登入"
)

_SAID_PERSON = "asks its reader to prove to be a person, and refuses programs"
_SAID_LOG_IN = "asks for a log-in"
_SAID_MISSING = "says that there is nothing at its address, under a status that says there is"
_SAID_REMOVED = "says that the article was removed"


def _compiled(*said: tuple[VisitState, str, str]) -> tuple[tuple[VisitState, str, re.Pattern[str]], ...]:
    return tuple((state, words, re.compile(pattern, re.IGNORECASE)) for state, words, pattern in said)


TITLES = _compiled(
    (VisitState.WALL, _SAID_PERSON, _PERSON),
    (VisitState.WALL, _SAID_LOG_IN, _LOG_IN),
    (VisitState.WALL, "asks for consent to cookies before it shows anything", _ASKS_CONSENT),
    (VisitState.SOFT_404, _SAID_REMOVED, _REMOVED),
    (VisitState.SOFT_404, _SAID_MISSING, _MISSING),
)
"""What the title of a page without an article says: the state of the visit, what the page does, and its words."""

LINES = _compiled(
    (VisitState.SOFT_404, _SAID_REMOVED, _REMOVED),
    (VisitState.WALL, _SAID_PERSON, _PERSON_ALONE),
    (VisitState.WALL, _SAID_LOG_IN, _LOG_IN_ALONE),
)
"""The same for a line that stands where the text would."""

CONSENT = re.compile(
    r"cookie|consent|privacy|tracking|partner|personali[sz]|datenschutz|zustimm|einwillig|werbung|vie privée|confidentialité|"
    r"données|publicité|privacidad|privacidade|consentimi?ento|publicidad|riservatezza|pubblicit|prywatno|zgod[aęyz]|reklam|"
    r"toestemming|advertenti|gegevens|конфиденциальн|конфіденційн|согласи|згод[аиу]|реклам|куки|개인정보|쿠키|동의|광고|"
    r"プライバシー|クッキー|同意|広告|隐私|隱私|廣告|广告",
    re.IGNORECASE,
)
"""A paragraph about cookies, consent and advertising."""

ASKS = re.compile(
    r"(?:we|us),? (?:and|&) our .{0,20}partners|our (?:\d+ )?partners|we use cookies|accept (?:all|cookies|and)|your (?:consent|privacy)|"
    r"(?:unsere|mit) .{0,20}partner|(?:wir|websites?|dienste?) .{0,40}verwenden .{0,30}cookies|akzeptieren|"
    r"ihre (?:zustimmung|einwilligung|privatsphäre|daten)|(?:nos|avec) .{0,20}partenaires|nous utilisons|accepter|"
    r"votre (?:consentement|accord|vie privée)|"
    r"(?:nuestros|y) .{0,20}socios|utilizamos cookies|usamos cookies|aceptar|(?:su|tu) (?:consentimiento|privacidad)|"
    r"(?:nostri|i) .{0,20}partner|utilizziamo|accett[ao]|(?:tuo|vostro) consenso|(?:nossos|e) .{0,20}parceiros|aceitar|"
    r"(?:sua|seu) (?:privacidade|consentimento)|nasi .{0,20}partnerzy|używamy|akceptuj|zgadzam się|(?:twoj|swoj)\w+ (?:zgod|prywatno)|"
    r"onze .{0,20}partners|wij gebruiken|we gebruiken|accepteren|(?:je|jouw|uw) (?:toestemming|privacy)|"
    r"мы .{0,40}используем|наши .{0,20}партн|принять|ваше(?:го)? согласи|ми .{0,40}використовуємо|прийняти|ваш\w* згод|"
    r"쿠키를 사용|(?:모두 )?(?:동의|수락)(?:하|합|함|$)|cookieを使用|クッキーを使用|すべて(?:同意|許可)|同意(?:する|して)|"
    r"我们(?:和|及|使用)|我們(?:和|及|使用)|全部接受|接受(?:所有|全部)|您的(?:同意|隐私|隱私)",
    re.IGNORECASE,
)
"""Words with which a site asks its own reader for consent; reports about consent do not ask."""
