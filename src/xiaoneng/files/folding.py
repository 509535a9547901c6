"""文字归一: what is invisible, full-width or decomposed is folded for comparing; the original stays for display."""

import re
import unicodedata

# Soft hyphen, zero-width and direction marks, the byte order mark: none of them can be seen, all of them break a comparison.
_INVISIBLE = dict.fromkeys([0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])
_HALF_WIDTH = {0x3000: 0x20} | {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
# The dot in names such as 买买提·艾力 comes in many shapes from many input methods.
_NAME_DOTS = dict.fromkeys([0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0xFF65, 0x2E31], "·")
_SPACES = re.compile(r"\s+")
_UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(text: str) -> str:
    """归一: NFC, without invisible characters and without blanks (also U+3000) at both ends."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE)).strip()


def fold_width(text: str) -> str:
    """全角转半角: full-width letters, digits, signs and blanks become ASCII; Chinese characters stay."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def fold_id(text: str) -> str:
    """编号归一: the form in which numbers of people and facts are compared; case counts."""
    return fold_width(clean(text)).strip()


def fold_name(text: str) -> str:
    """姓名归一: the form in which names are compared: 张　三 is 张三, every middle dot is ·."""
    return _SPACES.sub("", fold_width(clean(text))).translate(_NAME_DOTS)


def fold_header(text: str) -> str:
    """表头归一: NFKC without any blank or invisible character, so that 工 号 is 工号."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", text.translate(_INVISIBLE)))


def printable(text: str, most: int = 40) -> str:
    """显示: text for a message: at most `most` characters, control and direction characters as ·, so that it can't redraw a screen."""
    shown = "".join("·" if unicodedata.category(char) in _UNSHOWABLE else char for char in text[: most + 1])
    return shown if len(shown) <= most else shown[:most] + "…"
