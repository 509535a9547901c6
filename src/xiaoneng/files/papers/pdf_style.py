"""打印样式: a layout as a stylesheet. Every value comes from a checked layout or from the machine's own font names."""

from __future__ import annotations

from collections.abc import Set

from xiaoneng.files.papers.layout import Layout, Style

FIXED = """
html, body { margin: 0; padding: 0; }
p { margin: 0; overflow-wrap: anywhere; widows: 2; orphans: 2; }
.keep { break-after: avoid; }
.both { display: flex; justify-content: space-between; text-align: left; }
.mark { white-space: nowrap; }
.title, .letter_title, .annex_title { text-wrap: balance; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin: 0; }
.ruled { margin: 2pt 0 4pt; }
.ruled th, .ruled td { border: .5pt solid #000; padding: 2.5pt 4pt; vertical-align: middle; font-weight: normal; overflow-wrap: anywhere;
  text-indent: 0; }
.ruled thead { display: table-header-group; }
.ruled tr { break-inside: avoid; }
.ruled tbody { break-inside: avoid; }
.ruled .left { text-align: left; } .ruled .center { text-align: center; } .ruled .right { text-align: right; }
.form tbody { break-inside: auto; }
.roomy tbody td { height: 24pt; }
.form th { text-align: center; }
.form td { white-space: pre-line; }
.spread td { vertical-align: bottom; padding: 0 4pt 0 0; }
.spread.next { margin-top: 0; }
.cut { border-top: .75pt dashed #000; padding-top: 4pt; break-after: avoid; }
.at-end { float: footnote; footnote-display: block; width: 100%; }
.at-end::footnote-call, .at-end::footnote-marker { content: ""; }
.at-end td { vertical-align: top; border-top: .25mm solid #000; border-bottom: .25mm solid #000; }
.at-end td.hanging { padding-left: 4em; text-indent: -3em; }
.at-end td + td { text-align: right; white-space: nowrap; width: 12em; }
.at-end tr:first-child td { border-top-width: .35mm; }
.at-end tr:last-child td { border-bottom-width: .35mm; }
.break { break-before: page; }
"""


def stylesheet(layout: Layout, installed: Set[str], landscape: bool = False) -> str:
    """样式: the page with its numbers, one class a style of the layout, and what holds for every layout."""
    own = [f".{name} {{ {_declared(layout, style, installed)} }}" for name, style in layout.styles.items()]
    cells = [
        f".ruled th {{ {_type(layout, layout.styles['table_head'], installed)} text-align: center; }}",
        f".ruled td {{ {_type(layout, layout.styles['table_cell'], installed)} }}",
        f".totals td {{ {_type(layout, layout.styles['table_head'], installed)} }}",
        f".at-end td {{ {_declared(layout, layout.styles['imprint'], installed)} }}",
        f".spread.sign {{ margin-top: {layout.styles['sign'].before}pt; }}",
        f".cut {{ margin-top: {layout.styles['cut'].before}pt; }}",
    ]
    return "\n".join([*_page(layout, installed, landscape), *own, *cells, FIXED])


def _page(layout: Layout, installed: Set[str], landscape: bool) -> list[str]:
    page = layout.page
    width, height = (page.height, page.width) if landscape else (page.width, page.height)
    before, _, after = page.number_form.partition("{page}")
    middle, _, end = after.partition("{pages}")
    pages = f' counter(pages) "{end}"' if "{pages}" in after else ""
    number = f'content: "{before}" counter(page) "{middle}"{pages};'
    space = f"padding: {page.number_drop}pt {page.number_space}em 0;"
    look = f"{{ {number} {_type(layout, layout.styles['page_number'], installed)} vertical-align: top; {space} }}"
    margins = f"margin: {page.top}pt {page.right}pt {page.bottom}pt {page.left}pt;"
    sheet = f"size: {width}pt {height}pt; {margins} @footnote {{ margin-top: 1em; }}"
    if page.single_sided:
        return [f"@page {{ {sheet} @bottom-center {look} }}"]
    return [f"@page {{ {sheet} }}", f"@page :right {{ @bottom-right {look} }}", f"@page :left {{ @bottom-left {look} }}"]


def _type(layout: Layout, style: Style, installed: Set[str]) -> str:
    """The font that is there, and its size."""
    font = layout.fonts[style.font]
    right = font.right(installed)
    families = [name for name in (right, font.stand_in(installed)) if name] + ["serif"]
    named = ", ".join(name if name == "serif" else f'"{name}"' for name in dict.fromkeys(families))
    weight = "bold" if font.bold and right is None else "normal"
    spacing = f" letter-spacing: {style.spacing}pt;" if style.spacing else ""
    return f"font-family: {named}; font-weight: {weight}; font-size: {style.size}pt; line-height: {style.line}pt;{spacing}"


def _declared(layout: Layout, style: Style, installed: Set[str]) -> str:
    own = {
        "text-align": style.align if style.align in ("center", "right") else "",
        "text-indent": f"{style.indent}em" if style.indent else "",
        "padding-top": f"{style.before}pt" if style.before else "",
        "margin-bottom": f"{style.after}pt" if style.after else "",
        "padding-left": f"{style.left}em" if style.left else "",
        "padding-right": f"{style.right}em" if style.right else "",
        "color": style.colour if style.colour != "#000000" else "",
    }
    rule = f" border-bottom: {style.rule}pt solid {style.rule_colour}; padding-bottom: {style.gap}pt;" if style.rule else ""
    said = " ".join(f"{name}: {value};" for name, value in own.items() if value)
    return f"{_type(layout, style, installed)} {said}{rule}"
