using System.Runtime.CompilerServices;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Sketches;

namespace LogFunctions.Core.Windows;

/// <summary>
/// Accepted lines that wait to be counted, with copies of the bytes that name their cells. Finding a cell is a long chain of steps that
/// each need the one before; for one line the processor would wait for it, for many lines in a loop it works on several at a time.
/// Lines are counted in the order they came. Not thread-safe.
/// </summary>
internal sealed class PendingLines(LineKeys keys)
{
    /// <summary>Lines held: with what they point to they stay in the first level cache.</summary>
    public const int Capacity = 32;

    private readonly PendingLine[] _lines = new PendingLine[Capacity];
    private readonly OpenWindow?[] _windows = new OpenWindow?[Capacity];

    // Null = still to be found by the line's bytes.
    private readonly KeyName?[] _endpoints = new KeyName?[Capacity];
    private readonly KeyName?[] _regions = new KeyName?[Capacity];

    public int Count { get; private set; }

    /// <summary>Takes a line; there must be room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(scoped in LogRecord record, OpenWindow window)
    {
        int index = Count;
        ref PendingLine line = ref _lines[index];
        line.LatencyUs = record.LatencyUs;
        line.Bytes = record.ResponseBytes;
        line.Status = record.Status;
        if (!ReferenceEquals(_windows[index], window))
        {
            _windows[index] = window;
        }

        if (!line.Endpoint.TrySet(in record))
        {
            _endpoints[index] = keys.Endpoint(in record);
        }

        if (!line.Region.TrySet(record.Region))
        {
            _regions[index] = keys.Region(record.Region);
        }

        Count = index + 1;
    }

    /// <summary>Counts and forgets all lines.</summary>
    /// <param name="maxKeys">Most names of a dimension in a window.</param>
    public void Flush(int maxKeys)
    {
        int count = Count;
        Count = 0;
        Span<PendingLine> lines = _lines.AsSpan(0, count);
        for (int i = 0; i < lines.Length; i++)
        {
            _endpoints[i] ??= keys.Endpoint(in lines[i].Endpoint);
            _regions[i] ??= keys.Region(in lines[i].Region);
        }

        for (int i = 0; i < lines.Length; i++)
        {
            ref readonly PendingLine line = ref lines[i];
            OpenWindow window = _windows[i]!;
            int bucket = line.LatencyUs >= 0 ? LatencyBuckets.IndexOf(line.LatencyUs) : 0;
            int statusClass = Cell.StatusClassOf(line.Status);
            window.EndpointCell(_endpoints[i]!, maxKeys).Count(statusClass, line.Bytes, line.LatencyUs, bucket);
            window.RegionCell(_regions[i]!, maxKeys).Count(statusClass, line.Bytes, line.LatencyUs, bucket);
            window.StatusCell(line.Status).Count(statusClass, line.Bytes, line.LatencyUs, bucket);
        }

        Array.Clear(_endpoints, 0, count);
        Array.Clear(_regions, 0, count);
    }

    /// <summary>Forgets all lines without counting them.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_windows);
        Array.Clear(_endpoints);
        Array.Clear(_regions);
    }

    private struct PendingLine
    {
        public EndpointText Endpoint;
        public RegionText Region;
        public long LatencyUs;
        public long Bytes;
        public int Status;
    }
}
