"""Word documents made for the tests: as Word writes them, as it numbers them, and as nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
Level = tuple[str, str]
"""A format of Word and the text of a level, such as ('chineseCounting', '（%2）')."""


def saved(document: Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def add_list(document: Document, number: int, levels: Sequence[Level], starts: dict[int, int] | None = None, of: int | None = None) -> None:
    """A numbered list under a number of its own; `of` uses another list's levels, `starts` begins levels anew."""
    numbering = document.part.numbering_part.element
    abstract = 900 + (of or number)
    if of is None:
        rows = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
            for at, (form, text) in enumerate(levels)
        )
        numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">{rows}</w:abstractNum>'))
    begun = "".join(
        f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{first}"/></w:lvlOverride>' for at, first in (starts or {}).items()
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{begun}</w:num>'))


def add(document: Document, text: str, number: int | None = None, level: int = 0) -> None:
    """A paragraph, numbered where a list is named."""
    paragraph = document.add_paragraph(text)
    if number is not None:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))


def new() -> Document:
    return docx.Document()


def archive(
    body: str = "<w:p><w:r><w:t>一、花</w:t></w:r></w:p>",
    head: str = "",
    parts: Mapping[str, bytes | str] | None = None,
    types: str = TYPES,
) -> bytes:
    """A Word document written by hand: the body's XML, what stands before it, further parts by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr("word/document.xml", f'<?xml version="1.0"?>{head}<w:document {W}><w:body>{body}</w:body></w:document>')
        for name, content in (parts or {}).items():
            made.writestr(name, content)
    return target.getvalue()
