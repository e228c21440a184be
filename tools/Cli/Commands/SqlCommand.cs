using System.CommandLine;
using LogFunctions.Cli.Check;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Sql;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn sql</c>: any question of any log.</summary>
internal static class SqlCommand
{
    public static Command Create(CliContext context)
    {
        var sql = new Argument<string>("SQL") { Description = "A query, or several statements of which the last is the result; or the name of a file that ends with .sql." };
        var files = new Argument<string[]>("FILES") { Description = "Log files, folders, patterns such as 'access.log*', text or gzip; - = standard input.", Arity = ArgumentArity.OneOrMore };
        var reading = new LogReadingArguments();
        Option<SqlFormat> format = TypedOption.Choice("--format", "How to give the result.", ("table", SqlFormat.Table), ("json", SqlFormat.Json), ("csv", SqlFormat.Csv), ("parquet", SqlFormat.Parquet));
        var to = new Option<string>("--out") { Description = "Write the result to a file; parquet needs one.", HelpName = "FILE", DefaultValueFactory = _ => ResultFile.StandardOutput };

        var command = new Command(
            "sql",
            "Ask a log anything, in SQL (DuckDB's). Its lines are the table `lines`: second, micros, endpoint, region, status, bytes, latency_us, client, user_agent, referer, format, verdict. "
            + "Lines that can't be read are in it, too: verdict is accepted or rejected:reason.")
        {
            sql,
            files,
        };
        foreach (Option option in (Option[])[.. reading.All, format, to])
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new SqlRequest(
                Statements(parsed.GetValue(sql)!), parsed.GetValue(files)!, reading.ReadParser(parsed), reading.ReadEndpoints(parsed), parsed.GetValue(format), parsed.GetValue(to)!);
            if (request.Format == SqlFormat.Parquet && ResultFile.IsStandardOutput(request.Out))
            {
                throw CliException.Usage("--format parquet needs --out FILE: a Parquet file is not written in one go.");
            }

            await SqlRun.RunAsync(context, request, cancellationToken);
        });
        return command.Examples(
            """logfn sql "select endpoint, count(*) as requests, cast(quantile_cont(latency_us, 0.95) as bigint) as p95_us from lines group by all order by requests desc limit 20" 'access.log*'""",
            """logfn sql "select client, count(*) as errors from lines where status >= 500 group by all order by errors desc limit 10" /var/log/nginx""",
            """logfn sql "select timestamp_seconds(second - second % 60) as minute, count(*) as requests, count(*) filter (where status >= 500) as errors from lines where verdict = 'accepted' group by all order by minute" access.log.gz""",
            """logfn sql "select verdict, format, count(*) as lines from lines group by all order by lines desc" -""",
            """logfn sql "select user_agent, sum(bytes) as bytes from lines where endpoint like 'GET /download%' group by all order by bytes desc limit 10" access.log --format csv""");
    }

    private static IReadOnlyList<string> Statements(string sql)
    {
        if (sql.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) && !sql.Contains(' ', StringComparison.Ordinal))
        {
            try
            {
                sql = File.ReadAllText(sql);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CliException($"the SQL file {sql} can't be read: {exception.Message}", ExitCode.Failed, exception);
            }
        }

        IReadOnlyList<string> statements = SqlScript.Split(sql);
        return statements.Count > 0 ? statements : throw CliException.Usage("there is no SQL in the first argument.");
    }
}
