"""Apache Spark: a province, beyond one machine (extra `spark`). The same statements over named views.

Spark has no INSERT into a temporary view: each INSERT becomes a view of its own, and the table that it adds to is their union.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import IntegerType, LongType, StringType, StructField, StructType

from xiaoneng.rulebook.engines.loading import collect, relation_rows
from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.engines.sqlprogram import Program, Row, program
from xiaoneng.rulebook.plan.steps import Plan

MASTER = "XIAONENG_SPARK_MASTER"
_CREATE = re.compile(r"CREATE TEMP TABLE (\w+) \((.*)\)")
_INSERT = re.compile(r"INSERT INTO (\w+) \([^)]*\) (SELECT .*)", re.DOTALL)
_TYPES = {"BIGINT": LongType, "INT": IntegerType, "STRING": StringType}


def run(plan: Plan, office: Office, session: SparkSession | None = None) -> Findings:
    """All rows that a plan yields for an office; a session of its own (local, or the master named) where none is given."""
    own = session is None
    spark = session or start()
    try:
        return _run(spark, plan, office)
    finally:
        if own:
            spark.stop()


def start(master: str | None = None) -> SparkSession:
    """A quiet session on a master such as `local[2]` or `local-cluster[2,1,1024]`."""
    builder = SparkSession.builder.master(master or os.environ.get(MASTER, "local[2]")).appName("xiaoneng")
    for key, value in {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.default.parallelism": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }.items():
        builder = builder.config(key, value)
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _run(spark: SparkSession, plan: Plan, office: Office) -> Findings:
    made = program(plan, "spark")
    shapes = {name: _shape(columns) for name, columns in (_CREATE.fullmatch(text).groups() for text in made.create)}  # type: ignore[union-attr]
    rows = relation_rows(plan, office, made.kinds)
    for name, shape in shapes.items():
        _view(spark, name, shape, rows.get(name, ()))
    _statements(spark, made)
    return collect(plan, made, {name: [tuple(row) for row in spark.sql(query).collect()] for name, query in made.queries.items()})


def _shape(columns: str) -> StructType:
    parts = (part.rsplit(" ", 1) for part in columns.split(", "))
    return StructType([StructField(name, _TYPES[kind](), True) for name, kind in parts])


def _view(spark: SparkSession, name: str, shape: StructType, rows: Iterable[Row]) -> None:
    spark.createDataFrame(list(rows), shape).createOrReplaceTempView(name)


def _statements(spark: SparkSession, made: Program) -> None:
    """Every made table is kept in memory, so that later statements don't compute it again."""
    for statement in made.statements:
        insert = _INSERT.fullmatch(statement)
        if insert is None:
            spark.sql(statement)
            name = statement.split()[5]
            spark.sql(f"SELECT * FROM {name}").cache().createOrReplaceTempView(name)
            continue
        name, body = insert.groups()
        before = spark.table(name)
        added = _like(spark.sql(body), before)
        before.union(added).cache().createOrReplaceTempView(name)


def _like(found: DataFrame, model: DataFrame) -> DataFrame:
    """Columns by position, in the model's names and types."""
    fields: list[Any] = list(model.schema.fields)
    renamed = found.toDF(*(field.name for field in fields))
    return renamed.select(*(renamed[field.name].cast(field.dataType).alias(field.name) for field in fields))
