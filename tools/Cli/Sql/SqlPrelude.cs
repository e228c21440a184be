using LogFunctions.Core.Lines;

namespace LogFunctions.Cli.Sql;

/// <summary>What DuckDB is told first: the table, and functions of Spark's under their names, so that one text of SQL runs on both.</summary>
internal static class SqlPrelude
{
    /// <summary>Statements that make the empty table <c>lines</c>.</summary>
    public static string Table { get; } =
        $"create table lines ({string.Join(", ", LineRowText.Columns.Select(column => $"{column.Name} {(column.Type == "string" ? "varchar" : column.Type)}"))});";

    /// <summary>Functions that DuckDB lacks, or has under another name or with another meaning.</summary>
    public const string Macros = """
        create or replace macro unix_seconds(t) as cast(epoch(t) as bigint);
        create or replace macro timestamp_seconds(n) as make_timestamp(cast(n as bigint) * 1000000);
        create or replace macro timestamp_millis(n) as make_timestamp(cast(n as bigint) * 1000);
        create or replace macro regexp_like(s, p) as regexp_matches(s, p);
        create or replace macro startswith(s, p) as starts_with(s, p);
        create or replace macro endswith(s, p) as ends_with(s, p);
        create or replace macro locate(a, b) as instr(b, a);
        create or replace macro nvl(a, b) as coalesce(a, b);
        create or replace macro get_json_object(s, p) as case when json_valid(s) then json_extract_string(s, p) end;
        create or replace macro percentile(x, p) as quantile_cont(x, p);
        create or replace macro regexp_replace(s, p, r) as system.main.regexp_replace(s, p, r, 'g');
        """;
}
