using System.Globalization;
using System.Numerics;
using System.Text;
using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.Streams;

/// <summary>One record of a shard.</summary>
internal sealed class SimRecord(string stream, string shardId, string sequenceNumber, long arrivalMs, IReadOnlyList<SimLine> lines, byte[] data)
{
    private byte[]? _json;
    private int _mustCount = int.MaxValue;
    private bool _restMayCount;

    /// <summary>Name of the stream; another one may have the same shards and the same sequence numbers.</summary>
    public string Stream { get; } = stream;

    public string ShardId { get; } = shardId;

    /// <summary>Decimal, up to 56 digits; rises within a shard.</summary>
    public string SequenceNumber { get; } = sequenceNumber;

    /// <summary>Approximate arrival timestamp, milliseconds since the Unix epoch.</summary>
    public long ArrivalMs { get; } = arrivalMs;

    public IReadOnlyList<SimLine> Lines { get; } = lines;

    /// <summary>Bytes of its payload.</summary>
    public int PayloadBytes { get; } = data.Length;

    /// <summary>The event source delivers it no more.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>The lines that must count, exactly once: all of them, unless the record was given up.</summary>
    public IEnumerable<SimLine> MustCount => Lines.Take(_mustCount);

    /// <summary>The lines that may count, at most once: of a record that was given up while later ones were counted.</summary>
    public IEnumerable<SimLine> MayCount => _restMayCount ? Lines.Skip(_mustCount) : [];

    /// <summary>Notes what is known of a record that was given up, or put back.</summary>
    public void CountsUpTo(int lines, bool restMayCount) => (_mustCount, _restMayCount) = (lines, restMayCount);

    /// <summary>Order of two sequence numbers; an empty one is before all.</summary>
    public static int Compare(string left, string right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right);

    /// <summary>The record as an element of <c>Records</c> of a Lambda event.</summary>
    public ReadOnlySpan<byte> Json => _json ??= Encoding.UTF8.GetBytes(ToJson(SequenceNumber));

    /// <summary>The element of <c>Records</c>, under the given sequence number.</summary>
    public string ToJson(string sequenceNumber) =>
        "{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":\"1\",\"sequenceNumber\":\"" + sequenceNumber
        + "\",\"data\":\"" + Convert.ToBase64String(data) + "\",\"approximateArrivalTimestamp\":"
        + (ArrivalMs / 1000m).ToString("0.000", CultureInfo.InvariantCulture)
        + "},\"eventSource\":\"aws:kinesis\",\"eventVersion\":\"1.0\",\"eventID\":\"" + ShardId + ":" + sequenceNumber
        + "\",\"eventName\":\"aws:kinesis:record\",\"invokeIdentityArn\":\"arn:aws:iam::123456789012:role/lambda-role\""
        + ",\"awsRegion\":\"us-east-1\",\"eventSourceARN\":\"" + SimStream.ArnPrefix + Stream + "\"}";
}

/// <summary>One shard: its records in order, and the range of hash keys it takes.</summary>
internal sealed class SimShard(string stream, int number, int fromHash, int toHash, IReadOnlyList<SimShard> parents, BigInteger firstSequenceNumber)
{
    private BigInteger _nextSequenceNumber = firstSequenceNumber;
    private readonly List<TaskCompletionSource> _waiters = [];
    private TaskCompletionSource _changed = new();
    private bool _isFinished;

    /// <summary>Name of its stream.</summary>
    public string Stream { get; } = stream;

    public string Id { get; } = $"shardId-{number:D12}";

    public int FromHash { get; } = fromHash;

    /// <summary>First hash key past the range.</summary>
    public int ToHash { get; } = toHash;

    public IReadOnlyList<SimShard> Parents { get; } = parents;

    public List<SimRecord> Records { get; } = [];

    /// <summary>Closed by a reshard or by the end of the history: no record follows.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>
    /// Completes when the event source has delivered everything of this closed shard. A task of its own for every caller: of
    /// two awaits on one task the runtime continues the second on the thread pool, outside the simulation.
    /// </summary>
    public Task FinishedAsync()
    {
        var waiter = new TaskCompletionSource();
        _waiters.Add(waiter);
        if (_isFinished)
        {
            waiter.SetResult();
        }

        return waiter.Task;
    }

    /// <summary>Completes at the next record or when the shard closes.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Appends a record; its number is the last one plus <paramref name="step"/>.</summary>
    public SimRecord Append(BigInteger step, long arrivalMs, IReadOnlyList<SimLine> lines, byte[] data)
    {
        _nextSequenceNumber += step;
        var record = new SimRecord(Stream, Id, _nextSequenceNumber.ToString(CultureInfo.InvariantCulture), arrivalMs, lines, data);
        Records.Add(record);
        Signal();
        return record;
    }

    public void Close()
    {
        IsClosed = true;
        Signal();
    }

    /// <summary>Everything of this closed shard is delivered.</summary>
    public void Finish()
    {
        _isFinished = true;
        _waiters.ForEach(waiter => waiter.TrySetResult());
    }

    private void Signal()
    {
        TaskCompletionSource changed = _changed;
        _changed = new TaskCompletionSource();
        changed.SetResult();
    }
}

/// <summary>One stream or two, the open shards of each cover the hash keys 0 .. 65535. Shards and sequence numbers of two streams are alike.</summary>
internal sealed class SimStream
{
    /// <summary>Name of the first.</summary>
    public const string Name = "web-logs";

    private static readonly string[] s_names = [Name, "api-logs"];

    /// <summary>What stands before the name in the ARNs of the events.</summary>
    public const string ArnPrefix = "arn:aws:kinesis:us-east-1:123456789012:stream/";

    private const int HashKeys = 65_536;

    // A real one; and one that is about to get a digit more, for whoever compares the text.
    private static readonly BigInteger s_real = BigInteger.Parse("49590338271490256608559692538361571095921575989136588898", CultureInfo.InvariantCulture);
    private static readonly BigInteger s_lastOf55Digits = BigInteger.Pow(10, 55) - 3;

    private readonly Choices _choices;
    private readonly Action<SimShard> _onShard;
    private readonly string[] _names;

    /// <summary>Creates the first shards; <paramref name="onShard"/> hears of every shard, also of later ones.</summary>
    public SimStream(Choices choices, int streams, int shards, Action<SimShard> onShard)
    {
        _choices = choices;
        _onShard = onShard;
        _names = s_names[..streams];
        foreach (string name in _names)
        {
            for (int i = 0; i < shards; i++)
            {
                Add(name, HashKeys * i / shards, HashKeys * (i + 1) / shards, []);
            }
        }
    }

    /// <summary>All shards ever, in the order of their numbers.</summary>
    public List<SimShard> Shards { get; } = [];

    /// <summary>Arrival times of a shard never go back; else they are approximate, as those of Kinesis are.</summary>
    public bool OrderedArrival { get; init; }

    /// <summary>Records of all shards.</summary>
    public IEnumerable<SimRecord> Records => Shards.SelectMany(shard => shard.Records);

    private List<SimShard> OpenShards(string stream) => [.. Shards.Where(shard => !shard.IsClosed && shard.Stream == stream).OrderBy(shard => shard.FromHash)];

    private string DrawName() => _names.Length == 1 ? _names[0] : _names[_choices.Next(ChoiceKind.Plan, _names.Length)];

    /// <summary>Puts a record under a drawn hash key, packed in a drawn way.</summary>
    public SimRecord Put(long nowMs, IReadOnlyList<SimLine> lines, string? stream = null)
    {
        string name = stream ?? DrawName();
        int hash = _choices.Next(ChoiceKind.Plan, HashKeys);
        SimShard shard = Shards.Single(candidate => !candidate.IsClosed && candidate.Stream == name && hash >= candidate.FromHash && hash < candidate.ToHash);
        BigInteger step = _choices.Pick(ChoiceKind.Plan, BigInteger.One, 2, BigInteger.Pow(2, 40) + 7, BigInteger.Pow(10, 30));
        long arrivalMs = nowMs + _choices.Pick(ChoiceKind.Plan, 0, 0, 0, -40, 35);
        if (OrderedArrival && shard.Records.Count > 0)
        {
            arrivalMs = Math.Max(arrivalMs, shard.Records[^1].ArrivalMs);
        }

        return shard.Append(step, arrivalMs, lines, Packing.Pack(_choices, lines));
    }

    /// <summary>Splits a drawn open shard in two.</summary>
    public string Split()
    {
        List<SimShard> open = OpenShards(DrawName());
        SimShard parent = open[_choices.Next(ChoiceKind.Plan, open.Count)];
        if (parent.ToHash - parent.FromHash < 2)
        {
            return "no shard to split";
        }

        parent.Close();
        int middle = (parent.FromHash + parent.ToHash) / 2;
        SimShard left = Add(parent.Stream, parent.FromHash, middle, [parent]);
        SimShard right = Add(parent.Stream, middle, parent.ToHash, [parent]);
        return $"split {parent.Id} into {left.Id} and {right.Id}";
    }

    /// <summary>Merges two drawn neighbours into one.</summary>
    public string Merge()
    {
        List<SimShard> open = OpenShards(DrawName());
        if (open.Count < 2)
        {
            return "no shards to merge";
        }

        int first = _choices.Next(ChoiceKind.Plan, open.Count - 1);
        (SimShard left, SimShard right) = (open[first], open[first + 1]);
        left.Close();
        right.Close();
        SimShard child = Add(left.Stream, left.FromHash, right.ToHash, [left, right]);
        return $"merge {left.Id} and {right.Id} into {child.Id}";
    }

    /// <summary>Opens the ended streams once more, with one shard each.</summary>
    public void Reopen() => Array.ForEach(_names, name => Add(name, 0, HashKeys, []));

    /// <summary>Ends the stream.</summary>
    public void Close()
    {
        foreach (SimShard shard in Shards.Where(shard => !shard.IsClosed))
        {
            shard.Close();
        }
    }

    private SimShard Add(string stream, int fromHash, int toHash, IReadOnlyList<SimShard> parents)
    {
        int number = Shards.Count(shard => shard.Stream == stream);
        BigInteger first = _choices.Next(ChoiceKind.Plan, 4) == 3 ? s_lastOf55Digits : s_real + number;
        var shard = new SimShard(stream, number, fromHash, toHash, parents, first);
        Shards.Add(shard);
        _onShard(shard);
        return shard;
    }
}
