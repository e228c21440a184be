using System.Globalization;
using System.Text;
using LogFunctions.Cli.Output;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Cli.Check;

/// <summary>Says what was found. For programs only the counts; for people also the first line and the rejects.</summary>
internal static class CheckReport
{
    /// <summary>Characters of a rejected line on each side of the field.</summary>
    private const int ContextCharacters = 60;

    /// <returns>The exit code: 1 when anything was rejected.</returns>
    public static int Write(CliContext context, LineChecker checker, ParserOptions options, OutputFormat format)
    {
        if (format == OutputFormat.Table)
        {
            WriteForPeople(context, checker, options);
        }
        else
        {
            CountsAndUses(checker).Write(context, format);
        }
        return ExitCodeOf(checker);
    }

    /// <summary>1 when anything was rejected.</summary>
    public static int ExitCodeOf(LineChecker checker) => checker.Rejected > 0 ? ExitCode.Failed : ExitCode.Done;

    private static DataSheet Counts(LineChecker checker)
    {
        var sheet = new DataSheet(
            new Column("outcome", "Outcome"), new Column("name", "What"), new Column("lines", "Lines"),
            new Column("withLatency", "With latency"), new Column("withRegion", "With region"));
        foreach ((LineKind kind, KindCount count) in checker.Kinds)
        {
            sheet.Add("accepted", kind.DisplayName(), count.Lines, count.WithLatency, count.WithRegion);
        }
        foreach ((RejectReason reason, long lines) in checker.Rejects)
        {
            sheet.Add("rejected", reason.Name(), lines, null, null);
        }
        return sheet;
    }

    // For programs the keys are rows, too: "field" with "latency: duration (ms)", "unused" with the key.
    private static DataSheet CountsAndUses(LineChecker checker)
    {
        DataSheet sheet = Counts(checker);
        foreach ((JsonFieldUse use, long lines) in checker.Uses.Used)
        {
            sheet.Add("field", use.Unit.Length == 0 ? $"{use.Field}: {use.Key}" : $"{use.Field}: {use.Key} ({use.Unit})", lines, null, null);
        }
        foreach ((JsonFieldUse use, long lines) in checker.Uses.Unused)
        {
            sheet.Add("unused", use.Key, lines, null, null);
        }
        foreach ((string name, long lines) in CheckWarnings.Names(checker.Doubts))
        {
            sheet.Add("warning", name, lines, null, null);
        }
        return sheet;
    }

    private static void WriteForPeople(CliContext context, LineChecker checker, ParserOptions options)
    {
        TextWriter output = context.Out;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{checker.Lines:N0} {(checker.Lines == 1 ? "line" : "lines")}: {checker.Accepted:N0} accepted, {checker.Rejected:N0} rejected"));
        output.WriteLine();
        Counts(checker).Write(context, OutputFormat.Table);
        if (checker.FirstAccepted is { } first)
        {
            output.WriteLine();
            WriteFirst(output, first);
        }
        WriteUses(output, checker.Uses);
        foreach (RejectExample example in checker.Examples)
        {
            output.WriteLine();
            WriteExample(output, example);
        }
        CheckWarnings.Write(output, checker.Doubts, options);
    }

    private static void WriteUses(TextWriter output, FieldUses uses)
    {
        if (uses.Used.Any())
        {
            output.WriteLine();
            output.WriteLine("Keys of JSON lines:");
        }

        foreach ((JsonFieldUse use, long lines) in uses.Used)
        {
            string unit = use.Unit.Length == 0 ? "" : $" ({use.Unit})";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {use.Field,-10}{SafeText.Shorten(SafeText.ForTerminal(use.Key), ContextCharacters)}{unit}, {lines:N0} {(lines == 1 ? "line" : "lines")}"));
        }

        foreach ((JsonFieldUse use, long lines) in uses.Unused)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"not used",-10}{SafeText.Shorten(SafeText.ForTerminal(use.Key), ContextCharacters)}, {lines:N0} {(lines == 1 ? "line" : "lines")}"));
        }

        if (uses.Unused.Any())
        {
            output.WriteLine("If one that is not used is meant, name it with its unit: --field-aliases rt_ms=NAME (rt_us, rt_s, rt_ns, bytes, ts).");
        }
    }

    private static void WriteFirst(TextWriter output, ParsedLine line)
    {
        void Field(string name, string value) => output.WriteLine($"  {name,-10}{SafeText.ForTerminal(value)}");
        output.WriteLine($"First accepted line, {line.Kind}:");
        Field("time", line.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture) + (line.HasOwnTime ? "" : " (the arrival; the line has none)"));
        Field("endpoint", line.Endpoint);
        Field("status", line.Status.ToString("000", CultureInfo.InvariantCulture) + (line.Status == 0 ? " (none)" : ""));
        Field("latency", line.LatencyUs == LogRecord.NoLatency ? "none" : string.Create(CultureInfo.InvariantCulture, $"{line.LatencyUs / 1000m:0.###} ms"));
        Field("bytes", line.Bytes.ToString("N0", CultureInfo.InvariantCulture));
        Field("region", line.Region.Length == 0 ? "none" : line.Region);
        Field("client", line.Client.Length == 0 ? "none" : line.Client);
    }

    private static void WriteExample(TextWriter output, RejectExample example)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Line {example.Number:N0}: {example.Reason.Name()}: {RejectAdvice.For(example.Reason)}"));
        int start = Math.Min(example.At.Offset, example.Raw.Length);
        int end = Math.Min(start + example.At.Length, example.Raw.Length);
        string before = Shown(example.Raw.AsSpan(0, start));
        string field = SafeText.Shorten(Shown(example.Raw.AsSpan(start, end - start)), 2 * ContextCharacters);
        string after = SafeText.Shorten(Shown(example.Raw.AsSpan(end)), ContextCharacters + 1);
        before = before.Length > ContextCharacters ? "…" + before[^ContextCharacters..] : before;
        output.WriteLine($"  {before}{field}{after}");
        output.WriteLine($"  {new string(' ', before.Length)}{new string('^', Math.Max(1, field.Length))}");
    }

    private static string Shown(ReadOnlySpan<byte> bytes)
    {
        // A broken byte would become U+FFFD; showing it as \xNN says more.
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done;
            text.Append(isValid ? SafeText.ForTerminal(rune.ToString()) : $"\\x{bytes[0]:X2}");
            bytes = bytes[(isValid ? consumed : 1)..];
        }
        return text.ToString();
    }
}
