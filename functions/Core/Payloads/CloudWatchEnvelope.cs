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
