using System.Text.RegularExpressions;

namespace LogFunctions.Repository.Tests;

/// <summary>
/// The SQL of spark-jobs/sql runs unchanged on Spark and on DuckDB. What the two read differently, silently or not, must not be in it: each rule stands for
/// something that was run on both and differed.
/// </summary>
public sealed partial class SparkSqlTests
{
    private static readonly (string Pattern, string Why)[] s_rules =
    [
        (@"\b(int|integer|smallint|tinyint|float|real)\s*\)", "cast to bigint or double: whole numbers round on one engine and are cut on the other"),
        (@"\bas\s+timestamp\b|\btimestamp\s*'|\bdate\s*'|\binterval\b", "times are whole seconds: a zone is dropped on one engine"),
        (@"\bconcat\s*\(", "concat skips NULL on one engine: write || or concat_ws"),
        (@"\b(dayofweek|weekday|extract)\b", "days are numbered differently: the hour of the week by arithmetic"),
        (@"\\", "a backslash is an escape on one engine only"),
        ("\"", "a double quote is a name on one engine and a text on the other"),
        ("`", "backticks are refused by DuckDB"),
        (@"\b(skewness|kurtosis|approx_count_distinct|first|last|any_value|max_by|min_by|approx_percentile|percentile_approx)\s*\(", "not the same, or not defined, on both"),
        (@"\b(div|rlike|explode|lateral\s+view|semi\s+join|anti\s+join|qualify|distinct\s+on|exclude|recursive)\b", "one engine lacks it"),
        (@"\b(array|date_format|from_unixtime|to_date|datediff|timestampdiff|sha2|crc32|shiftleft|try_divide|isnull|width_bucket|collect_list|collect_set|listagg|regexp_count|unnest|starts_with|ends_with|strpos|trunc|string_agg|date_diff|group_concat|current_timestamp|now|count_if)\s*\(", "one engine lacks it, or gives another type"),
        (@"\bcount\s*\(\s*distinct\s+[^(),]+,", "DuckDB counts one column only"),
        (@"(?<![\w.])\d+\.\d+\b(?!\s*\)\s*within\b)", "a decimal number makes divisions decimal on one engine: cast(.. as double)"),
        (@"/(?!\s*(\d|nullif\b))", "divide by a number or by nullif(.., 0): what a division by zero gives differs"),
        (@"\bregexp_extract\s*\(\s*[^(),]+,\s*'[^']*'\s*\)", "three arguments: the default group differs"),
        (@"[:$]\w", "no parameters: a one-row view is the same on both"),
    ];

    public static TheoryData<string> Files { get; } = [.. Checkout.FilesOf(".sql", "spark-jobs/sql/")];

    [Fact]
    public void Sql_OfTheJobs_IsThere() => Assert.Contains("spark-jobs/sql/traffic_report.sql", Checkout.FilesOf(".sql", "spark-jobs/sql/"));

    [Theory]
    [MemberData(nameof(Files))]
    public void Sql_HoldsNothing_ThatTheEnginesReadDifferently(string file) => Assert.Empty(Faults(Checkout.Read(file)));

    /// <summary>The checks can fail.</summary>
    [Theory]
    [InlineData("select cast(x as int) from lines")]
    [InlineData("select cast(x as timestamp) from lines")]
    [InlineData("select concat(a, b) from lines")]
    [InlineData("select dayofweek(a) from lines")]
    [InlineData("select 'a\\nb' from lines")]
    [InlineData("select \"a\" from lines")]
    [InlineData("select `a` from lines")]
    [InlineData("select first(a) from lines")]
    [InlineData("select a div 2 from lines")]
    [InlineData("select string_agg(a, ',') from lines")]
    [InlineData("select count(distinct a, b) from lines")]
    [InlineData("select 1.5 * a from lines")]
    [InlineData("select a / b from lines")]
    [InlineData("select regexp_extract(a, '([0-9])') from lines")]
    [InlineData("select a from lines where second > :lo")]
    [InlineData("select a from lines where second > $lo")]
    [InlineData("select a from lines order by a")]
    [InlineData("select a from lines order by a desc, b nulls last")]
    [InlineData("select sum(a) as s from lines")]
    public void Sql_ThatTheEnginesReadDifferently_IsFound(string sql) => Assert.NotEmpty(Faults(sql));

    [Theory]
    [InlineData("select cast(sum(a) as bigint) as s, a / 60, a / nullif(b, 0), percentile_cont(0.5) within group (order by a) from lines order by s nulls last")]
    [InlineData("select a -- 'int) \" \\ :x 1.5\nfrom lines where b = 'as timestamp, 1.5 \"x\"'")]
    public void Sql_ThatTheEnginesReadAlike_Passes(string sql) => Assert.Empty(Faults(sql));

    private static List<string> Faults(string sql)
    {
        // Quotes and backslashes are looked for in texts, too; everything else outside of comments and texts.
        string code = Comment().Replace(sql, " ");
        string bare = Text().Replace(code, "''");
        var faults = new List<string>();
        foreach ((string pattern, string why) in s_rules)
        {
            bool isOfTexts = pattern == @"\\" || pattern.StartsWith(@"\bregexp_extract", StringComparison.Ordinal);
            if (Regex.Match(isOfTexts ? code : bare, pattern, RegexOptions.IgnoreCase) is { Success: true } match)
            {
                faults.Add($"'{match.Value}': {why}");
            }
        }

        faults.AddRange(OrderBy().Matches(bare).SelectMany(order => order.Groups[1].Value.Split(','))
            .Where(term => !term.Contains("nulls", StringComparison.OrdinalIgnoreCase))
            .Select(term => $"order by {term.Trim()}: say NULLS FIRST or LAST, the default differs"));
        faults.AddRange(Sum().Matches(bare)
            .Where(sum => !bare[..sum.Index].EndsWith("cast(", StringComparison.OrdinalIgnoreCase) && !bare[..sum.Index].EndsWith("cast(coalesce(", StringComparison.OrdinalIgnoreCase))
            .Select(sum => "sum(..): write cast(sum(..) as bigint), DuckDB's sums are of another type"));
        return faults;
    }

    [GeneratedRegex("--[^\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Text();

    // Not the one within a percentile, where NULLs do not count.
    [GeneratedRegex(@"(?<!\()\border\s+by\s+([^)]+)", RegexOptions.IgnoreCase)]
    private static partial Regex OrderBy();

    [GeneratedRegex(@"\bsum\s*\(", RegexOptions.IgnoreCase)]
    private static partial Regex Sum();
}
