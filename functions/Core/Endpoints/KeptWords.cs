namespace LogFunctions.Core.Endpoints;

/// <summary>Words before a number that make it part of the endpoint: <c>/api/1/</c>, <c>/status/404</c>.</summary>
internal static class KeptWords
{
    private const int MaxWordBytes = 16;

    private static readonly HashSet<string> s_beforeVersion = new(StringComparer.OrdinalIgnoreCase)
    {
        "api", "apis", "rest", "v", "version", "versions", "ws", "rpc", "service", "services", "graphql", "odata", "soap",
    };

    private static readonly HashSet<string> s_beforeStatus = new(StringComparer.OrdinalIgnoreCase)
    {
        "status", "statuses", "error", "errors", "errorpage", "errorpages", "error-page", "error-pages", "error_pages", "http", "code",
        "codes", "status-code",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_versions =
        s_beforeVersion.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_statuses =
        s_beforeStatus.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Whether a segment of digits is no id. One digit behind <c>api</c>, or at the start of a longer path, is a version; a registered
    /// status behind
    /// <c>status</c> or <c>error</c>, or alone, is one.
    /// </summary>
    public static bool KeepsDigits(in PathSegments segments) =>
        segments.Segment.Length == 1
            ? segments.IsFirst ? !segments.IsLast : IsBeforeVersion(segments.Previous)
            : MayBeStatus(in segments) && IsRegistered(segments.Segment);

    /// <summary>Whether it depends on the digits of a segment if it is an id.</summary>
    public static bool MayBeStatus(in PathSegments segments) =>
        segments.Segment.Length == 3 && (segments.IsFirst ? segments.IsLast : IsIn(s_statuses, segments.Previous));

    // As registered with IANA.
    private static bool IsRegistered(ReadOnlySpan<byte> digits)
    {
        int rest = ((digits[1] - '0') * 10) + digits[2] - '0';
        return digits[0] switch
        {
            (byte)'1' => rest <= 3,
            (byte)'2' => rest is <= 8 or 26,
            (byte)'3' => rest is <= 5 or 7 or 8,
            (byte)'4' => rest is <= 17 or (>= 21 and <= 26) or 28 or 29 or 31 or 51,
            (byte)'5' => rest is <= 8 or 10 or 11,
            _ => false,
        };
    }

    /// <summary>Whether what follows a word may be a version.</summary>
    public static bool IsBeforeVersion(ReadOnlySpan<byte> word) => IsIn(s_versions, word);

    private static bool IsIn(HashSet<string>.AlternateLookup<ReadOnlySpan<char>> words, ReadOnlySpan<byte> word)
    {
        if (word.Length is 0 or > MaxWordBytes)
        {
            return false;
        }

        Span<char> chars = stackalloc char[MaxWordBytes];
        for (int i = 0; i < word.Length; i++)
        {
            chars[i] = (char)word[i];
        }

        return words.Contains(chars[..word.Length]);
    }
}
