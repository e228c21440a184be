using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Text;
using DuckDB.NET.Data;
using LogFunctions.Cli.Archive;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Report;
using LogFunctions.Core.Archive;
using Spectre.Console;

namespace LogFunctions.Cli.Sql;

/// <summary>Reads logs into DuckDB, in this process, and asks. Nothing is left behind: the database is in memory, and spills into a folder of its own.</summary>
internal static class SqlRun
{
    /// <exception cref="CliException">An input or the SQL is wrong.</exception>
    public static async Task RunAsync(CliContext context, SqlRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<InputFile> inputs = new InputFinder(context.Time).Find([.. request.Inputs.Where(input => !ArchiveLocation.IsS3(input))]);
        using ResultFile? file = request.Format == SqlFormat.Parquet || ResultFile.IsStandardOutput(request.Out) ? null : ResultFile.Open(context, request.Out, "--out");
        string spill = Path.Combine(Path.GetTempPath(), "logfn-sql-" + Guid.NewGuid().ToString("N"));
        try
        {
            using DuckDBConnection connection = Open(spill);
            using (var table = new LinesTable(connection, request.Parser, request.Endpoints))
            {
                ReadFiles(context, table, inputs, cancellationToken);
                foreach (string place in request.Inputs.Where(ArchiveLocation.IsS3))
                {
                    await ReadS3Async(context, table, place, cancellationToken);
                }
            }

            await AnswerAsync(context, request, connection, file, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(spill))
            {
                Directory.Delete(spill, recursive: true);
            }
        }
    }

    // Of an archive only what is in its chains: what lies beside them is in them, too.
    private static void ReadFiles(CliContext context, LinesTable table, IReadOnlyList<InputFile> inputs, CancellationToken cancellationToken)
    {
        var reader = new SqlInputs(context, table);
        var archive = new ArchiveReader(table);
        var archived = new Dictionary<InputFile, ArchiveObjectName>();
        foreach (InputFile input in inputs)
        {
            if (input.Kind == InputKind.Stream && ArchiveObjectName.TryParse(input.Path, out ArchiveObjectName? name))
            {
                archived.Add(input, name);
            }
        }

        HashSet<ArchiveObjectName> links = [.. ArchiveChain.Of(archived.Values).SelectMany(chain => chain.Links)];
        foreach (InputFile input in inputs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!archived.TryGetValue(input, out ArchiveObjectName? name))
            {
                reader.Read(input, cancellationToken);
            }
            else if (links.Contains(name))
            {
                using FileStream file = InputFinder.Open(input.Path);
                archive.Add(file, input.Name);
            }
        }
    }

    private static async Task ReadS3Async(CliContext context, LinesTable table, string place, CancellationToken cancellationToken)
    {
        using ArchiveLocation location = ArchiveLocation.Open(place, context);
        (IReadOnlyList<ArchiveChain> chains, IReadOnlyList<string> others) = await ArchiveReader.ListAsync(location.Objects, cancellationToken);
        var archive = new ArchiveReader(table);
        int objects = 0;
        foreach (ArchiveObjectName link in chains.SelectMany(chain => chain.Links))
        {
            objects++;
            archive.Add(new MemoryStream(await location.ReadAsync(link.ToString(), cancellationToken)), link.ToString());
        }

        if (objects == 0)
        {
            throw new CliException($"there is no archive at {place}: {(others.Count == 0 ? "nothing is there" : $"{others.Count} other objects are; copy them here to read them")}.");
        }
    }

    /// <summary>A database in memory with the empty table and Spark's functions.</summary>
    /// <param name="spill">Folder for what does not fit into memory; made when it is needed.</param>
    public static DuckDBConnection Open(string spill)
    {
        var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        Execute(connection, $"set autoinstall_known_extensions = false; set temp_directory = {Quoted(spill)};");
        Execute(connection, SqlPrelude.Table);
        foreach (string macro in SqlScript.Split(SqlPrelude.Macros))
        {
            Execute(connection, macro);
        }

        return connection;
    }

    private static async Task AnswerAsync(CliContext context, SqlRequest request, DuckDBConnection connection, ResultFile? file, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string statement in request.Statements.SkipLast(1))
            {
                Execute(connection, statement);
            }

            string last = request.Statements[^1];
            if (request.Format == SqlFormat.Parquet)
            {
                WriteParquet(connection, last, request.Out);
                return;
            }

            DataSheet sheet = await QueryAsync(connection, last, cancellationToken);
            await WriteAsync(context, request.Format, sheet, file);
        }
        catch (DuckDBException exception)
        {
            throw new CliException($"the SQL was refused: {exception.Message.Trim()}", ExitCode.Failed, exception);
        }
    }

    private static void WriteParquet(DuckDBConnection connection, string query, string path)
    {
        string target = ResultFile.LinkTarget(path);
        string partial = target + ".partial";
        try
        {
            Execute(connection, $"copy ({query}\n) to {Quoted(partial)} (format parquet)");
            ResultFile.Replace(partial, target);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static async Task<DataSheet> QueryAsync(DuckDBConnection connection, string query, CancellationToken cancellationToken)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var sheet = new DataSheet([.. Enumerable.Range(0, reader.FieldCount).Select(field => new Column(reader.GetName(field), reader.GetName(field), "0.######"))]);
        object?[] values = new object?[reader.FieldCount];
        while (await reader.ReadAsync(cancellationToken))
        {
            for (int field = 0; field < values.Length; field++)
            {
                values[field] = reader.IsDBNull(field) ? null : ForSheet(reader.GetValue(field));
            }

            sheet.Add([.. values]);
        }

        return sheet;
    }

    // DuckDB's sums of whole numbers have 128 bits, and its divisions of decimals their own type: numbers, all of them.
    private static object ForSheet(object value) => value switch
    {
        BigInteger number when number >= long.MinValue && number <= long.MaxValue => (long)number,
        sbyte or byte or short or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number when number <= long.MaxValue => (long)number,
        float number => (double)number,
        decimal number => (double)number,
        DateTime time => new DateTimeOffset(time, TimeSpan.Zero),
        byte[] bytes => Convert.ToHexString(bytes),
        System.Collections.IEnumerable list and not string => "[" + string.Join(", ", list.Cast<object?>()) + "]",
        _ => value,
    };

    private static async Task WriteAsync(CliContext context, SqlFormat format, DataSheet sheet, ResultFile? file)
    {
        OutputFormat output = format switch { SqlFormat.Json => OutputFormat.Json, SqlFormat.Csv => OutputFormat.Csv, _ => OutputFormat.Table };
        if (file is null)
        {
            sheet.Write(context, output);
            return;
        }

        string text = output switch { OutputFormat.Json => sheet.ToJson() + "\n", OutputFormat.Csv => sheet.ToCsv(), _ => TableText(sheet) };
        await file.CommitAsync(Encoding.UTF8.GetBytes(text));
    }

    private static string TableText(DataSheet sheet)
    {
        using var text = new StringWriter();
        CliContext.CreateConsole(text, isTerminal: false).Write(sheet.ToTable(decorated: false));
        return text.ToString();
    }

    /// <summary>Runs a statement.</summary>
    public static void Execute(DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
