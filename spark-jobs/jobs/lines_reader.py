"""Log lines as rows, read on every executor by logfn-lines.

Spark pipes the text of every partition through the program, so each line is read by the code that reads the stream. A program that stops early with exit code 0
would lose the rest of its partition silently, and cut rows would become NULLs silently: so the rows are counted against the lines, each must be whole, and
anything else fails the job.
"""

ROW_FORMAT = r"row format delimited fields terminated by '\t' lines terminated by '\n'"


class LinesLost(Exception):
    """The reader gave other rows than there are lines; nothing may be concluded from them."""


def read_lines(spark, paths, reader, columns):
    """The table `lines` of some files, folders or patterns, text or gzip; cached, since the check has read all of it.

    reader: the command that every partition is piped through, found on PATH or by its path, with its options.
    columns: what `logfn-lines --columns` prints.
    """
    raw = spark.read.option("lineSep", "\n").text(paths)
    raw.createOrReplaceTempView("raw_lines")
    rows = spark.sql(f"select transform(value) {ROW_FORMAT} using '{reader}' as ({columns}) {ROW_FORMAT} null defined as '' from raw_lines").cache()
    lines = raw.count()
    found, whole = rows.selectExpr("count(*)", "count(*) filter (where row_end = 'end')").first()
    if not lines == found == whole:
        rows.unpersist()
        raise LinesLost(f"{lines} lines gave {found} rows, {whole} of them whole; is '{reader}' the reader of this version?")
    return rows
