using LogFunctions.Core.Sketches;

namespace LogFunctions.Core.Ledger;

/// <summary>
/// What a shard received lately, by arrival time: records and payload bytes of the last two minutes, as sums of ten seconds with the peak second of
/// each. It is what decides whether a shard has room, fresher than CloudWatch and per shard. A pure function of the records in their order: a batch
/// that is cut differently gives the same. Not thread-safe.
/// </summary>
/// <remarks>
/// Arrival times of Kinesis are approximate and go back a little. A record that is ten seconds or more behind the newest counts in the sum of its
/// interval, not in its peak, and one that is two minutes behind not at all.
/// </remarks>
public sealed class ShardHeat
{
    /// <summary>Length of an interval, seconds.</summary>
    public const int IntervalSeconds = 10;

    /// <summary>Intervals that are kept, the current one included.</summary>
    public const int Intervals = 12;

    private const byte Version = 1;
    private const int SpanSeconds = IntervalSeconds * Intervals;
    private const long LatestSeconds = LedgerParts.LatestMs / 1000;

    // Rings: an interval stands at its number modulo their count, a second at itself modulo 10. Peaks are of seconds that left the ring.
    private readonly (long Records, long Bytes)[] _sums = new (long, long)[Intervals];
    private readonly (long Records, long Bytes)[] _peaks = new (long, long)[Intervals];
    private readonly (long Records, long Bytes)[] _seconds = new (long, long)[IntervalSeconds];
    private readonly BlobWriter _encoded = new();

    /// <summary>Second of the newest arrival, since the Unix epoch; 0 = nothing arrived.</summary>
    public long NewestSeconds { get; private set; }

    /// <summary>The intervals in which anything can have arrived, oldest first, the current one last; empty when nothing arrived.</summary>
    public IReadOnlyList<HeatInterval> Recent
    {
        get
        {
            List<HeatInterval> intervals = [];
            for (int age = Age(OldestSeconds); age >= 0 && NewestSeconds > 0; age--)
            {
                int place = Place(age);
                (long records, long bytes) = _peaks[place];
                long start = StartOf(age);
                for (long second = Math.Max(start, NewestSeconds - IntervalSeconds + 1); second <= Math.Min(start + IntervalSeconds - 1, NewestSeconds); second++)
                {
                    (long Records, long Bytes) counted = _seconds[second % IntervalSeconds];
                    records = Math.Max(records, counted.Records);
                    bytes = Math.Max(bytes, counted.Bytes);
                }

                intervals.Add(new HeatInterval(start, _sums[place].Records, _sums[place].Bytes, records, bytes));
            }

            return intervals;
        }
    }

    // Start of the oldest interval that holds something, or of the current one.
    private long OldestSeconds
    {
        get
        {
            int age = Intervals - 1;
            while (age > 0 && _sums[Place(age)].Records == 0)
            {
                age--;
            }

            return StartOf(age);
        }
    }

    /// <summary>Counts a record; once for each, when it becomes part of what is stored.</summary>
    /// <param name="arrivalMs">Its arrival time, milliseconds since the epoch.</param>
    /// <param name="payloadBytes">Bytes of its payload.</param>
    public void Add(long arrivalMs, int payloadBytes)
    {
        long second = arrivalMs / 1000;
        MoveTo(second);
        if (second <= 0 || second < StartOf(Intervals - 1))
        {
            return;
        }

        Increase(ref _sums[second / IntervalSeconds % Intervals], payloadBytes);
        if (second > NewestSeconds - IntervalSeconds)
        {
            Increase(ref _seconds[second % IntervalSeconds], payloadBytes);
        }
    }

    /// <summary>The stored form (docs/data.md): about 140 bytes for a busy shard; empty when nothing arrived.</summary>
    public byte[] Encode()
    {
        if (NewestSeconds == 0)
        {
            return [];
        }

        BlobWriter writer = _encoded;
        writer.Clear();
        writer.WriteByte(Version);
        writer.WriteVarint(NewestSeconds);
        int oldest = Age(OldestSeconds);
        writer.WriteByte((byte)(oldest + 1));
        (long Records, long Bytes) before = default;
        for (int age = 0; age <= oldest; age++)
        {
            // One interval is like the next, and a peak is not far from the tenth.
            (long Records, long Bytes) sum = _sums[Place(age)];
            (long Records, long Bytes) peak = _peaks[Place(age)];
            writer.WriteVarint(ZigZag(sum.Records - before.Records));
            writer.WriteVarint(ZigZag(sum.Bytes - before.Bytes));
            writer.WriteVarint(ZigZag(peak.Records - (sum.Records / IntervalSeconds)));
            writer.WriteVarint(ZigZag(peak.Bytes - (sum.Bytes / IntervalSeconds)));
            before = sum;
        }

        foreach ((long records, long bytes) in _seconds)
        {
            writer.WriteVarint(records);
            if (records > 0)
            {
                writer.WriteVarint(bytes);
            }
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are something else; the message says what was found where.</exception>
    public static ShardHeat Decode(ReadOnlySpan<byte> encoded)
    {
        var heat = new ShardHeat();
        if (encoded.IsEmpty)
        {
            return heat;
        }

        var reader = new BlobReader(encoded, "Heat of a shard");
        byte version = reader.ReadByte();
        if (version != Version)
        {
            throw reader.Failure($"has the unknown version {version} (this build reads {Version})");
        }

        heat.Read(ref reader);
        return reader.AtEnd ? heat : throw reader.Failure("goes on behind its end");
    }

    private void Read(ref BlobReader reader)
    {
        NewestSeconds = reader.ReadVarint(LatestSeconds, "a newest second of");
        int count = reader.ReadByte();
        if (count > Intervals || NewestSeconds == 0)
        {
            throw reader.Failure($"has {count} intervals up to second {NewestSeconds}; at most {Intervals} are kept");
        }

        (long Records, long Bytes) before = default;
        for (int age = 0; age < count; age++)
        {
            before = (ReadSum(ref reader, before.Records), ReadSum(ref reader, before.Bytes));
            _sums[Place(age)] = before;
            _peaks[Place(age)] = (ReadSum(ref reader, before.Records / IntervalSeconds), ReadSum(ref reader, before.Bytes / IntervalSeconds));
        }

        foreach (ref (long Records, long Bytes) second in _seconds.AsSpan())
        {
            second.Records = reader.ReadVarint(long.MaxValue, "a record count of");
            second.Bytes = second.Records == 0 ? 0 : reader.ReadVarint(long.MaxValue, "a byte count of");
        }
    }

    private static long ReadSum(ref BlobReader reader, long expected)
    {
        ulong code = reader.ReadVarint();
        long sum = unchecked(expected + ((long)(code >> 1) ^ -(long)(code & 1)));
        return sum >= 0 ? sum : throw reader.Failure("has a sum below 0");
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static void Increase(ref (long Records, long Bytes) sum, int payloadBytes) => sum = (sum.Records + 1, SaturatingSum.Of(sum.Bytes, payloadBytes));

    private int Place(int age) => (int)(((NewestSeconds / IntervalSeconds) - age + Intervals) % Intervals);

    private long StartOf(int age) => ((NewestSeconds / IntervalSeconds) - age) * IntervalSeconds;

    private int Age(long startSeconds) => (int)((NewestSeconds - startSeconds) / IntervalSeconds);

    // Empties the places of the seconds and intervals that begin, and keeps the peaks of the seconds that leave.
    private void MoveTo(long second)
    {
        if (second - NewestSeconds >= SpanSeconds || (NewestSeconds == 0 && second > 0))
        {
            Array.Clear(_sums);
            Array.Clear(_peaks);
            Array.Clear(_seconds);
            NewestSeconds = second;
        }

        while (NewestSeconds < second)
        {
            long leaving = ++NewestSeconds - IntervalSeconds;
            ref (long Records, long Bytes) counted = ref _seconds[NewestSeconds % IntervalSeconds];
            ref (long Records, long Bytes) peak = ref _peaks[Math.Max(0, leaving) / IntervalSeconds % Intervals];
            peak = (Math.Max(peak.Records, counted.Records), Math.Max(peak.Bytes, counted.Bytes));
            counted = default;
            if (NewestSeconds % IntervalSeconds == 0)
            {
                _sums[NewestSeconds / IntervalSeconds % Intervals] = default;
                _peaks[NewestSeconds / IntervalSeconds % Intervals] = default;
            }
        }
    }
}
