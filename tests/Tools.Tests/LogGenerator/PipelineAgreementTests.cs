using System.Globalization;
using System.Text;
using LogFunctions.Cli.Verify;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;
using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Running;
using LogFunctions.LogGenerator.Truth;
using LogFunctions.WindowStore;

namespace LogFunctions.Tools.Tests.LogGenerator;

/// <summary>
/// The generator must not share the parser's assumptions; so here they meet: lines of every format through the real parser and
/// templater into rows, and the rows against the truth by the code of <c>logfn verify</c>.
/// </summary>
public sealed class PipelineAgreementTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Formats => [.. FormatCatalog.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Rows_OfTheParsedLines_EqualTheTruth(string format)
    {
        RunReport report = await ReportAsync(Runs.Options(Runs.Profile("incident", 500, Runs.Nasty), lines: 8_000, seed: 21, producers: 2, format), out Task<InMemoryWindowStore> store);

        Verification verification = await new TruthVerifier(new WindowReader(await store)).VerifyAsync(report.Truth!, RejectScope.All, Cancel);

        Assert.Equal([], verification.Differences);
        Assert.True(verification.ComparedCells > 200);
    }

    [Fact]
    public async Task Rows_OfAllFormatsMixed_EqualTheTruth()
    {
        RunReport report = await ReportAsync(Runs.Options(Runs.Profile("attack", 500, Runs.Nasty), lines: 20_000, seed: 22, producers: 1, [.. FormatCatalog.Names]), out Task<InMemoryWindowStore> store);

        Verification verification = await new TruthVerifier(new WindowReader(await store)).VerifyAsync(report.Truth!, RejectScope.All, Cancel);

        Assert.Equal([], verification.Differences);
        Assert.Equal(0, verification.FoldedLines);
    }

    [Fact]
    public async Task Rows_WithFoldedKeys_AreAccepted_AndTheLinesCounted()
    {
        RunReport report = await ReportAsync(Runs.Options(Runs.Profile("attack", 500), lines: 20_000, seed: 23), out Task<InMemoryWindowStore> store, maxKeys: 20);

        Verification verification = await new TruthVerifier(new WindowReader(await store)).VerifyAsync(report.Truth!, RejectScope.All, Cancel);

        Assert.Equal([], verification.Differences);
        Assert.True(verification.FoldedLines > 100);
    }

    [Fact]
    public async Task Rows_WithFoldedKeysAndALineMissing_AreNot()
    {
        RunReport report = await ReportAsync(Runs.Options(Runs.Profile("attack", 500), lines: 20_000, seed: 23), out Task<InMemoryWindowStore> store, maxKeys: 20, skipLine: 7_000);

        Verification verification = await new TruthVerifier(new WindowReader(await store)).VerifyAsync(report.Truth!, RejectScope.All, Cancel);

        Assert.Contains(verification.Differences, d => d is { Dimension: "all", Measure: "requests" } && d.Expected == d.Actual + 1);
        Assert.Contains(verification.Differences, d => d is { Dimension: "endpoint", Measure: "requests", Value: "(all of them)" });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4_321)]
    public async Task Rows_WithALineMissing_DifferInEveryDimension(int missing)
    {
        RunReport report = await ReportAsync(Runs.Options(Runs.Profile("steady", 200), lines: 6_000, seed: 24), out Task<InMemoryWindowStore> store, skipLine: missing);

        Verification verification = await new TruthVerifier(new WindowReader(await store)).VerifyAsync(report.Truth!, RejectScope.All, Cancel);

        string[] dimensions = [.. verification.Differences.Where(d => d.Measure == "requests").Select(d => $"{d.WindowSeconds} {d.Dimension}").Order()];
        Assert.Equal(["3600 all", "3600 endpoint", "3600 region", "3600 status", "60 all", "60 endpoint", "60 region", "60 status"], dimensions);
        Assert.All(verification.Differences.Where(d => d.Measure == "requests"), d => Assert.Equal(1, d.Expected - d.Actual));
    }

    [Fact]
    public async Task Rows_WithALineTwice_OrOutsideTheRun_Differ()
    {
        RunReport report = await ReportAsync(Runs.Options(Runs.Profile("steady", 200), lines: 1_000, seed: 25), out Task<InMemoryWindowStore> store);
        InMemoryWindowStore rows = await store;
        long start = report.Truth!.Windows[0].Start.ToUnixTimeSeconds();
        Cell extra = NewCell(1, latencyUs: 1_000);
        await rows.PublishAsync(new ShardKey("s", "other"), Segment.FromCells(new WindowKey(60, start), 900, start, [new(Dimension.All, "*", extra), new(Dimension.Endpoint, "GET /nowhere", extra), new(Dimension.Region, "mars", extra)]), Cancel);

        Verification verification = await new TruthVerifier(new WindowReader(rows)).VerifyAsync(report.Truth!, RejectScope.All, Cancel);

        Assert.Contains(verification.Differences, d => d is { Dimension: "region", Value: "mars", Expected: 0, Actual: 1, Measure: "requests" });
        Assert.Contains(verification.Differences, d => d is { Dimension: "endpoint", Value: "(not in the truth)", Measure: "requests", Actual: 1 });
        Assert.Contains(verification.Differences, d => d is { Dimension: "all", Measure: "requests" } && d.Actual == d.Expected + 1);
    }

    [Fact]
    public async Task Rows_WithAWrongQuantile_Differ()
    {
        RunReport report = await ReportAsync(Runs.Options(Runs.Profile("steady", 200), lines: 1_000, seed: 26), out Task<InMemoryWindowStore> store);
        TruthFile truth = report.Truth! with
        {
            Windows = [.. report.Truth!.Windows.Select(window => window with { Cells = [.. window.Cells.Select(cell => cell with { Latency = cell.Latency! with { P95Us = (long)(cell.Latency.P95Us * 1.025) } })] })],
        };

        Verification verification = await new TruthVerifier(new WindowReader(await store)).VerifyAsync(truth, RejectScope.All, Cancel);

        Assert.NotEmpty(verification.Differences);
        Assert.All(verification.Differences, d => Assert.Equal("p95Us", d.Measure));
    }

    [Fact]
    public async Task Rejects_MissingOrTooMany_Differ_UnlessIgnored()
    {
        RunReport report = await ReportAsync(Runs.Options(Runs.Profile("incident", 200, Runs.Nasty), lines: 3_000, seed: 27), out Task<InMemoryWindowStore> store);
        InMemoryWindowStore rows = await store;
        long arrival = report.Truth!.StartedAt.ToUnixTimeSeconds() / 60 * 60;
        await rows.PublishAsync(new ShardKey("s", "other"), Segment.FromCells(new WindowKey(60, arrival), 900, arrival, [new(Dimension.Reject, "timestamp.invalid", NewCell(5_000, latencyUs: -1))]), Cancel);
        var verifier = new TruthVerifier(new WindowReader(rows));

        Verification verification = await verifier.VerifyAsync(report.Truth!, RejectScope.Run, Cancel);

        Assert.Equal(["(all reasons)", "timestamp.invalid"], verification.Differences.Select(d => d.Value).Order());
        Assert.Empty((await verifier.VerifyAsync(report.Truth!, RejectScope.Ignore, Cancel)).Differences);
    }

    private static Cell NewCell(int requests, long latencyUs)
    {
        var cell = new Cell { Requests = requests, Status2xx = requests };
        if (latencyUs >= 0)
        {
            cell.Latency.Add(latencyUs);
            (cell.LatencySumUs, cell.LatencyMinUs, cell.LatencyMaxUs) = (latencyUs, latencyUs, latencyUs);
        }

        return cell;
    }

    private static Task<RunReport> ReportAsync(RunOptions options, out Task<InMemoryWindowStore> store, int maxKeys = int.MaxValue, int skipLine = -1)
    {
        Task<(RunReport Report, IReadOnlyList<byte[]> Lines)> run = Runs.CaptureAsync(options);
        store = StoreAsync();
        return ReportOfAsync();

        async Task<InMemoryWindowStore> StoreAsync()
        {
            (RunReport report, IReadOnlyList<byte[]> lines) = await run;
            var rows = new InMemoryWindowStore(new WindowStoreOptions(), TimeProvider.System);
            var pipeline = new SmallPipeline(maxKeys, report.Truth!.StartedAt.ToUnixTimeMilliseconds());
            for (int i = 0; i < lines.Count; i++)
            {
                if (i != skipLine)
                {
                    pipeline.Add(lines[i]);
                }
            }

            await pipeline.PublishAsync(rows, Cancel);
            return rows;
        }

        async Task<RunReport> ReportOfAsync() => (await run).Report;
    }

    /// <summary>Parser, templater and one cell per window, dimension and value; nothing of ledgers or shards.</summary>
    private sealed class SmallPipeline(int maxKeys, long arrivalMs)
    {
        private readonly LineParser _parser = new(new ParserOptions());
        private readonly EndpointTemplater _templater = new(new EndpointOptions());
        private readonly Dictionary<WindowKey, Dictionary<(Dimension, string), Cell>> _windows = [];
        private readonly byte[] _endpoint = new byte[1024];

        public void Add(byte[] line)
        {
            if (line.Length == 0)
            {
                return;
            }

            LogRecord record = default;
            RejectReason reason = _parser.Parse(line, arrivalMs, ref record);
            foreach (int windowSeconds in (int[])[60, 3600])
            {
                if (reason != RejectReason.None)
                {
                    CellOf(windowSeconds, arrivalMs, Dimension.Reject, reason.Name()).Requests++;
                    continue;
                }

                string endpoint = Encoding.UTF8.GetString(_endpoint, 0, _templater.Write(record.Method, record.Target, _endpoint));
                Count(CellOf(windowSeconds, record.TimestampMs, Dimension.All, "*"), record);
                Count(CellOf(windowSeconds, record.TimestampMs, Dimension.Endpoint, endpoint), record);
                Count(CellOf(windowSeconds, record.TimestampMs, Dimension.Region, record.Region.IsEmpty ? "(none)" : Encoding.UTF8.GetString(record.Region)), record);
                Count(CellOf(windowSeconds, record.TimestampMs, Dimension.Status, record.Status.ToString("D3", CultureInfo.InvariantCulture)), record);
            }
        }

        public async Task PublishAsync(InMemoryWindowStore store, CancellationToken cancellationToken)
        {
            long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            long number = 0;
            foreach ((WindowKey window, Dictionary<(Dimension, string), Cell> cells) in _windows)
            {
                await store.PublishAsync(new ShardKey("s", "shard"), Segment.FromCells(window, number++, now, cells.Select(entry => new WindowCell(entry.Key.Item1, entry.Key.Item2, entry.Value))), cancellationToken);
            }
        }

        private Cell CellOf(int windowSeconds, long ms, Dimension dimension, string value)
        {
            var window = new WindowKey(windowSeconds, ms / 1000 / windowSeconds * windowSeconds);
            if (!_windows.TryGetValue(window, out Dictionary<(Dimension, string), Cell>? cells))
            {
                _windows.Add(window, cells = []);
            }

            if (!cells.ContainsKey((dimension, value)) && cells.Keys.Count(key => key.Item1 == dimension) >= maxKeys)
            {
                value = DimensionNames.Other;
            }

            if (!cells.TryGetValue((dimension, value), out Cell? cell))
            {
                cells.Add((dimension, value), cell = new Cell());
            }

            return cell;
        }

        private static void Count(Cell cell, LogRecord record)
        {
            cell.Requests++;
            cell.Status1xx += record.Status / 100 == 1 ? 1 : 0;
            cell.Status2xx += record.Status / 100 == 2 ? 1 : 0;
            cell.Status3xx += record.Status / 100 == 3 ? 1 : 0;
            cell.Status4xx += record.Status / 100 == 4 ? 1 : 0;
            cell.Status5xx += record.Status / 100 == 5 ? 1 : 0;
            cell.StatusOther += record.Status / 100 is < 1 or > 5 ? 1 : 0;
            cell.Bytes += record.ResponseBytes;
            if (record.LatencyUs >= 0)
            {
                cell.LatencyMinUs = cell.LatencyCount == 0 ? record.LatencyUs : Math.Min(cell.LatencyMinUs, record.LatencyUs);
                cell.LatencyMaxUs = Math.Max(cell.LatencyMaxUs, record.LatencyUs);
                cell.LatencySumUs += record.LatencyUs;
                cell.Latency.Add(record.LatencyUs);
            }
        }
    }
}
