using System.Buffers.Binary;
using System.Text;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Windows;

/// <summary>
/// Writes the endpoint of a request (<c>METHOD /path</c>, templated, printable UTF-8) and returns its length; what
/// <see cref="LogFunctions.Core.Windows"/> needs of the templater.
/// </summary>
/// <param name="method">As logged, may be empty.</param>
/// <param name="target">As logged without the query, of an absolute URI the path alone; may be empty.</param>
/// <param name="destination">At least <see cref="LineKeys.MaxEndpointBytes"/>.</param>
public delegate int EndpointWriter(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, Span<byte> destination);

/// <summary>
/// From the raw bytes of a line to the names it counts under, through caches keyed by those raw bytes: templating and text checks
/// run once per distinct path, not once per line. Not thread-safe.
/// </summary>
/// <param name="writeEndpoint">Called for paths that are not cached.</param>
/// <param name="idsAreAlike">Paths that differ only in segments that are ids have one endpoint.</param>
/// <param name="seed">Of the hashes.</param>
internal sealed class LineKeys(EndpointWriter writeEndpoint, bool idsAreAlike, ulong seed)
{
    /// <summary>Room an <see cref="EndpointWriter"/> gets.</summary>
    public const int MaxEndpointBytes = 2048;

    // 16k paths of up to 1 MB: ids in paths make most of them unique, and a larger table would only push useful lines out of the CPU's
    // cache. When it is full it starts anew.
    private readonly KeyCache _rawEndpoints = new(maxKeys: 16_384, maxKeyBytes: 1 << 20);
    private readonly KeyCache _rawRegions = new(maxKeys: 4_096, maxKeyBytes: 1 << 18);
    private readonly KeyCache _names = new(maxKeys: 16_384, maxKeyBytes: 1 << 20);
    private readonly byte[] _scratch = new byte[MaxEndpointBytes];
    private readonly PathShape _shape = new();

    /// <summary>The name lines count under when a window holds too many.</summary>
    public KeyName Other { get; } = KeyName.Of(Encoding.UTF8.GetBytes(DimensionNames.Other), seed);

    /// <summary>The endpoint of a line.</summary>
    public KeyName Endpoint(scoped in LogRecord record) => FindEndpoint(record.Method, record.Target);

    /// <summary>The endpoints of usual paths.</summary>
    public EndpointCache UsualEndpoints { get; } = new(idsAreAlike, seed);

    /// <summary>A region.</summary>
    public KeyName Region(ReadOnlySpan<byte> region)
    {
        ulong hash = ByteHash.Of(region, seed);
        return _rawRegions.Find(hash, region, []) ?? AddRegion(hash, region);
    }

    /// <summary>The usual regions.</summary>
    public RegionCache UsualRegions { get; } = new();

    /// <summary>Lets the usual endpoints and regions of so many lines keep their places, those that are new included.</summary>
    public void MakeRoom(int lines)
    {
        UsualEndpoints.MakeRoom(lines);
        UsualRegions.MakeRoom(lines);
    }

    private KeyName FindEndpoint(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target)
    {
        // Neither query nor scheme and host matter to the endpoint, and with a query hardly a path would come twice.
        target = EndpointTemplater.PathOf(target);
        int query = target.IndexOf((byte)'?');
        if (query >= 0)
        {
            target = target[..query];
        }

        ReadOnlySpan<byte> shape = idsAreAlike && target.Length is > 0 and <= PathShape.MaxBytes && target[0] == (byte)'/' ? _shape.Of(target) : target;
        ulong hash = ByteHash.Of(shape, seed ^ MethodWord(method));
        return _rawEndpoints.Find(hash, method, shape) ?? AddEndpoint(hash, method, target, shape);
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

    // Distinguishes methods within the hash; equality is decided by the bytes.
    private static ulong MethodWord(ReadOnlySpan<byte> method)
    {
        uint word = method.Length switch
        {
            >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(method),
            3 => method[0] | ((uint)method[1] << 8) | ((uint)method[2] << 16),
            0 => 0,
            _ => method[0],
        };
        return word | ((ulong)method.Length << 32);
    }

    private KeyName AddEndpoint(ulong hash, ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, ReadOnlySpan<byte> shape)
    {
        int length = writeEndpoint(method, target, _scratch);
        KeyName name = Name(_scratch.AsSpan(0, length));
        _rawEndpoints.Add(hash, method, shape, name);
        return name;
    }

    private KeyName AddRegion(ulong hash, ReadOnlySpan<byte> region)
    {
        KeyName name = Name(region.IsEmpty ? Encoding.UTF8.GetBytes(DimensionNames.NoRegion) : region);
        _rawRegions.Add(hash, region, [], name);
        return name;
    }
}
