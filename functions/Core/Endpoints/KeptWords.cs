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
        "status", "statuses", "error", "errors", "errorpage", "errorpages", "error-page", "error-pages", "error_pages", "http", "code", "codes", "status-code",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_versions = s_beforeVersion.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_statuses = s_beforeStatus.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>
    /// Whether a segment of digits is no id. One digit behind <c>api</c>, or at the start of a longer path, is a version; three behind
    /// <c>status</c> or <c>error</c>, or alone, are a status.
    /// </summary>
    public static bool KeepsDigits(in PathSegments segments) => segments.Segment.Length switch
    {
        1 => segments.IsFirst ? !segments.IsLast : IsBeforeVersion(segments.Previous),
        3 => segments.IsFirst ? segments.IsLast : IsIn(s_statuses, segments.Previous),
        _ => false,
    };

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
