using System.Buffers;
using System.Buffers.Text;

namespace LogFunctions.Core.Endpoints;

/// <summary>
/// Whether a segment of a path is an id, or has one in it, and where. For segments of two digits and more the answer depends on their
/// length and on the segments around, not on the digits, but for a status: the cache of endpoints blanks them out.
/// </summary>
internal static class SegmentId
{
    private const int MaxDecodedBytes = 256;

    private static readonly SearchValues<byte> s_hexAndColons = SearchValues.Create("0123456789abcdefABCDEF:."u8);
    private static readonly SearchValues<byte> s_version = SearchValues.Create("0123456789.-_"u8);

    /// <summary>Finds the id of the segment at hand.</summary>
    /// <param name="segments">Stands on the segment.</param>
    /// <param name="folding">Strict or on.</param>
    /// <param name="start">Where in the segment it starts.</param>
    /// <param name="length">Its bytes, at least 1.</param>
    public static bool TryFind(in PathSegments segments, IdFolding folding, out int start, out int length)
    {
        ReadOnlySpan<byte> segment = segments.Segment;
        start = 0;
        length = segment.Length;
        if (segment.IndexOfAnyInRange((byte)'0', (byte)'9') < 0)
        {
            return segment.Length > 1 && TryFindWithoutDigits(segment, folding, ref start, ref length);
        }

        if (segment.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return !KeptWords.KeepsDigits(in segments);
        }

        if (segment.Contains((byte)'%'))
        {
            return IsEncodedId(segment, folding);
        }

        return !IsKept(in segments) && TryFindIn(segment, folding, ref start, ref length);
    }

    // Without digits only addresses, keys in parentheses and long tokens are ids.
    private static bool TryFindWithoutDigits(ReadOnlySpan<byte> segment, IdFolding folding, ref int start, ref int length)
    {
        if (segment.ContainsAny((byte)'@', (byte)'('))
        {
            return IdText.IsEmail(segment) || TryFindKey(segment, ref start, ref length);
        }

        var profile = new TextProfile(segment);
        return folding == IdFolding.On && profile.Lower > 0 && profile.Upper > 0 && profile.Letters >= 20
            && profile.Dots + profile.Others == 0 && profile.CaseFlips * 4 >= profile.Letters;
    }

    // What is an id only after its escapes are undone is shown as one without what stands around it.
    private static bool IsEncodedId(ReadOnlySpan<byte> segment, IdFolding folding)
    {
        Span<byte> decoded = stackalloc byte[MaxDecodedBytes];
        int written = 0;
        for (int position = 0; position < segment.Length && written < decoded.Length; position++)
        {
            byte value = segment[position];
            if (value == '%' && position + 2 < segment.Length
                && Utf8Parser.TryParse(segment.Slice(position + 1, 2), out byte escaped, out int used, 'x') && used == 2)
            {
                value = escaped;
                position += 2;
            }

            decoded[written++] = value;
        }

        ReadOnlySpan<byte> text = decoded[..written];
        (int start, int length) = (0, text.Length);
        return text.IndexOfAnyInRange((byte)'0', (byte)'9') < 0
            ? TryFindWithoutDigits(text, folding, ref start, ref length)
            : TryFindIn(text, folding, ref start, ref length);
    }

    // Versions, and dates where they are versions.
    private static bool IsKept(in PathSegments segments)
    {
        ReadOnlySpan<byte> segment = segments.Segment;
        bool isVersion = (segment[0] | 0x20) == 'v' && segment.Length > 1 && char.IsAsciiDigit((char)segment[1])
            && segment[1..].IndexOfAnyExcept(s_version) < 0 && segment.Length <= 12;
        return isVersion || (IdText.IsDate(segment) && (segments.IsFirst || KeptWords.IsBeforeVersion(segments.Previous)));
    }

    private static bool TryFindIn(ReadOnlySpan<byte> text, IdFolding folding, ref int start, ref int length)
    {
        if (IdText.IsEmail(text) || IdText.HasIdPrefix(text) || IdText.IsList(text))
        {
            return true;
        }

        if (text.ContainsAny((byte)'(', (byte)':'))
        {
            return IsWhole(text, folding) || TryFindKey(text, ref start, ref length) || TryFindBesideColon(text, folding, ref length);
        }

        int stem = FileName.StemLength(text, out bool isAsset, out bool isPage);
        ReadOnlySpan<byte> name = text[..stem];
        if (stem == text.Length)
        {
            return IsWhole(text, folding);
        }

        if (isPage && name.Length == 3 && name[0] is (byte)'4' or (byte)'5' && name.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return false; // 404.html
        }

        if (isAsset && folding == IdFolding.On && FileName.TryFindHash(name, out start, out length))
        {
            return true;
        }

        (start, length) = (0, stem);
        return IsWhole(name, folding);
    }

    private static bool IsWhole(ReadOnlySpan<byte> text, IdFolding folding) =>
        folding == IdFolding.On ? IdText.IsWhole(text) : IdText.IsCertain(text);

    // OData: Products(42), Products('x'), Products(Id=42,Lang='en').
    private static bool TryFindKey(ReadOnlySpan<byte> text, ref int start, ref int length)
    {
        int open = text.IndexOf((byte)'(');
        if (open <= 0 || text[^1] != ')' || !char.IsAsciiLetterOrDigit((char)text[open - 1]) || open + 2 >= text.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> key = text[(open + 1)..^1];
        if (key[0] != '\'' && !key.StartsWith("%27"u8) && !key.Contains((byte)'=') && !IdText.IsWhole(key) && !IdText.IsList(key))
        {
            return false;
        }

        (start, length) = (open + 1, key.Length);
        return true;
    }

    // MAC and IPv6 addresses, times of day, kind:id, and an id with a verb behind it (/v1/projects/42:undelete).
    private static bool TryFindBesideColon(ReadOnlySpan<byte> text, IdFolding folding, ref int length)
    {
        int colon = text.IndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }

        if (text.Count((byte)':') > 1 && text.IndexOfAnyExcept(s_hexAndColons) < 0)
        {
            return true;
        }

        ReadOnlySpan<byte> before = text[..colon];
        ReadOnlySpan<byte> behind = text[(colon + 1)..];
        if (behind.Length >= 7 && before.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && !before.Contains((byte)'.')
            && IsWhole(behind, folding))
        {
            return true;
        }

        if (IdText.IsDateTime(text))
        {
            return true;
        }

        bool isVerb = !behind.IsEmpty && char.IsAsciiLetter((char)behind[0]) && behind.IndexOfAnyInRange((byte)'0', (byte)'9') < 0;
        length = colon;
        return isVerb && IsWhole(before, folding);
    }
}
