"""属性的说法: what the attributes of people, units and works are called, and in what they are measured."""

from __future__ import annotations

from xiaoneng.rulebook.plan.attributes import CHINESE

ATTRIBUTES = {english: chinese.replace(".", "") for chinese, english in CHINESE.items() if not chinese.isascii()} | {
    "age": "年龄",
    "years_of_service": "工龄",
    "months_served": "在岗月数",
    "first_day": "本期第一天",
    "last_day": "本期最后一天",
    "none": "没有值",
    "days_served": "在岗天数",
    "size": "人数",
    "working_days": "期内工作日数",
    "working_days_served": "在岗工作日数",
    "month_no": "月份",
    "quarter_no": "季度序号",
    "half_no": "半年序号",
    "year_no": "年度",
    "date": "日期",
    "month_day": "月日",
    "authors": "作者人数",
    "author_no": "作者次序",
}
ATTRIBUTE_UNITS = {"age": "周岁", "years_of_service": "年", "months_served": "个月", "days_served": "天", "size": "人", "authors": "人"}
ATTRIBUTE_UNITS |= {"working_days": "天", "working_days_served": "天", "month_no": "月", "year_no": "年"}
