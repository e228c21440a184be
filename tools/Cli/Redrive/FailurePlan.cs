using System.Globalization;
using System.IO.Compression;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Redrive;

/// <summary>Decides which records of a given-up batch are to be put back.</summary>
internal static class FailurePlan
{
    /// <summary>Unpacked lines above this are packed again: a record may have 1 MiB.</summary>
    private const int PlainBytes = 512 * 1024;

    /// <summary>
    /// What the shard's ledger proves about the batch, as the state of an object that was not touched yet. A batch is given up as a
    /// whole and in order, so while the ledger stands inside it, the records up to that position are counted and the others are not.
    /// Once the ledger has passed the batch, because later ones were counted, it tells no more.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="ledger">Null = nothing of the shard was ever counted.</param>
    public static ObjectState Decide(FailureObject batch, LedgerPosition? ledger)
    {
        var state = new ObjectState();
        if (ledger is null)
        {
            return state;
        }

        if (ledger.Last > batch.Records[^1].SequenceNumber)
        {
            state.IsUncertain = true;
            return state;
        }

        state.Counted = batch.Records.TakeWhile(r => r.SequenceNumber <= ledger.Last).Count();
        state.Settle(Enumerable.Range(0, state.Counted));
        if (ledger.PartialLines > 0 && state.Counted < batch.Records.Count && batch.Records[state.Counted].SequenceNumber == ledger.Partial)
        {
            state.PartialPosition = state.Counted;
            state.PartialLines = ledger.PartialLines;
        }

        return state;
    }

    /// <summary>The records that are left.</summary>
    public static IReadOnlyList<PutItem> Items(FailureObject batch, ObjectState state)
    {
        List<PutItem> items = [];
        for (int i = 0; i < batch.Records.Count; i++)
        {
            FailedRecord record = batch.Records[i];
            if (!state.Settled.Contains(i))
            {
                byte[] data = i == state.PartialPosition ? WithoutLines(record.Data, state.PartialLines) : record.Data;
                items.Add(new PutItem(data, record.PartitionKey, [i], 0));
            }
        }

        return items;
    }

    public static string Describe(ObjectState state) =>
        state.IsUncertain ? "uncertain: the ledger is past this batch; what was counted of it before it was given up counts twice"
        : state.PartialPosition >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{state.Counted} records and {state.PartialLines} lines of the next were counted before")
        : state.Counted > 0 ? string.Create(CultureInfo.InvariantCulture, $"{state.Counted} records were counted before")
        : "";

    /// <summary>A record as plain lines, without its first ones. A container becomes text; lines are counted as the Aggregator counts them.</summary>
    private static byte[] WithoutLines(byte[] data, long lines)
    {
        var sink = new RestSink { Skip = lines, Rest = new MemoryStream() };
        sink.Rest.WriteByte((byte)'\n');
        new PayloadReader(new PayloadOptions()).Read(data, -1, ref sink);
        return sink.Rest.Length <= PlainBytes ? sink.Rest.ToArray() : Compress(sink.Rest);
    }

    private static byte[] Compress(MemoryStream lines)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            lines.WriteTo(gzip);
        }

        return compressed.ToArray();
    }

    private struct RestSink : ILineSink
    {
        public long Skip;
        public required MemoryStream Rest;

        public void OnLine(ReadOnlySpan<byte> line, long fallbackTimestampMs)
        {
            if (--Skip < 0)
            {
                Rest.Write(line);
                Rest.WriteByte((byte)'\n');
            }
        }

        public int OnTextOfLines(ReadOnlySpan<byte> text, long fallbackTimestampMs) => 0;

        public void OnReject(RejectReason reason, ReadOnlySpan<byte> raw, long fallbackTimestampMs) => OnLine(raw, fallbackTimestampMs);

        public readonly void OnDirective(ReadOnlySpan<byte> directive)
        {
            if (!directive.IsEmpty)
            {
                Rest.Write(directive);
                Rest.WriteByte((byte)'\n');
            }
        }
    }
}
