using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LogFunctions.Benchmarks.Corpus;

/// <summary>
/// The endless traffic of one shard out of a few events: before an event is used again, its sequence numbers, arrival times and
/// the times in its lines are moved on in place, so that windows open, fill and freeze as they do with a live stream.
/// </summary>
internal sealed class LiveEvents
{
    private const int TailDigits = 18; // of a sequence number: those that count up
    private const int TailOffset = 38;
    private const int SequenceStep = 3;
    private const int PrefixText = 48; // base64 of the line's first 36 bytes, which hold its time
    private const int PrefixBytes = 36;
    private const int TimeOffset = 7; // {"ts":"
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fff";
    private const int ArrivalDigits = 10;

    private readonly byte[][] _events;
    private readonly Spot[][] _spots;
    private readonly int _records;
    private readonly int _seconds;
    private int _next;

    private LiveEvents(byte[][] events, Spot[][] spots, int seconds)
    {
        _events = events;
        _spots = spots;
        _records = spots.Sum(of => of.Length);
        _seconds = seconds;
    }

    /// <param name="corpus">JSON, one line per record, not compressed; its events are copied.</param>
    /// <param name="shard">Number of the shard they come from.</param>
    public static LiveEvents Create(EventCorpus corpus, int shard)
    {
        byte[][] events = [.. corpus.Events.Select(bytes => (byte[])bytes.Clone())];
        foreach (byte[] bytes in events)
        {
            EventCorpus.SetShard(bytes, shard);
        }

        Spot[][] spots = [.. events.Select(FindSpots)];
        long first = spots.Min(of => of.Min(spot => spot.EventTime.Ticks));
        long last = spots.Max(of => of.Max(spot => spot.EventTime.Ticks));
        return new LiveEvents(events, spots, (int)((last - first) / TimeSpan.TicksPerSecond) + 1);
    }

    /// <summary>The next event of the shard; valid until it is its turn again.</summary>
    public byte[] Next()
    {
        int index = _next % _events.Length;
        int pass = _next++ / _events.Length;
        if (pass > 0)
        {
            MoveTo(index, pass);
        }

        return _events[index];
    }

    private void MoveTo(int index, int pass)
    {
        byte[] bytes = _events[index];
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        foreach (Spot spot in _spots[index])
        {
            long tail = spot.SequenceTail + ((long)pass * _records * SequenceStep);
            tail.TryFormat(bytes.AsSpan(spot.Sequence), out _, "D18", CultureInfo.InvariantCulture);
            bytes.AsSpan(spot.Sequence, TailDigits).CopyTo(bytes.AsSpan(spot.EventId));
            (spot.ArrivalSeconds + ((long)pass * _seconds)).TryFormat(bytes.AsSpan(spot.Arrival), out _, default, CultureInfo.InvariantCulture);
            Span<byte> text = bytes.AsSpan(spot.Data, PrefixText);
            Base64.DecodeFromUtf8(text, prefix, out _, out _);
            spot.EventTime.AddSeconds((double)pass * _seconds).TryFormat(prefix[TimeOffset..], out _, TimeFormat, CultureInfo.InvariantCulture);
            Base64.EncodeToUtf8(prefix, text, out _, out _);
        }
    }

    private static Spot[] FindSpots(byte[] bytes)
    {
        var spots = new List<Spot>();
        int at = 0;
        while (Find(bytes, "\"sequenceNumber\":\""u8, ref at))
        {
            int sequence = at + TailOffset;
            Find(bytes, "\"data\":\""u8, ref at);
            int data = at;
            Find(bytes, "\"approximateArrivalTimestamp\":"u8, ref at);
            int arrival = at;
            Find(bytes, "\"eventID\":\"shardId-000000000000:"u8, ref at, sameDigits: false);
            spots.Add(new Spot(sequence, at + TailOffset, arrival, data, Number(bytes, sequence, TailDigits), Number(bytes, arrival, ArrivalDigits), Time(bytes.AsSpan(data, PrefixText))));
        }

        return [.. spots];
    }

    // Moves behind the text. The digits of the shard in it are not compared.
    private static bool Find(byte[] bytes, ReadOnlySpan<byte> text, ref int at, bool sameDigits = true)
    {
        int found = bytes.AsSpan(at).IndexOf(sameDigits ? text : text[.."\"eventID\":\"shardId-"u8.Length]);
        at += found < 0 ? 0 : found + text.Length;
        return found >= 0;
    }

    private static long Number(byte[] bytes, int at, int digits) => long.Parse(bytes.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateTime Time(ReadOnlySpan<byte> prefixText)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        Base64.DecodeFromUtf8(prefixText, prefix, out _, out _);
        return DateTime.ParseExact(Encoding.ASCII.GetString(prefix.Slice(TimeOffset, TimeFormat.Length)), TimeFormat, CultureInfo.InvariantCulture);
    }

    // Where the moving parts of a record are in its event, and what they were at first.
    private readonly record struct Spot(int Sequence, int EventId, int Arrival, int Data, long SequenceTail, long ArrivalSeconds, DateTime EventTime);
}
