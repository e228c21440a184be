using System.Globalization;
using LogFunctions.WindowStore;

namespace LogFunctions.Benchmarks.WriteUnits;

/// <summary>
/// What the function asks of DynamoDB and S3, counted, not timed: the real processor and the real store over a client that answers from
/// memory and counts units. One shard through an hour's end, in simulated time; the first minutes are left out, so that windows, pools
/// and catalog are filled.
/// </summary>
/// <param name="output">Gets a Markdown table.</param>
/// <param name="minutes">Simulated minutes that are counted.</param>
/// <param name="filter">Only rows whose title contains this; null = all.</param>
internal sealed class WriteUnitsRun(TextWriter output, int minutes, string? filter)
{
    public const int DefaultMinutes = 12;

    private const int WarmUpMinutes = 3;
    private const double DollarsPerMillionWriteUnits = 0.625; // on demand, us-east-1
    private const double DollarsPerThousandPuts = 0.005; // S3
    private const double SecondsPerMonth = 30.4 * 86_400;

    private static readonly int[] s_rates = [100, 1_000, 3_000];
    private static readonly int[] s_batchingSeconds = [1, 5, 10];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(
            "| site | lines/s | batch s | ledger units | KB per put | larger windows | rows | catalog | all write units | read units "
            + "| reject files | ledger + larger, units/s | $/month |");
        await output.WriteLineAsync("| --- |" + string.Concat(Enumerable.Repeat(" ---: |", 12)));
        foreach (Site site in Site.All)
        {
            foreach (int rate in s_rates)
            {
                foreach (int batching in s_batchingSeconds)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    string title = string.Create(CultureInfo.InvariantCulture, $"| {site.Title} | {rate:N0} | {batching} |");
                    if (filter is null || title.Contains(filter, StringComparison.Ordinal))
                    {
                        await MeasureAsync(title, site, rate, batching, cancellationToken);
                    }
                }
            }
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync($"Per million lines, but for the columns that say otherwise; one shard, {minutes} minutes. $/month: the shard's writes to DynamoDB and S3.");
    }

    private async Task MeasureAsync(string title, Site site, int rate, int batchingSeconds, CancellationToken cancellationToken)
    {
        using var client = new MeteredDynamoDb();
        var shard = new MeteredShard(client, new WindowStoreOptions(), site, rate, batchingSeconds);
        await shard.RunUntilAsync(WarmUpMinutes * 60, cancellationToken);
        client.Restart();
        long linesBefore = shard.Lines;
        long rejectFilesBefore = shard.RejectFiles;
        await shard.RunUntilAsync((WarmUpMinutes + minutes) * 60, cancellationToken);
        client.Tally.RejectFiles = shard.RejectFiles - rejectFilesBefore;
        Write(title, client.Tally, shard.Lines - linesBefore);
    }

    private void Write(string title, UnitTally tally, long lines)
    {
        double millions = lines / 1e6;
        long stateUnits = tally.Units(Written.Ledger) + tally.Units(Written.LargerWindows);
        double counted = minutes * 60;
        double dollarsCounted = (tally.WriteUnits * DollarsPerMillionWriteUnits / 1e6) + (tally.RejectFiles * DollarsPerThousandPuts / 1e3);
        string PerMillion(double number) => (number / millions).ToString("N0", CultureInfo.InvariantCulture);
        string[] cells =
        [
            PerMillion(tally.Units(Written.Ledger)),
            (tally.Bytes(Written.Ledger) / 1024.0 / tally.Puts(Written.Ledger)).ToString("N1", CultureInfo.InvariantCulture),
            PerMillion(tally.Units(Written.LargerWindows)),
            PerMillion(tally.Units(Written.Rows)),
            PerMillion(tally.Units(Written.Catalog)),
            PerMillion(tally.WriteUnits),
            PerMillion(tally.ReadUnits),
            PerMillion(tally.RejectFiles),
            (stateUnits / counted).ToString("N2", CultureInfo.InvariantCulture),
            (dollarsCounted * SecondsPerMonth / counted).ToString("N2", CultureInfo.InvariantCulture),
        ];
        output.WriteLine($"{title} {string.Join(" | ", cells)} |");
    }
}
