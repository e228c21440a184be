namespace LogFunctions.Core.Parsing;

// A line inside a line: behind a prefix, or as text within JSON.
public sealed partial class LineParser
{
    private const int MaxInner = 2; // CRI around JSON around a line
    private const int MaxTexts = 3; // of a JSON line

    private readonly int _innerLevels;
    private LineParser? _inner; // remembers what such lines look like
    private LineKind _innerKind;

    private LineParser Inner => _inner ??= new LineParser(_options, readsPlainLines: true, _innerLevels - 1);

    /// <summary>Of a JSON line that was refused: a good line inside is never refused for what stands around it.</summary>
    private RejectReason ParseEnvelope(RejectReason reason, ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record)
    {
        if (_innerLevels == 0 || reason is RejectReason.JsonInvalid or RejectReason.JsonTooDeep)
        {
            return reason;
        }

        FieldSpan outerAt = _rejectedAt;
        long timeMs = fallbackTimestampMs;
        for (int index = 0; index < MaxTexts
            && _json.TryGetInner(line, index, ref timeMs, out ReadOnlySpan<byte> text, out FieldSpan at); index++)
        {
            if (text.IsEmpty)
            {
                continue;
            }

            RejectReason innerReason = Inner.Parse(text, timeMs, ref record);
            if (innerReason == RejectReason.None)
            {
                (_innerKind, _rejectedAt) = (Inner.Kind, default);
                return RejectReason.None;
            }

            // Where the outer line says nothing of a request, it is the inner one that was meant.
            if (index == 0 && reason == RejectReason.EndpointMissing && innerReason != RejectReason.LineUnrecognized)
            {
                (reason, outerAt) = (innerReason, at);
            }
        }

        _rejectedAt = outerAt;
        return reason;
    }

    /// <summary>Of a line with a prefix: what is behind it, when that is a line.</summary>
    private bool TryParseBehindPrefix(ReadOnlySpan<byte> line, long fallbackTimestampMs, ref LogRecord record, out RejectReason reason)
    {
        reason = RejectReason.None;
        if (_innerLevels == 0 || !LinePrefix.TryFind(line, out int length, out FieldSpan time))
        {
            return false;
        }

        bool hasTime = _timestamps.ReadIso(line.Slice(time.Offset, time.Length), out long timestampMs) == RejectReason.None;
        reason = Inner.Parse(line[length..], hasTime ? timestampMs : fallbackTimestampMs, ref record);
        (_kind, _innerKind) = (LineKind.Unrecognized, Inner.Kind);
        _rejectedAt = reason == RejectReason.None ? default : new FieldSpan(Inner.RejectedAt.Offset + length, Inner.RejectedAt.Length);
        return true;
    }
}
