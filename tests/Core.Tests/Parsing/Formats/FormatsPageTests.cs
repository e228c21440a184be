using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Tests.Parsing.Formats;

/// <summary>The table of docs/formats.md says what the code does.</summary>
public sealed class FormatsPageTests
{
    [Fact]
    public void Table_EveryLine_IsReadAsThePageSays()
    {
        string[] rows = [.. File.ReadLines(Page()).SkipWhile(line => !line.StartsWith("## Every format", StringComparison.Ordinal)).SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith('|'))];
        Assert.True(rows.Length >= 18);
        foreach (string row in rows)
        {
            int start = row.IndexOf('`', StringComparison.Ordinal) + 1;
            int end = row.LastIndexOf('`');
            string line = row[start..end].Replace('⇥', '\t');
            LogRecord record = default;
            var parser = new LineParser(new ParserOptions());
            Assert.Equal((RejectReason.None, row), (parser.Parse(Encoding.UTF8.GetBytes(line), 1_700_000_000_000, ref record), row));
            byte[] endpoint = new byte[256];
            int length = new EndpointTemplater(new EndpointOptions()).Write(record.Method, record.Target, endpoint);
            string latency = record.LatencyUs < 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{record.LatencyUs / 1000m:0.###} ms");
            string said = $"| {parser.Kind.Name()} | `{row[start..end]}` | {Encoding.UTF8.GetString(endpoint, 0, length)}, {record.Status}, {latency}, {record.ResponseBytes} bytes, {Encoding.UTF8.GetString(record.Client)} |";
            Assert.Equal(said, row);
        }
    }

    private static string Page([CallerFilePath] string testFile = "")
    {
        string folder = Path.GetDirectoryName(testFile)!;
        while (!File.Exists(Path.Combine(folder, "LogFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "docs", "formats.md");
    }
}
