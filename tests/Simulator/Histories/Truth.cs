using System.Globalization;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Histories;

/// <summary>Size and start of a window in seconds, dimension and value as they stand in table keys.</summary>
internal readonly record struct TruthKey(int WindowSeconds, long StartSeconds, string Dimension, string Value)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{WindowSeconds}#{Dimension}#{Value} {DateTimeOffset.FromUnixTimeSeconds(StartSeconds):yyyy-MM-ddTHH:mm:ssZ}";
}

/// <summary>What a cell must hold, counted the slow and obvious way.</summary>
internal sealed class TruthCell
{
    public long Requests { get; set; }

    /// <summary>1xx, 2xx, 3xx, 4xx, 5xx, other.</summary>
    public long[] StatusClasses { get; } = new long[6];

    public long Bytes { get; set; }

    public List<long> LatenciesUs { get; } = [];

    /// <summary>Adds what another cell holds.</summary>
    public void Add(TruthCell other)
    {
        Requests += other.Requests;
        Bytes += other.Bytes;
        LatenciesUs.AddRange(other.LatenciesUs);
        for (int i = 0; i < StatusClasses.Length; i++)
        {
            StatusClasses[i] += other.StatusClasses[i];
        }
    }
}

/// <summary>The lines of a stream, counted without any code of the product.</summary>
internal static class Truth
{
    /// <summary>Window sizes that are judged, seconds.</summary>
    public static readonly int[] WindowSizes = [60, 3_600];

    /// <summary>Every cell of every dimension and window size.</summary>
    public static Dictionary<TruthKey, TruthCell> Count(SimStream stream) => Count(stream.Records.Select(static record => (record, record.MustCount)));

    /// <summary>What may be counted beside it: lines of batches that were given up, of which nobody can tell any more.</summary>
    public static Dictionary<TruthKey, TruthCell> CountPossible(SimStream stream) => Count(stream.Records.Select(static record => (record, record.MayCount)));

    /// <summary>The cells of some lines of some records.</summary>
    public static Dictionary<TruthKey, TruthCell> Count(IEnumerable<(SimRecord Record, IEnumerable<SimLine> Lines)> records)
    {
        var cells = new Dictionary<TruthKey, TruthCell>();
        foreach ((SimRecord record, IEnumerable<SimLine> lines) in records)
        {
            foreach (SimLine line in lines)
            {
                foreach (int windowSeconds in WindowSizes)
                {
                    Count(cells, windowSeconds, record, line);
                }
            }
        }

        return cells;
    }

    /// <summary>Requests by minute and endpoint: what the peers' algorithms are asked for.</summary>
    public static Dictionary<string, long> CountMinutes(SimStream stream, bool byArrival)
    {
        var counts = new Dictionary<string, long>();
        foreach (SimRecord record in stream.Records)
        {
            foreach (SimLine line in record.Lines.Where(line => line.RejectReason is null))
            {
                string key = MinuteKey(byArrival ? record.ArrivalMs : line.EventTimeMs(record.ArrivalMs), line.Endpoint);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        return counts;
    }

    /// <summary>Key of a row of a peer.</summary>
    public static string MinuteKey(long timestampMs, string endpoint) => $"{timestampMs / 60_000 * 60} {endpoint}";

    private static void Count(Dictionary<TruthKey, TruthCell> cells, int windowSeconds, SimRecord record, SimLine line)
    {
        if (line.RejectReason is { } reason)
        {
            Cell(cells, windowSeconds, record.ArrivalMs, "reject", reason).Requests++;
            return;
        }

        long eventMs = line.EventTimeMs(record.ArrivalMs);
        Add(Cell(cells, windowSeconds, eventMs, "all", "*"), line);
        Add(Cell(cells, windowSeconds, eventMs, "endpoint", line.Endpoint), line);
        Add(Cell(cells, windowSeconds, eventMs, "region", line.Region), line);
        Add(Cell(cells, windowSeconds, eventMs, "status", line.Status.ToString("D3", CultureInfo.InvariantCulture)), line);
    }

    private static TruthCell Cell(Dictionary<TruthKey, TruthCell> cells, int windowSeconds, long timestampMs, string dimension, string value)
    {
        long seconds = timestampMs / 1_000;
        var key = new TruthKey(windowSeconds, seconds - (seconds % windowSeconds), dimension, value);
        if (!cells.TryGetValue(key, out TruthCell? cell))
        {
            cells.Add(key, cell = new TruthCell());
        }

        return cell;
    }

    private static void Add(TruthCell cell, SimLine line)
    {
        cell.Requests++;
        cell.StatusClasses[line.Status is >= 100 and < 600 ? (line.Status / 100) - 1 : 5]++;
        cell.Bytes += line.Bytes;
        if (line.LatencyUs is { } latencyUs)
        {
            cell.LatenciesUs.Add(latencyUs);
        }
    }
}
