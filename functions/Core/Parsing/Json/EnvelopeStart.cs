namespace LogFunctions.Core.Parsing;

/// <summary>How a CloudWatch Logs envelope begins. The parser must not take one for a line, the reader of payloads opens it.</summary>
internal static class EnvelopeStart
{
    /// <summary>Cheap: whether the first key is one of the envelope's. Own log lines do not begin so.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> text) => text.Length > 12 && MayBeginWith(text);

    /// <summary>The same for a text that is known to go on, from its start to beyond the first key.</summary>
    public static bool MayBeginWith(ReadOnlySpan<byte> text) =>
        text.Length > 1 && text[0] == '{' && text[1] is (byte)'"' or (byte)' ' or (byte)'\r' or (byte)'\n' && BeginsWithOwnKey(text[1..]);

    private static bool BeginsWithOwnKey(ReadOnlySpan<byte> text)
    {
        text = text[JsonSyntax.SkipWhitespace(text, 0)..];
        return text.Length > 1 && text[1] is (byte)'m' or (byte)'o' or (byte)'l' or (byte)'s' && IsOwnKey(text);
    }

    private static bool IsOwnKey(ReadOnlySpan<byte> text)
    {
        return text.StartsWith("\"messageType\""u8) || text.StartsWith("\"owner\""u8) || text.StartsWith("\"logGroup\""u8)
            || text.StartsWith("\"logStream\""u8) || text.StartsWith("\"subscriptionFilters\""u8) || text.StartsWith("\"logEvents\""u8);
    }
}
