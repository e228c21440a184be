using System.Globalization;
using System.IO.Compression;
using LogFunctions.Core.Ledger;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;

namespace LogFunctions.Cli.Redrive;

/// <summary>Decides which records of a given-up batch are to be put back.</summary>
internal static class FailurePlan
{
    /// <summary>Unpacked lines above this are packed again: a record may have 1 MiB.</summary>
    private const int PlainBytes = 512 * 1024;

    // Between the clock that ends the tries and the one that notes gaps.
    private const long ClockSlackMs = 5_000;

    private static readonly SequenceNumber s_beyondAll = SequenceNumber.Parse(new string('9', SequenceNumber.MaxDigits));

    /// <summary>A position that tells nothing: as if a ledger that remembers no gap had passed everything.</summary>
    public static StreamPosition Unknown { get; } = new(s_beyondAll) { ForgottenBefore = s_beyondAll };

    /// <summary>
    /// What the shard's ledger proves about the batch, as the state of an object that was not touched yet. While the ledger stands before or inside
    /// it, the records up to that position are counted and the others are not. Once it has passed the batch, its list of gaps tells, unless the gap was
    /// forgotten or came too soon to be noted.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="ledger">Null = nothing of the shard was ever counted.</param>
    public static ObjectState Decide(FailureObject batch, StreamPosition? ledger)
    {
        var state = new ObjectState();
        if (ledger is null)
        {
            return state;
        }

        long?[] counted = [.. batch.Records.Select(record => ledger.CountedLines(record.SequenceNumber))];
        bool hasPassed = ledger.Last > batch.Records[^1].SequenceNumber;
        bool[] isTold = [.. batch.Records.Select(record => !hasPassed || ledger.GapLagMs == 0 || record.ArrivalMs <= batch.GivenUpMs - ledger.GapLagMs - ClockSlackMs)];
        int[] partial = [.. Enumerable.Range(0, counted.Length).Where(i => counted[i] is > 0 and < StreamPosition.AllLines)];
        if (partial.Length > 1 || counted.Where((lines, i) => lines is null || (lines == StreamPosition.AllLines && !isTold[i])).Any())
        {
            state.IsUncertain = true;
            return state;
        }

        int[] whole = [.. Enumerable.Range(0, counted.Length).Where(i => counted[i] == StreamPosition.AllLines)];
        state.Counted = whole.Length;
        state.Settle(whole);
        if (partial.Length == 1)
        {
            state.PartialPosition = partial[0];
            state.PartialLines = counted[partial[0]]!.Value;
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
        state.IsUncertain ? "uncertain: the ledger is past this batch and no longer tells what was counted of it before it was given up; that counts twice"
        : state.PartialPosition >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{state.Counted} records and {state.PartialLines} lines of another were counted before")
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
