using System.IO.Compression;
using System.Text;
using System.Text.Json;
using LogFunctions.Cli;
using LogFunctions.Cli.Redrive;
using LogFunctions.Core.Ledger;

namespace LogFunctions.Tools.Tests.Redrive;

/// <summary>Objects, state and stream in memory, and writers of what Lambda and the Aggregator write.</summary>
internal sealed class RedriveWorld : IObjectSource, IStateStore
{
    public SortedDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> States { get; } = [];

    public List<(string Data, string? Key)> Stream { get; } = [];

    /// <summary>Records the stream takes before it refuses.</summary>
    public int Room { get; set; } = int.MaxValue;

    public StreamPosition? Ledger { get; set; }

    public static string Number(int i) => "4960118965842235937883629852" + i.ToString("D8", null);

    public static StreamPosition At(int record, int partial = 0, long lines = 0) =>
        new(SequenceNumber.Parse(Number(record)), lines > 0 ? SequenceNumber.Parse(Number(partial)) : default, lines);

    /// <summary>A gap between two records, with some lines of one in it.</summary>
    public static LedgerGap Gap(int after, int before, int partial = 0, long lines = 0) =>
        new(SequenceNumber.Parse(Number(after)), SequenceNumber.Parse(Number(before)), lines > 0 ? SequenceNumber.Parse(Number(partial)) : default, lines);

    public static byte[] Failure(params (int Number, string Data)[] records) => FailureAfter(lagSeconds: 0, records);

    /// <summary>A batch that was given up so long after its first record had arrived.</summary>
    public static byte[] FailureAfter(int lagSeconds, params (int Number, string Data)[] records)
    {
        DateTimeOffset arrived = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        string payload = JsonSerializer.Serialize(new
        {
            Records = records.Select(r => new
            {
                kinesis = new { kinesisSchemaVersion = "1.0", partitionKey = "key" + r.Number, sequenceNumber = Number(r.Number), data = Convert.ToBase64String(Encoding.UTF8.GetBytes(r.Data)), approximateArrivalTimestamp = arrived.ToUnixTimeMilliseconds() / 1000.0 },
                eventID = "shardId-000000000000:" + Number(r.Number),
                eventSourceARN = "arn:aws:kinesis:us-east-1:123456789012:stream/logs",
            }),
        });
        return JsonSerializer.SerializeToUtf8Bytes(new { version = "1.0", timestamp = arrived.AddSeconds(lagSeconds), KinesisBatchInfo = new { shardId = "shardId-000000000000" }, payload });
    }

    public static byte[] Rejects(params (int Record, int Line, byte[] Raw, string Reason)[] lines)
    {
        var text = new StringBuilder();
        foreach ((int record, int line, byte[] raw, string reason) in lines)
        {
            text.Append(raw.Any(b => b >= 0x80)
                ? JsonSerializer.Serialize(new { reason, stream = "logs", shardId = "shardId-000000000000", sequenceNumber = Number(record), line, arrivalMs = 1, rawBase64 = raw })
                : JsonSerializer.Serialize(new { reason, stream = "logs", shardId = "shardId-000000000000", sequenceNumber = Number(record), line, arrivalMs = 1, raw = Encoding.UTF8.GetString(raw) })).Append('\n');
        }

        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }

        return file.ToArray();
    }

    public static (int Record, int Line, byte[] Raw, string Reason) Line(int record, int line, string raw, string reason = "status.missing") => (record, line, Encoding.UTF8.GetBytes(raw), reason);

    public async Task<Dictionary<string, ObjectResult>> RunAsync(RedriveOptions? options = null, bool asksLedger = true)
    {
        var run = new RedriveRun(this, this, PutAsync, asksLedger ? (_, _, _) => Task.FromResult(Ledger) : null, options ?? Everything);
        IReadOnlyList<ObjectResult> results = await run.RunAsync(_ => { }, TestContext.Current.CancellationToken);
        return results.ToDictionary(r => r.Name);
    }

    public static RedriveOptions Everything { get; } = new(new HashSet<ObjectKind> { ObjectKind.Failure, ObjectKind.Rejects }, DryRun: false, UncertainPolicy.Put);

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([.. Objects.Keys]);

    Task<byte[]> IObjectSource.ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Objects[name]);

    Task<ObjectState?> IStateStore.ReadAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(States.TryGetValue(name, out string? json) ? ObjectState.Parse(json, "memory") : null);

    public Task WriteAsync(string name, ObjectState state, CancellationToken cancellationToken)
    {
        States[name] = state.ToJson();
        return Task.CompletedTask;
    }

    private Task PutAsync(IReadOnlyList<PutItem> items, Action<int> taken, CancellationToken cancellationToken)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (Room-- <= 0)
            {
                throw new CliException("stream logs refused 1 records 60 times");
            }

            Stream.Add((Encoding.Latin1.GetString(items[i].Data.Span), items[i].PartitionKey));
            taken(i);
        }

        return Task.CompletedTask;
    }
}
