using System.Globalization;
using LogFunctions.Cli;
using LogFunctions.Cli.Audit;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>
/// A large archive held against its windows: the real Aggregator and the real Archiver take the same generated stream, but for one line that the Aggregator
/// never sees and one that it sees twice. AUDIT_LINES=10000000 makes it as large as docs/batch.md says.
/// </summary>
public sealed class ArchiveAuditTests(ITestOutputHelper output)
{
    private static readonly long s_lines = long.Parse(Environment.GetEnvironmentVariable("AUDIT_LINES") ?? "200000", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Audit_ArchiveOfManyLines_FindsOneLossAndOneDouble(bool isDamaged)
    {
        using var folder = new TempFolder();
        long started = TimeProvider.System.GetTimestamp();
        await using var pipeline = new ArchivedStream(folder.Path, s_lines, isDamaged);
        await pipeline.FillAsync(TestContext.Current.CancellationToken);
        TimeSpan filled = TimeProvider.System.GetElapsedTime(started);

        started = TimeProvider.System.GetTimestamp();
        AuditResult result = await AuditAsync(folder.Path, pipeline);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{pipeline.Lines:N0} lines in {pipeline.Objects} objects of {pipeline.ObjectBytes:N0} bytes: counted and archived in {filled.TotalSeconds:0.0} s, audited in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s"));
        Assert.Empty(result.Faults);
        Assert.Equal((pipeline.Lines, pipeline.Lines), (result.Lines, result.Accepted + result.Rejected));
        Assert.True(result.Rejected > s_lines / 1000, "a generated stream has lines that can't be read");
        if (!isDamaged)
        {
            Assert.Empty(result.Differences);
            return;
        }

        // One line counts under four keys of its window; nothing else differs.
        Assert.False(result.IsExact);
        Assert.Equal(8, result.Differences.Count);
        foreach ((string verdict, int counted) in ((string, int)[])[("missing", -1), ("doubled", 1)])
        {
            AuditDifference[] line = [.. result.Differences.Where(difference => difference.Verdict == verdict)];
            Assert.Equal(["all", "endpoint", "region", "status"], line.Select(difference => difference.Dimension).Order());
            Assert.Single(line.Select(difference => difference.WindowStart).Distinct());
            Assert.All(line, difference => Assert.Equal(counted, difference.Counted - difference.Lines));
        }
    }

    private static Task<AuditResult> AuditAsync(string archive, ArchivedStream pipeline)
    {
        var request = new AuditRequest
        {
            Archive = archive,
            Stream = null,
            FromSeconds = null,
            ToSeconds = null,
            Parser = new ParserOptions(),
            Endpoints = new EndpointOptions(),
        };
        return new AuditRun(CliContext.ForProcess(), request, pipeline.Windows, _ => new ForgottenStream()).RunAsync(TestContext.Current.CancellationToken);
    }
}
