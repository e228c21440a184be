using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Windows;

namespace LogFunctions.Core.Endpoints;

/// <summary>
/// Method and request target to the endpoint they count under: <c>METHOD /path</c>, query stripped, ids replaced by
/// <c>{id}</c>; <see cref="DimensionNames.NoEndpoint"/> without both. Always valid, visible UTF-8. The same input always gives
/// the same endpoint. For one thread; no allocation.
/// </summary>
public sealed class EndpointTemplater
{
    /// <summary>Shorter hex words are as often names (<c>cafe</c>, <c>deadbeef</c>) as ids.</summary>
    internal const int MinHexIdBytes = 16;

    private const int UuidBytes = 36;
    private readonly EndpointTemplate[] _templates;
    private readonly bool _templateIds;
    private readonly int _maxBytes;
    private readonly byte[] _rewritten;

    /// <exception cref="ArgumentOutOfRangeException">The limit is outside its range.</exception>
    /// <exception cref="FormatException">A template cannot be used; the message says which and why.</exception>
    public EndpointTemplater(EndpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxEndpointBytes, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxEndpointBytes, 1024);
        _templates = options.Templates.Select(template => new EndpointTemplate(template)).ToArray();
        foreach (EndpointTemplate template in _templates)
        {
            if (template.Bytes.Length > options.MaxEndpointBytes - RequestLine.MaxMethodBytes - 1)
            {
                throw new FormatException(
                    $"endpoint template '{template}' has more than the {options.MaxEndpointBytes - RequestLine.MaxMethodBytes - 1} bytes that fit beside a method");
            }
        }
        _templateIds = options.TemplateIds;
        IdsAreAlike = _templateIds && !options.Templates.Any(template => template.Split('/').Any(segment => IsId(Encoding.UTF8.GetBytes(segment))));
        _maxBytes = options.MaxEndpointBytes;
        _rewritten = new byte[options.MaxEndpointBytes + 64];
    }

    private static ReadOnlySpan<byte> IdTemplate => "{id}"u8;

    /// <summary>Longest endpoint that <see cref="Write"/> makes.</summary>
    public int MaxEndpointBytes => _maxBytes;

    /// <summary>
    /// Whether two targets that differ only in segments that are ids always have the same endpoint: ids are templated, and no configured
    /// template names one of them.
    /// </summary>
    public bool IdsAreAlike { get; }

    /// <summary>Writes the endpoint and returns its length.</summary>
    /// <param name="method">As logged; left out when it is no method (<see cref="RequestLine.MaxMethodBytes"/>).</param>
    /// <param name="target">As logged: path with query, absolute URI, <c>*</c> or <c>host:port</c>.</param>
    /// <param name="destination">At least <see cref="MaxEndpointBytes"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int Write(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target, Span<byte> destination)
    {
        if (destination.Length < _maxBytes)
        {
            throw new ArgumentException($"{destination.Length} bytes given, {_maxBytes} needed", nameof(destination));
        }
        destination = destination[.._maxBytes];
        ReadOnlySpan<byte> path = PathOf(target);
        int written = _templates.Length > 0 ? -1 : WritePlain(method, path, destination);
        return written >= 0 ? written : WriteOdd(method, path, destination);
    }

    /// <summary>
    /// The usual path: visible ASCII that fits. In pieces of whole segments, as many as <see cref="PathMasks"/> hold at once; -1
    /// when the path is not like that.
    /// </summary>
    private int WritePlain(ReadOnlySpan<byte> method, ReadOnlySpan<byte> rest, Span<byte> destination)
    {
        int written = -1;
        while (true)
        {
            var masks = new PathMasks(rest[..Math.Min(rest.Length, PathMasks.MaxBytes)]);
            bool isLast = rest.Length <= PathMasks.MaxBytes || masks.Length < PathMasks.MaxBytes;
            int length = isLast ? masks.Length : 63 - BitOperations.LeadingZeroCount(masks.Slashes);
            written = written < 0 ? WriteMethod(method, length == 0, destination) : written;
            ulong idEnds = _templateIds ? masks.IdEnds & ((2UL << length) - 1) : 0;
            int longest = length + ((IdTemplate.Length - 1) * BitOperations.PopCount(idEnds)); // "1" grows to "{id}"
            if (!masks.IsPlain || (!isLast && length <= 0) || longest > destination.Length - written)
            {
                return -1;
            }
            written += ReplaceIds(rest[..length], masks.Slashes, idEnds, destination[written..]);
            if (isLast)
            {
                return written;
            }
            rest = rest[length..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteMethod(ReadOnlySpan<byte> method, bool isAlone, Span<byte> destination)
    {
        bool isMethod = !method.IsEmpty && RequestLine.MethodLength(method) is var length && length == method.Length
            && length <= RequestLine.MaxMethodBytes;
        if (!isMethod)
        {
            return WriteWithoutMethod(isAlone, destination);
        }
        method.CopyTo(destination);
        if (isAlone)
        {
            return method.Length;
        }
        destination[method.Length] = (byte)' ';
        return method.Length + 1;
    }

    private static int WriteWithoutMethod(bool isAlone, Span<byte> destination)
    {
        ReadOnlySpan<byte> none = "(none)"u8;
        if (!isAlone)
        {
            return 0;
        }
        none.CopyTo(destination);
        return none.Length;
    }

    /// <summary>What of a target decides about the endpoint: of an absolute URI the path, <c>/</c> when it has none; else all of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target) => target.Length > 0 && target[0] == '/' ? target : PathOfUri(target);

    /// <summary>The path of <c>scheme://authority/path</c>, <c>/</c> when it has none; any other target as it is.</summary>
    private static ReadOnlySpan<byte> PathOfUri(ReadOnlySpan<byte> target)
    {
        int scheme = target[..Math.Min(target.Length, 16)].IndexOf("://"u8);
        if (scheme <= 0)
        {
            return target;
        }
        ReadOnlySpan<byte> afterScheme = target[(scheme + 3)..];
        int path = afterScheme.IndexOfAny("/?#"u8);
        return path < 0 || afterScheme[path] != '/' ? "/"u8 : afterScheme[path..];
    }

    /// <summary>Configured templates, and paths that are long or not plain. Also the slow twin of the mask path.</summary>
    private int WriteOdd(ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, Span<byte> destination)
    {
        int end = path.IndexOfAny((byte)'?', (byte)'#');
        path = end < 0 ? path : path[..end];
        int written = WriteMethod(method, path.IsEmpty, destination);
        destination = destination[written..];
        if (!path.IsEmpty && path[0] == '/')
        {
            foreach (EndpointTemplate template in _templates)
            {
                if (template.Matches(path))
                {
                    return written + PrintableText.Write(template.Bytes, destination);
                }
            }
        }
        // Printable text is never shorter than what it stands for, so what lies past the destination would be cut anyway.
        ReadOnlySpan<byte> kept = _templateIds ? _rewritten.AsSpan(0, ReplaceIds(path, _rewritten)) : path[..Math.Min(path.Length, _rewritten.Length)];
        if (kept.Length > destination.Length || !PrintableText.IsPlain(kept))
        {
            return written + PrintableText.Write(kept, destination);
        }
        kept.CopyTo(destination);
        return written + kept.Length;
    }

    /// <summary>Copies the path and replaces the segments that end at the marked bytes, if they are ids.</summary>
    private static int ReplaceIds(ReadOnlySpan<byte> path, ulong slashes, ulong idEnds, Span<byte> destination)
    {
        int written = 0;
        int copied = 0;
        for (; idEnds != 0; idEnds &= idEnds - 1)
        {
            int end = BitOperations.TrailingZeroCount(idEnds);
            int start = 64 - BitOperations.LeadingZeroCount(slashes & ((1UL << end) - 1));
            if (IsId(path[start..end]))
            {
                path[copied..start].CopyTo(destination[written..]);
                written += start - copied;
                IdTemplate.CopyTo(destination[written..]);
                written += IdTemplate.Length;
                copied = end;
            }
        }
        path[copied..].CopyTo(destination[written..]);
        return written + path.Length - copied;
    }

    /// <summary>Copies segment by segment; stops when the destination is full.</summary>
    private static int ReplaceIds(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            int slash = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> segment = slash < 0 ? path : path[..slash];
            ReadOnlySpan<byte> shown = IsId(segment) ? IdTemplate : segment;
            shown = shown[..Math.Min(shown.Length, destination.Length - written)];
            shown.CopyTo(destination[written..]);
            written += shown.Length;
            if (slash < 0 || written == destination.Length)
            {
                return written;
            }
            destination[written++] = (byte)'/';
            path = path[(slash + 1)..];
        }
    }

    /// <summary>All digits; a UUID; or at least <see cref="MinHexIdBytes"/> hex digits with a decimal one among them.</summary>
    internal static bool IsId(ReadOnlySpan<byte> segment)
    {
        if (segment.IsEmpty || !char.IsAsciiHexDigit((char)segment[0]))
        {
            return false;
        }
        int digits = 0;
        int letters = 0;
        int dashes = 0;
        foreach (byte value in segment)
        {
            if ((uint)(value - '0') <= 9)
            {
                digits++;
            }
            else if (char.IsAsciiHexDigit((char)value))
            {
                letters++;
            }
            else if (value == '-' && segment.Length == UuidBytes)
            {
                dashes++;
            }
            else
            {
                return false;
            }
        }
        return dashes > 0
            ? dashes == 4 && segment[8] == '-' && segment[13] == '-' && segment[18] == '-' && segment[23] == '-'
            : letters == 0 || (segment.Length >= MinHexIdBytes && digits > 0);
    }
}
