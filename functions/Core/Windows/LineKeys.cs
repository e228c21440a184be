using System.Text;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>
/// Writes the endpoint of a request (<c>METHOD /path</c>, templated, printable UTF-8) and returns its length; what
/// <see cref="LogFunctions.Core.Windows"/> needs of the templater.
/// </summary>
/// <param name="method">As logged, may be empty.</param>
/// <param name="target">As logged; may be empty.</param>
/// <param name="destination">At least <see cref="LineKeys.MaxEndpointBytes"/>.</param>
public delegate int EndpointWriter(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, Span<byte> destination);

/// <summary>
/// From the raw bytes of a line to the names it counts under. For usual paths and regions there are caches keyed by those raw bytes; other paths are
/// templated line by line, for their ids are what makes them unusual. Not thread-safe.
/// </summary>
/// <param name="writeEndpoint">Called for paths that are not cached.</param>
/// <param name="idsAreAlike">Paths that differ only in segments that are ids have one endpoint.</param>
/// <param name="seed">Of the hashes.</param>
internal sealed class LineKeys(EndpointWriter writeEndpoint, bool idsAreAlike, ulong seed)
{
    /// <summary>Room an <see cref="EndpointWriter"/> gets.</summary>
    public const int MaxEndpointBytes = 2048;

    private readonly KeyCache _names = new(maxKeys: 16_384, maxKeyBytes: 1 << 20);
    private readonly byte[] _scratch = new byte[MaxEndpointBytes];
    private readonly KeyName _noRegion = KeyName.Of(Encoding.UTF8.GetBytes(DimensionNames.NoRegion), seed);

    /// <summary>The name lines count under when a window holds too many.</summary>
    public KeyName Other { get; } = KeyName.Of(Encoding.UTF8.GetBytes(DimensionNames.Other), seed);

    /// <summary>The endpoint of a line.</summary>
    public KeyName Endpoint(scoped in LogRecord record) =>
        Name(_scratch.AsSpan(0, writeEndpoint(record.Method, record.Target, _scratch)));

    /// <summary>The endpoints of usual paths.</summary>
    public EndpointCache UsualEndpoints { get; } = new(idsAreAlike, seed);

    /// <summary>A region.</summary>
    public KeyName Region(ReadOnlySpan<byte> region) => region.IsEmpty ? _noRegion : Name(region);

    /// <summary>The usual regions.</summary>
    public RegionCache UsualRegions { get; } = new(seed);

    /// <summary>Lets the usual endpoints and regions of so many lines keep their places, those that are new included.</summary>
    public void MakeRoom(int lines)
    {
        UsualEndpoints.MakeRoom(lines);
        UsualRegions.MakeRoom(lines);
    }

    /// <summary>The shared name of a text that is already in its final form.</summary>
    public KeyName Name(ReadOnlySpan<byte> utf8)
    {
        ulong hash = ByteHash.Of(utf8, seed);
        KeyName? name = _names.Find(hash, utf8, []);
        if (name is null)
        {
            name = KeyName.Of(utf8, seed);
            _names.Add(hash, utf8, [], name);
        }

        return name;
    }
}
