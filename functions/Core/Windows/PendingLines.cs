using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Sketches;

namespace LogFunctions.Core.Windows;

/// <summary>
/// Accepted lines of one window that wait to be counted, with copies of the bytes that name their cells. Finding a cell is a long chain of steps that
/// each need the one before; for one line the processor would wait for it, for many lines in a loop it works on several at a time.
/// Lines are counted in the order they came. Not thread-safe.
/// </summary>
internal sealed class PendingLines(LineKeys keys)
{
    /// <summary>Lines held: many, for each group has its price, yet no more than may be new to a ledger before it notices that it is full.</summary>
    public const int Capacity = 128;

    // Where the endpoint of a line is: 0 and above = its place in the cache.
    private const int NotLookedUp = -1;
    private const int Named = -2;

    private readonly PendingLine[] _lines = NewLines();

    // Of lines whose names are in no cache of usual ones.
    private readonly KeyName?[] _endpoints = new KeyName?[Capacity];
    private readonly KeyName?[] _regions = new KeyName?[Capacity];

    public int Count { get; private set; }

    /// <summary>Takes a line; there must be room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(scoped in LogRecord record)
    {
        int index = Count;
        ref PendingLine line = ref _lines[index];
        long unknown = record.LatencyUs >> 63; // all ones
        line.Bytes = record.ResponseBytes;
        line.Latencies = 1 + unknown;
        line.LatencyUs = record.LatencyUs & ~unknown;
        line.Status = record.Status;
        line.EndpointPlace = NotLookedUp;
        line.HasUsualRegion = true;
        if (!line.Endpoint.TrySet(in record))
        {
            line.EndpointPlace = Named;
            _endpoints[index] = keys.Endpoint(in record);
        }

        if (!line.Region.TrySet(record.Region))
        {
            line.HasUsualRegion = false;
            _regions[index] = keys.Region(record.Region);
        }

        Count = index + 1;
    }

    /// <summary>Counts and forgets all lines.</summary>
    /// <param name="window">Where they belong.</param>
    /// <param name="maxKeys">Most names of a dimension in a window.</param>
    public void Flush(OpenWindow window, int maxKeys)
    {
        Span<PendingLine> lines = _lines.AsSpan(0, Count);
        Count = 0;
        FindEndpoints(lines);
        CountAll(lines, window, maxKeys);
    }

    /// <summary>Forgets all lines without counting them.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_endpoints);
        Array.Clear(_regions);
    }

    private void FindEndpoints(Span<PendingLine> lines)
    {
        EndpointCache usual = keys.UsualEndpoints;
        usual.MakeRoom(Capacity);
        for (int i = 0; i < lines.Length; i++)
        {
            ref PendingLine line = ref lines[i];
            if (line.EndpointPlace == NotLookedUp)
            {
                int place = usual.Find(in line.Endpoint);
                line.EndpointPlace = place >= 0 ? place : NameEndpoint(i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NameEndpoint(int index)
    {
        _endpoints[index] = keys.AddUsual(in _lines[index].Endpoint);
        return Named;
    }

    private void CountAll(Span<PendingLine> lines, OpenWindow window, int maxKeys)
    {
        EndpointCache usual = keys.UsualEndpoints;
        long endpointEpoch = window.EndpointEpoch;
        long regionEpoch = window.RegionEpoch;
        for (int i = 0; i < lines.Length; i++)
        {
            ref readonly PendingLine line = ref lines[i];
            Cell endpoint = line.EndpointPlace >= 0 && usual.At(line.EndpointPlace) is var lastEndpoint && lastEndpoint.Epoch == endpointEpoch
                ? lastEndpoint.Cell!
                : FindEndpointCell(i, window, maxKeys);
            Cell region = line.HasUsualRegion && keys.Region(in line.Region) is var lastRegion && lastRegion.Epoch == regionEpoch
                ? lastRegion.Cell!
                : FindRegionCell(i, window, maxKeys);
            Cell status = window.StatusCell(line.Status);
            Vector256<long> addends = Vector256.LoadUnsafe(in line.Requests);
            int statusClass = Cell.StatusClassOf(line.Status);
            if (line.Latencies == 0)
            {
                CountUntimed(addends, statusClass, endpoint, region, status);
                continue;
            }

            long latencyUs = line.LatencyUs;
            int bucket = LatencyBuckets.IndexOf(latencyUs);
            endpoint.Count(addends, statusClass, latencyUs, bucket);
            region.Count(addends, statusClass, latencyUs, bucket);
            status.Count(addends, statusClass, latencyUs, bucket);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Cell FindEndpointCell(int index, OpenWindow window, int maxKeys)
    {
        int place = _lines[index].EndpointPlace;
        return place >= 0 ? window.EndpointCell(ref keys.UsualEndpoints.At(place), maxKeys) : window.EndpointCell(_endpoints[index]!, maxKeys);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Cell FindRegionCell(int index, OpenWindow window, int maxKeys)
    {
        ref readonly PendingLine line = ref _lines[index];
        return line.HasUsualRegion ? window.RegionCell(ref keys.Region(in line.Region), maxKeys) : window.RegionCell(_regions[index]!, maxKeys);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // within the loop the compiler would inline some of the three and call the others
    private static void CountUntimed(Vector256<long> addends, int statusClass, Cell endpoint, Cell region, Cell status)
    {
        endpoint.CountUntimed(addends, statusClass);
        region.CountUntimed(addends, statusClass);
        status.CountUntimed(addends, statusClass);
    }

    private static PendingLine[] NewLines()
    {
        var lines = new PendingLine[Capacity];
        foreach (ref PendingLine line in lines.AsSpan())
        {
            line.Requests = 1;
        }

        return lines;
    }

    // The first four are what a line adds to a cell.
    [StructLayout(LayoutKind.Sequential)]
    private struct PendingLine
    {
        public long Requests;
        public long Bytes;
        public long Latencies; // 0 or 1
        public long LatencyUs;
        public EndpointText Endpoint;
        public RegionText Region;
        public int Status;
        public int EndpointPlace;
        public bool HasUsualRegion;
    }
}
