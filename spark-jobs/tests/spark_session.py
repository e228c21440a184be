"""Everything that is asked of a real Spark, in one session; prints one JSON object.

usage: spark_session.py READER JOBS_FOLDER LOG_FILE PERIOD_SQL ROWS_SQL

golden: the rows of each file of spark-jobs/sql over the log. nulls: how empty fields come out. failures: what a reader that fails does to the job.
"""
import json
import os
import stat
import subprocess
import sys
import tempfile

from pyspark.sql import SparkSession


def golden(spark, folder, name):
    with open(os.path.join(folder, name + ".sql"), encoding="utf-8") as file:
        return [row.asDict() for row in spark.sql(file.read()).collect()]


def failure(read):
    try:
        read()
        return "no failure"
    except Exception as error:  # what of it is Spark's own differs from version to version
        return f"{type(error).__name__}: {error}"


def failures(spark, log, reader, columns, read_lines):
    with tempfile.TemporaryDirectory() as folder:
        foreign = os.path.join(folder, "foreign")
        with open(foreign, "wb") as file:
            file.write(b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\xf3\x00" + bytes(100))  # a program for another processor
        os.chmod(foreign, os.stat(foreign).st_mode | stat.S_IXUSR)
        commands = {
            "killed": "head -n 1 | kill -9 $$",
            "missing": "no-such-logfn-lines",
            "foreign": foreign,
            "fails": f"{reader} --no-such-option",
            "short": f"{reader} | head -n 3",
            "cut": f"{reader} | cut -f1-12",
        }
        return {name: failure(lambda command=command: read_lines(spark, log, command, columns)) for name, command in commands.items()}


def main(reader, folder, log, period, rows):
    sys.path.insert(0, folder)
    from lines_reader import read_lines

    columns = subprocess.run([reader, "--columns"], check=True, capture_output=True, text=True).stdout.strip()
    spark = SparkSession.builder.master("local[2]").appName("spark_session").config("spark.sql.shuffle.partitions", "2").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    read_lines(spark, log, reader, columns).createOrReplaceTempView("lines")
    for name, query in (("period", period), ("rows", rows)):
        spark.sql(f"create or replace temp view {name} as {query}")
    nulls = spark.sql(
        "select count(*) as lines, count(second) as seconds, count(latency_us) as latencies, count(user_agent) as agents,"
        " count(*) filter (where user_agent = '' or endpoint = '' or client = '') as empty_texts from lines").first().asDict()
    result = {
        "golden": {name: golden(spark, folder, name) for name in ("traffic_report", "baselines", "audit")},
        "nulls": nulls,
        "failures": failures(spark, log, reader, columns, read_lines),
    }
    print(json.dumps(result))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
