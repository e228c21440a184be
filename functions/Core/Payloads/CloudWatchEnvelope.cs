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
        end = JsonMembers.Read(text, "messageType"u8, "logEvents"u8, out ReadOnlySpan<byte> messageType, out ReadOnlySpan<byte> events);
        if (end < 0)
        {
            return false;
        }
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

        /// <summary>The event as JSON.</summary>
        public ReadOnlySpan<byte> Current { get; private set; }

        /// <summary>Its message as JSON; empty when it has none.</summary>
        public ReadOnlySpan<byte> Message { get; private set; }

        /// <summary>Its timestamp as JSON; empty when it has none.</summary>
        public ReadOnlySpan<byte> Timestamp { get; private set; }

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
            _rest = _rest[start..];
            ReadOnlySpan<byte> message = default;
            ReadOnlySpan<byte> timestamp = default;
            int end = _rest[0] == '{'
                ? JsonMembers.Read(_rest, "message"u8, "timestamp"u8, out message, out timestamp)
                : JsonSyntax.ValueEnd(_rest, 0, MaxDepth);
            Current = _rest[..end];
            Message = message;
            Timestamp = timestamp;
            _rest = _rest[end..];
            return true;
        }
    }
}

/// <summary>Looks up members of an object.</summary>
internal static class JsonMembers
{
    private const int MaxDepth = 63;

    /// <summary>
    /// Reads the object that <paramref name="json"/> begins with, in one pass, and gives the values of two of its members as
    /// JSON text: the last of that name, empty when there is none.
    /// </summary>
    /// <returns>The end of the object; below zero when it is not valid JSON.</returns>
    public static int Read(
        ReadOnlySpan<byte> json, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, out ReadOnlySpan<byte> firstValue, out ReadOnlySpan<byte> secondValue)
    {
        firstValue = default;
        secondValue = default;
        int position = JsonSyntax.SkipWhitespace(json, 1);
        if (position < json.Length && json[position] == '}')
        {
            return position + 1;
        }
        while (position < json.Length && json[position] == '"')
        {
            int keyEnd = JsonSyntax.StringEnd(json, position + 1, out _);
            if (keyEnd < 0)
            {
                return keyEnd;
            }
            ReadOnlySpan<byte> key = json[(position + 1)..keyEnd];
            position = JsonSyntax.SkipWhitespace(json, keyEnd + 1);
            if (position >= json.Length || json[position] != ':')
            {
                break;
            }
            int valueStart = JsonSyntax.SkipWhitespace(json, position + 1);
            int valueEnd = JsonSyntax.ValueEnd(json, valueStart, MaxDepth);
            if (valueEnd < 0)
            {
                return valueEnd;
            }
            firstValue = key.SequenceEqual(first) ? json[valueStart..valueEnd] : firstValue;
            secondValue = key.SequenceEqual(second) ? json[valueStart..valueEnd] : secondValue;
            position = JsonSyntax.SkipWhitespace(json, valueEnd);
            if (position < json.Length && json[position] == '}')
            {
                return position + 1;
            }
            if (position >= json.Length || json[position] != ',')
            {
                break;
            }
            position = JsonSyntax.SkipWhitespace(json, position + 1);
        }
        return ~position;
    }
}
