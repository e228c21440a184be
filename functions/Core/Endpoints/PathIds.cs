using System.Runtime.InteropServices;

namespace LogFunctions.Core.Endpoints;

/// <summary>
/// The ids of a path, and what may never become part of a key: the one place that says what is blanked out. At most one id per segment
/// (<see cref="SegmentId"/>); what stands behind a semicolon in a segment (<c>;jsessionid=...</c>, matrix parameters) is no part of the endpoint.
/// </summary>
internal static class PathIds
{
    /// <summary>What an id is shown as.</summary>
    public static ReadOnlySpan<byte> Template => "{id}"u8;

    /// <summary>Copies a path without parameters, its ids replaced; stops when the destination is full.</summary>
    /// <param name="path">Without query.</param>
    /// <param name="folding">Which ids; parameters are left out always.</param>
    /// <param name="destination">Room for the result, or for as much of it as is wanted.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(ReadOnlySpan<byte> path, IdFolding folding, Span<byte> destination)
    {
        int written = 0;
        var segments = new PathSegments(path);
        while (segments.MoveNext())
        {
            if (segments.Start > 0)
            {
                Append("/"u8, destination, ref written);
            }

            ReadOnlySpan<byte> segment = segments.Segment;
            if (folding != IdFolding.Off && SegmentId.TryFind(in segments, folding, out int start, out int length))
            {
                Append(segment[..start], destination, ref written);
                Append(Template, destination, ref written);
                Append(segment[(start + length)..], destination, ref written);
            }
            else
            {
                Append(segment, destination, ref written);
            }
        }

        return written;
    }

    /// <summary>Whether a path has ids or parameters.</summary>
    public static bool HasAny(ReadOnlySpan<byte> path)
    {
        var segments = new PathSegments(path);
        while (segments.MoveNext())
        {
            if (segments.HasParameters || SegmentId.TryFind(in segments, IdFolding.On, out _, out _))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the ids of a path of less than 64 bytes stand where the bits of a mask are set, all of them and no other, whatever their digits, and it
    /// has no parameters.
    /// </summary>
    public static bool AreWhere(ReadOnlySpan<byte> path, ulong mask)
    {
        ulong ids = 0;
        var segments = new PathSegments(path);
        while (segments.MoveNext())
        {
            if (segments.HasParameters || KeptWords.MayBeStatus(in segments))
            {
                return false;
            }

            if (SegmentId.TryFind(in segments, IdFolding.On, out int start, out int length))
            {
                ids |= ((1UL << length) - 1) << (segments.Start + start);
            }
        }

        return ids == mask;
    }

    private static void Append(ReadOnlySpan<byte> text, Span<byte> destination, ref int written)
    {
        text = text[..Math.Min(text.Length, destination.Length - written)];
        text.CopyTo(destination[written..]);
        written += text.Length;
    }
}

/// <summary>Walks the segments of a path: what stands between slashes.</summary>
/// <param name="path">Without query.</param>
[StructLayout(LayoutKind.Auto)]
internal ref struct PathSegments(ReadOnlySpan<byte> path)
{
    private readonly ReadOnlySpan<byte> _path = path;
    private int _end = -1;

    /// <summary>The segment without its parameters.</summary>
    public ReadOnlySpan<byte> Segment { get; private set; }

    /// <summary>The segment before it; empty before the first.</summary>
    public ReadOnlySpan<byte> Previous { get; private set; }

    /// <summary>Where it starts in the path.</summary>
    public int Start { get; private set; }

    /// <summary>Whether there was something behind a semicolon.</summary>
    public bool HasParameters { get; private set; }

    /// <summary>Whether nothing but a slash stands before it.</summary>
    public readonly bool IsFirst => Start <= 1;

    public readonly bool IsLast => _end >= _path.Length;

    public bool MoveNext()
    {
        if (IsLast)
        {
            return false;
        }

        Previous = Segment;
        Start = _end + 1;
        ReadOnlySpan<byte> rest = _path[Start..];
        int slash = rest.IndexOf((byte)'/');
        rest = slash < 0 ? rest : rest[..slash];
        _end = Start + rest.Length;
        int parameters = rest.IndexOf((byte)';');
        int encoded = rest.IndexOf("%3B"u8);
        encoded = encoded < 0 ? rest.IndexOf("%3b"u8) : encoded;
        parameters = parameters < 0 || ((uint)encoded < (uint)parameters) ? encoded : parameters;
        HasParameters = parameters >= 0;
        Segment = parameters < 0 ? rest : rest[..parameters];
        return true;
    }
}
