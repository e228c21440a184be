"""Runs a file of spark-jobs/sql on Spark over log files read by logfn-lines; prints the rows as one JSON array.

usage: run_sql.py READER SQL_FILE LOG_FILE [NAME=VIEW_SQL ...]

Every row that the reader gives is checked: as many as lines, each whole.
"""
import json
import subprocess
import sys

from pyspark.sql import SparkSession


def main(reader, sql_file, log_file, *views):
    columns = subprocess.run([reader, "--columns"], check=True, capture_output=True, text=True).stdout.strip()
    spark = SparkSession.builder.master("local[2]").appName("sql").config("spark.sql.shuffle.partitions", "2").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    raw = spark.read.option("lineSep", "\n").text(log_file)
    raw.createOrReplaceTempView("raw")
    row_format = r"row format delimited fields terminated by '\t' lines terminated by '\n'"
    read = spark.sql(f"select transform(value) {row_format} using '{reader}' as ({columns}) {row_format} null defined as '' from raw").cache()
    lines, rows, whole = raw.count(), read.count(), read.where("row_end = 'end'").count()
    if not lines == rows == whole:
        sys.exit(f"{lines} lines gave {rows} rows, {whole} of them whole")
    read.createOrReplaceTempView("lines")
    for view in ("period=select min(second) as lo, max(second) + 1 as hi from lines", *views):
        name, _, query = view.partition("=")
        spark.sql(f"create or replace temp view {name} as {query}")
    with open(sql_file, encoding="utf-8") as file:
        result = spark.sql(file.read())
    print(json.dumps([row.asDict() for row in result.collect()]))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
