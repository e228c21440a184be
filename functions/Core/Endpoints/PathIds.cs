namespace LogFunctions.Core.Endpoints;

/// <summary>
/// The ids of a path, and what may never become part of a key: the one place that says what is blanked out. At most one id per segment
/// (<see cref="SegmentId"/>); what stands behind a semicolon in a segment (<c>;jsessionid=...</c>, matrix parameters) is no part of the
/// endpoint.
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
    /// Whether the ids of a path of less than 64 bytes stand where the bits of a mask are set, all of them and no other, whatever their
    /// digits, and it has no parameters.
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
