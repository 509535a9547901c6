"""历法、期限与中文书写: periods, working days, deadlines, Chinese dates, numerals and name order.

Pure functions: the clock is never read, and nothing but packaged data is opened. Every refusal is a `CalendarError`
(a ValueError) with a Chinese message. The conventions are stated in docs/algorithms/deadlines.md.
"""

from xiaoneng.rulebook.calendar.chinese import (
    arabic_date,
    capital_date,
    capital_digits,
    capital_money,
    capital_month,
    capital_numeral,
    chinese_date,
    document_date,
    small_numeral,
)
from xiaoneng.rulebook.calendar.deadlines import Due, by_date, due, due_in_hours
from xiaoneng.rulebook.calendar.document_number import DocumentNumber, compose_document_number, parse_document_number
from xiaoneng.rulebook.calendar.errors import (
    CalendarDataError,
    CalendarError,
    DocumentNumberError,
    NumeralError,
    PeriodError,
    PersonNameError,
    TermError,
    UnknownYearError,
)
from xiaoneng.rulebook.calendar.holidays import (
    Calendar,
    DayStatus,
    LocalDays,
    WorkingDays,
    YearNotice,
    calendar_from_json,
    national_calendar,
)
from xiaoneng.rulebook.calendar.months import Age, Corresponding, corresponding_day, full_years
from xiaoneng.rulebook.calendar.occurrences import Recurrence, Removal, earliest_removal, occurrences
from xiaoneng.rulebook.calendar.outcomes import State, days_late, in_limit, state
from xiaoneng.rulebook.calendar.periods import (
    CALENDAR_YEAR,
    Kind,
    Period,
    YearStart,
    containing,
    halves_of,
    months_of,
    numbers_of,
    parse_period,
    parse_year_start,
    previous,
    quarters_of,
    within,
)
from xiaoneng.rulebook.calendar.pinyin import name_initials, name_pinyin, pinyin_order
from xiaoneng.rulebook.calendar.strokes import NameOrder, UnknownCharacter, stroke_count, stroke_order
from xiaoneng.rulebook.calendar.surnames import split_name
from xiaoneng.rulebook.calendar.terms import Ends, RestDay, Starts, Suspension, Unit, office_day, office_time
from xiaoneng.rulebook.calendar.working_index import WorkingIndex, national_index, working_index

__all__ = [
    "CALENDAR_YEAR",
    "Age",
    "Calendar",
    "CalendarDataError",
    "CalendarError",
    "Corresponding",
    "DayStatus",
    "DocumentNumber",
    "DocumentNumberError",
    "Due",
    "Ends",
    "Kind",
    "LocalDays",
    "NameOrder",
    "NumeralError",
    "Period",
    "PeriodError",
    "PersonNameError",
    "Recurrence",
    "Removal",
    "RestDay",
    "Starts",
    "State",
    "Suspension",
    "TermError",
    "Unit",
    "UnknownCharacter",
    "UnknownYearError",
    "WorkingDays",
    "WorkingIndex",
    "YearNotice",
    "YearStart",
    "arabic_date",
    "by_date",
    "calendar_from_json",
    "capital_date",
    "capital_digits",
    "capital_money",
    "capital_month",
    "capital_numeral",
    "chinese_date",
    "compose_document_number",
    "containing",
    "corresponding_day",
    "days_late",
    "document_date",
    "due",
    "due_in_hours",
    "earliest_removal",
    "full_years",
    "halves_of",
    "in_limit",
    "months_of",
    "name_initials",
    "name_pinyin",
    "national_calendar",
    "national_index",
    "numbers_of",
    "occurrences",
    "office_day",
    "office_time",
    "parse_document_number",
    "parse_period",
    "parse_year_start",
    "pinyin_order",
    "previous",
    "quarters_of",
    "small_numeral",
    "split_name",
    "state",
    "stroke_count",
    "stroke_order",
    "within",
    "working_index",
]
