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
    private const byte EndsPath = 1;
    private const byte IsNotPlain = 2;
    private const byte IsDigit = 4;

    /// <summary>What each byte means for a path: one table load per byte decides between the copying and the rewriting path.</summary>
    private static readonly byte[] s_classes = CreateClasses();

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
        ReadOnlySpan<byte> path = target.Length > 0 && target[0] == '/' ? target : PathOfUri(target);
        int pathLength = Classify(path, out int classes);
        path = path[..pathLength];
        int written = WriteMethod(method, path.IsEmpty, destination);

        bool mayHoldId = _templateIds && (classes & IsDigit) != 0;
        if (!mayHoldId && (classes & IsNotPlain) == 0 && _templates.Length == 0 && path.Length <= destination.Length - written)
        {
            path.CopyTo(destination[written..]);
            return written + path.Length;
        }
        return written + WriteOdd(path, mayHoldId, (classes & IsNotPlain) == 0, destination[written..]);
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

    /// <summary>Length without query and fragment, and the union of the classes of its bytes.</summary>
    private static int Classify(ReadOnlySpan<byte> path, out int classes)
    {
        byte[] table = s_classes;
        int seen = 0;
        int position = 0;
        for (; position < path.Length; position++)
        {
            int byteClass = table[path[position]];
            if ((byteClass & EndsPath) != 0)
            {
                break;
            }
            seen |= byteClass;
        }
        classes = seen;
        return position;
    }

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

    /// <summary>Configured templates, ids, and paths that are too long or not plain.</summary>
    private int WriteOdd(ReadOnlySpan<byte> path, bool mayHoldId, bool isPlain, Span<byte> destination)
    {
        if (!path.IsEmpty && path[0] == '/')
        {
            foreach (EndpointTemplate template in _templates)
            {
                if (template.Matches(path))
                {
                    return PrintableText.Write(template.Bytes, destination);
                }
            }
        }
        // "/1" grows to "/{id}": by two and a half times at most.
        bool surelyFits = isPlain && path.Length <= destination.Length / 5 * 2;
        if (surelyFits)
        {
            return mayHoldId ? ReplaceIds(path, destination) : Copy(path, destination);
        }
        // Printable text is never shorter than what it stands for, so what lies past the destination would be cut anyway.
        ReadOnlySpan<byte> kept = mayHoldId ? _rewritten.AsSpan(0, ReplaceIds(path, _rewritten)) : path[..Math.Min(path.Length, _rewritten.Length)];
        return PrintableText.Write(kept, destination);
    }

    private static int Copy(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        path.CopyTo(destination);
        return path.Length;
    }

    /// <summary>Copies segment by segment; stops when the destination is full.</summary>
    private static int ReplaceIds(ReadOnlySpan<byte> path, Span<byte> destination)
    {
        int written = 0;
        while (true)
        {
            int slash = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> segment = slash < 0 ? path : path[..slash];
            ReadOnlySpan<byte> shown = IsId(segment) ? "{id}"u8 : segment;
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

    private static byte[] CreateClasses()
    {
        var classes = new byte[256];
        for (int value = 0; value < classes.Length; value++)
        {
            classes[value] = value switch
            {
                '?' or '#' => EndsPath,
                >= '0' and <= '9' => IsDigit,
                > 0x20 and < 0x7F => 0,
                _ => IsNotPlain,
            };
        }
        return classes;
    }
}
