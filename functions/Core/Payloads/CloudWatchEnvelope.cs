using LogFunctions.Core.Parsing;

namespace LogFunctions.Core.Payloads;

/// <summary>
/// What a CloudWatch Logs subscription puts into the stream: <c>messageType</c>, <c>owner</c>, <c>logGroup</c>,
/// <c>logStream</c>, <c>subscriptionFilters</c> and <c>logEvents[]</c> of <c>id</c>, <c>timestamp</c> (ms), <c>message</c>.
/// </summary>
/// <remarks>Source: PutSubscriptionFilter in the CloudWatch Logs guide; keys in any order.</remarks>
internal readonly ref struct CloudWatchEnvelope
{
    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _events; // from the first element of logEvents on

    private CloudWatchEnvelope(ReadOnlySpan<byte> events, bool isControl)
    {
        _events = events;
        IsControl = isControl;
    }

    /// <summary>CONTROL_MESSAGE: CloudWatch asks whether anyone is there; no lines.</summary>
    public bool IsControl { get; }

    /// <summary>Cheap: whether the first key is one of the envelope's. Own log lines do not begin so.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> text) =>
        text.Length > 12 && text[0] == '{' && text[1] is (byte)'"' or (byte)' ' or (byte)'\r' or (byte)'\n' && BeginsWithOwnKey(text[1..]);

    private static bool BeginsWithOwnKey(ReadOnlySpan<byte> text)
    {
        text = text[JsonSyntax.SkipWhitespace(text, 0)..];
        return text.StartsWith("\"messageType\""u8) || text.StartsWith("\"owner\""u8) || text.StartsWith("\"logGroup\""u8)
            || text.StartsWith("\"logStream\""u8) || text.StartsWith("\"subscriptionFilters\""u8) || text.StartsWith("\"logEvents\""u8);
    }

    /// <summary>
    /// Reads the JSON value at the start of <paramref name="text"/>.
    /// </summary>
    /// <param name="text">Starts with a brace.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="end">End of the value; below zero when the JSON is broken.</param>
    /// <returns>False when it is broken, or valid JSON but no envelope.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out CloudWatchEnvelope envelope, out int end)
    {
        envelope = default;
        end = JsonSyntax.ValueEnd(text, 0, MaxDepth);
        if (end < 0)
        {
            return false;
        }
        ReadOnlySpan<byte> messageType = JsonMembers.Find(text[..end], "messageType"u8);
        ReadOnlySpan<byte> events = JsonMembers.Find(text[..end], "logEvents"u8);
        bool isControl = messageType.SequenceEqual("\"CONTROL_MESSAGE\""u8);
        if (messageType.IsEmpty || messageType[0] != '"' || (!isControl && (events.IsEmpty || events[0] != '[')))
        {
            return false;
        }
        envelope = new CloudWatchEnvelope(isControl ? default : events[1..], isControl);
        return true;
    }

    /// <summary>The log events, each a valid JSON value.</summary>
    public Enumerator GetEnumerator() => new(_events);

    /// <summary>Walks the elements of an array that is valid JSON.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public ReadOnlySpan<byte> Current { get; private set; }

        public bool MoveNext()
        {
            int start = JsonSyntax.SkipWhitespace(_rest, 0);
            if (start < _rest.Length && _rest[start] == ',')
            {
                start = JsonSyntax.SkipWhitespace(_rest, start + 1);
            }
            if (start >= _rest.Length || _rest[start] == ']')
            {
                return false;
            }
            int end = JsonSyntax.ValueEnd(_rest, start, MaxDepth);
            Current = _rest[start..end];
            _rest = _rest[end..];
            return true;
        }
    }
}

/// <summary>Looks up members of an object that is known to be valid JSON.</summary>
internal static class JsonMembers
{
    private const int MaxDepth = 64;

    /// <summary>The value of the last member of that name, as JSON text; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> found = default;
        if (json.IsEmpty || json[0] != '{')
        {
            return found;
        }
        int position = JsonSyntax.SkipWhitespace(json, 1);
        while (position < json.Length && json[position] == '"')
        {
            int keyEnd = JsonSyntax.StringEnd(json, position + 1, out _);
            ReadOnlySpan<byte> key = json[(position + 1)..keyEnd];
            int valueStart = JsonSyntax.SkipWhitespace(json, JsonSyntax.SkipWhitespace(json, keyEnd + 1) + 1);
            int valueEnd = JsonSyntax.ValueEnd(json, valueStart, MaxDepth);
            found = key.SequenceEqual(name) ? json[valueStart..valueEnd] : found;
            position = JsonSyntax.SkipWhitespace(json, valueEnd);
            position = position < json.Length && json[position] == ',' ? JsonSyntax.SkipWhitespace(json, position + 1) : json.Length;
        }
        return found;
    }
}
