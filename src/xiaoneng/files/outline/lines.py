"""行的性质: what a line is besides words of a clause: page chrome, a title, a head without number, the signature."""

from __future__ import annotations

import re

from xiaoneng.files.outline.rows import BETWEEN

HEAD_CHARS = 24
WRAPPED_CHARS = HEAD_CHARS + 1
NUMBERED_CHARS = 36
BEGUN_CHARS = 10
"""A line shorter than this has not been broken in the middle of a sentence by the width of a page; a head with a number may be longer."""
_BLANK = re.compile(r"[\s\u3000\u00a0]+")
_ENDS = "。！？；：!?;:…"
_CLOSING = "”’」』）)》】〕\"'"
_NOT_IN_A_HEAD = re.compile(r"[，。；：！？,;:!?…=＝]|\.(?!\d)|" + re.escape(BETWEEN))
_CHROME = re.compile(
    r"[-—–－·\s]*\d{1,4}[-—–－·\s]*"
    r"|[-—–－\s]*第\s*\d{1,4}\s*页[\s，,/(（]*(?:共\s*\d{1,4}\s*页)?[)）]?[-—–－\s]*"
    r"|\d{1,4}\s*/\s*\d{1,4}"
    r"|(?:(?:发布|更新|发文|添加|录入)?(?:时间|日期)[:：]\s*\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}.{0,60})"
    r"|[【\[]?(?:打印|关闭|返回)(?:本页|窗口|此页|页面|顶部|首页|列表)?[】\]]?(?:[\s|【\[].{0,60})?"
    r"|[【\[]?(?:分享到|上一篇|下一篇|字体|字号|浏览次数|点击数|阅读次数|责任编辑|当前位置|您所在的位置|信息来源|来源)[:：].{0,60}"
    r"|扫一扫.{0,40}|版权所有.{0,60}"
)
_YEAR = r"(?:\d{4}|[〇○零0O一二三四五六七八九]{4})年"
_DAY = re.compile(r"[（(]?" + _YEAR + r"[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日(?:印发)?[）)]?")
_TAIL = re.compile(
    r"(?:主题词|抄送|抄报|主送|分送|联系人|联系电话)[:：].{0,200}|.{2,40}\d{4}年\d{1,2}月\d{1,2}日印发"
    r"|[（(]共印\d+份[）)]|[（(]此件.{2,10}公开.{0,6}[）)]"
)
_TITLE = re.compile(r".*(?:意见|方案|办法|制度|规定|细则|通知|规则|标准|规程|条例|要点|手册|章程|准则|守则)(?:[（(][^）)]{1,10}[）)])?")
_ANNEX = re.compile(r"附[件表]\s*[0-9０-９一二三四五六七八九十]{0,3}\s*[:：]?.{0,30}")
_NUMBER_OF_DOCUMENT = re.compile(r".{1,20}[〔\[（(【]\d{4}[〕\])）】]\s*\d{1,4}\s*号")
_NUMBERED = re.compile(r"[\s\u3000]*[（(〔\[第]?\s?[\d０-９一二三四五六七八九十①-⓿㈠-㈩]")
_VOLUME = re.compile(r"第[一二三四五六七八九十\d]{1,3}篇[:：]?")
_GARBLED = re.compile(r"[\ufffd\ue000-\uf8ff]|锟斤拷|烫烫烫|屯屯屯|[ÃÂäåæçèé]{3,}|\?{4,}")


def squeezed(text: str) -> str:
    """The text without any blank: 首 问 制 度 is 首问制度."""
    return _BLANK.sub("", text)


def is_chrome(text: str) -> bool:
    """页面附带的字: page numbers, print buttons, times of a web page."""
    return _CHROME.fullmatch(text.strip()) is not None


def is_day(text: str) -> bool:
    return _DAY.fullmatch(squeezed(text)) is not None


def is_tail(text: str) -> bool:
    """落款: subject words, copies sent, the day."""
    return is_day(text) or _TAIL.fullmatch(text.strip()) is not None


def is_title(text: str) -> bool:
    return _TITLE.fullmatch(squeezed(text)) is not None


def title_of(text: str) -> str:
    """The title without blanks and without the place that a collection gave it (第三篇：)."""
    plain = squeezed(text)
    return _VOLUME.sub("", plain, count=1) if _VOLUME.match(plain) else plain


def is_annex(text: str) -> bool:
    return _ANNEX.fullmatch(text.strip()) is not None and not ends_sentence(text)


def is_document_number(text: str) -> bool:
    return _NUMBER_OF_DOCUMENT.fullmatch(squeezed(text)) is not None


def is_garbled(text: str) -> bool:
    """乱码: signs that stand for characters lost on the way."""
    return _GARBLED.search(text) is not None


def is_short(text: str) -> bool:
    """短行: could be a head: few characters and nothing that ends or divides a sentence."""
    plain = squeezed(text)
    return 1 < len(plain) <= HEAD_CHARS and _NOT_IN_A_HEAD.search(text.strip()) is None and not is_day(text)


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence or an entry may end."""
    plain = text.rstrip().rstrip(_CLOSING)
    return not plain or plain[-1] in _ENDS


def is_broken(text: str) -> bool:
    """断行: long, and it stops in the middle of a sentence."""
    if ends_sentence(text) or BETWEEN in text:
        return False
    plain = squeezed(text)
    return len(plain) >= (NUMBERED_CHARS if _NUMBERED.match(text) else WRAPPED_CHARS) or ("。" in plain and len(plain) > BEGUN_CHARS)
