using System.Runtime.CompilerServices;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Sketches;

namespace LogFunctions.Core.Windows;

/// <summary>
/// Accepted lines of one window that wait to be counted: what they add, and the places of their names in the caches. From a name to its cell and its
/// bucket each step needs the one before; for one line the processor would wait for it, for many lines in a loop it works on several at a time.
/// Lines of a text are counted the same way without waiting. Lines are counted in the order they came. Not thread-safe.
/// </summary>
internal sealed class PendingLines(LineKeys keys)
{
    /// <summary>Lines held: many, for each group has its price, yet no more than may be new to a ledger before it notices that it is full.</summary>
    public const int Capacity = 128;

    private readonly PlacedRecord[] _lines = new PlacedRecord[Capacity]; // their texts are looked up already
    private readonly int[] _endpointPlaces = new int[Capacity]; // in the cache; below 0 = named by itself
    private readonly int[] _regionPlaces = new int[Capacity];

    // Of lines whose names are in no cache of usual ones.
    private readonly KeyName?[] _endpoints = new KeyName?[Capacity];
    private readonly KeyName?[] _regions = new KeyName?[Capacity];

    public int Count { get; private set; }

    /// <summary>Takes a line. There must be room, and since the first of the lines <see cref="LineKeys.MakeRoom"/> must not have been called.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(scoped in LogRecord record)
    {
        int index = Count;
        ref PlacedRecord line = ref _lines[index];
        line.Sums = RequestSums.Of(in record);
        line.Status = record.Status;
        int endpoint = keys.UsualEndpoints.Find(in record);
        _endpointPlaces[index] = endpoint >= 0 ? endpoint : NameEndpoint(index, in record);
        int region = keys.UsualRegions.Find(record.Region);
        _regionPlaces[index] = region >= 0 ? region : NameRegion(index, record.Region);
        Count = index + 1;
    }

    /// <summary>Counts and forgets all lines.</summary>
    /// <param name="window">Where they belong.</param>
    /// <param name="maxKeys">Most names of a dimension in a window.</param>
    public void Flush(OpenWindow window, int maxKeys)
    {
        ReadOnlySpan<PlacedRecord> lines = _lines.AsSpan(0, Count);
        Count = 0;
        CountAll(lines, window, maxKeys);
    }

    /// <summary>Counts lines of a text without keeping them; none must be waiting.</summary>
    /// <param name="text">Where their fields stand.</param>
    /// <param name="lines">At most <see cref="Capacity"/>, all of the same window.</param>
    /// <param name="window">Where they belong.</param>
    /// <param name="maxKeys">Most names of a dimension in a window.</param>
    public void CountNow(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> lines, OpenWindow window, int maxKeys)
    {
        FindNames(text, lines);
        CountAll(lines, window, maxKeys);
    }

    /// <summary>Forgets all lines without counting them.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_endpoints);
        Array.Clear(_regions);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // what it calls is to be inlined here, and the compiler's budget for that is one per method
    private void FindNames(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> lines)
    {
        EndpointCache endpoints = keys.UsualEndpoints;
        RegionCache regions = keys.UsualRegions;
        Span<int> endpointPlaces = _endpointPlaces.AsSpan(0, lines.Length);
        Span<int> regionPlaces = _regionPlaces.AsSpan(0, lines.Length);
        int anyUnknown = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            ref readonly PlacedRecord line = ref lines[i];
            int endpoint = endpoints.Find(text, in line);
            int region = regions.Find(PlacedRecord.Field(text, line.Region));
            endpointPlaces[i] = endpoint;
            regionPlaces[i] = region;
            anyUnknown |= endpoint | region;
        }

        if (anyUnknown < 0)
        {
            AddNames(text, lines);
        }
    }

    // Looks up once more what was not found: by now a line before it may have brought it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddNames(ReadOnlySpan<byte> text, ReadOnlySpan<PlacedRecord> lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if ((_endpointPlaces[i] | _regionPlaces[i]) >= 0)
            {
                continue;
            }

            LogRecord record = lines[i].In(text);
            if (_endpointPlaces[i] < 0)
            {
                int place = keys.UsualEndpoints.Find(in record);
                _endpointPlaces[i] = place >= 0 ? place : NameEndpoint(i, in record);
            }

            if (_regionPlaces[i] < 0)
            {
                int place = keys.UsualRegions.Find(record.Region);
                _regionPlaces[i] = place >= 0 ? place : NameRegion(i, record.Region);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountAll(ReadOnlySpan<PlacedRecord> lines, OpenWindow window, int maxKeys)
    {
        EndpointCache endpoints = keys.UsualEndpoints;
        RegionCache regions = keys.UsualRegions;
        ReadOnlySpan<int> endpointPlaces = _endpointPlaces.AsSpan(0, lines.Length);
        ReadOnlySpan<int> regionPlaces = _regionPlaces.AsSpan(0, lines.Length);
        long endpointEpoch = window.EndpointEpoch;
        long regionEpoch = window.RegionEpoch;
        for (int i = 0; i < lines.Length; i++)
        {
            ref readonly PlacedRecord line = ref lines[i];
            Cell endpoint = endpointPlaces[i] >= 0 && endpoints.At(endpointPlaces[i]) is var lastEndpoint && lastEndpoint.Epoch == endpointEpoch
                ? lastEndpoint.Cell!
                : FindEndpointCell(i, window, maxKeys);
            Cell region = regionPlaces[i] >= 0 && regions.At(regionPlaces[i]) is var lastRegion && lastRegion.Epoch == regionEpoch
                ? lastRegion.Cell!
                : FindRegionCell(i, window, maxKeys);
            Cell status = window.StatusCell(line.Status);
            int statusClass = Cell.StatusClassOf(line.Status);
            if (line.Sums.Latencies == 0)
            {
                CountUntimed(in line.Sums, statusClass, endpoint, region, status);
                continue;
            }

            int bucket = LatencyBuckets.IndexOf(line.Sums.LatencyUs);
            endpoint.Count(in line.Sums, statusClass, bucket);
            region.Count(in line.Sums, statusClass, bucket);
            status.Count(in line.Sums, statusClass, bucket);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NameEndpoint(int index, scoped in LogRecord record)
    {
        KeyName name = keys.Endpoint(in record);
        _endpoints[index] = name;
        return keys.UsualEndpoints.Add(in record, name);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NameRegion(int index, ReadOnlySpan<byte> region)
    {
        KeyName name = keys.Region(region);
        _regions[index] = name;
        return keys.UsualRegions.Add(region, name);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Cell FindEndpointCell(int index, OpenWindow window, int maxKeys)
    {
        int place = _endpointPlaces[index];
        return place >= 0 ? window.EndpointCell(ref keys.UsualEndpoints.At(place), maxKeys) : window.EndpointCell(_endpoints[index]!, maxKeys);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Cell FindRegionCell(int index, OpenWindow window, int maxKeys)
    {
        int place = _regionPlaces[index];
        return place >= 0 ? window.RegionCell(ref keys.UsualRegions.At(place), maxKeys) : window.RegionCell(_regions[index]!, maxKeys);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // within the loop the compiler would inline some of the three and call the others
    private static void CountUntimed(in RequestSums request, int statusClass, Cell endpoint, Cell region, Cell status)
    {
        endpoint.CountUntimed(in request, statusClass);
        region.CountUntimed(in request, statusClass);
        status.CountUntimed(in request, statusClass);
    }
}
