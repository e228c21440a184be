namespace LogFunctions.Core.Parsing;

/// <summary>
/// What a server was told to write behind the bytes of an access log line. Only the latency is taken, and only when it is certain: a wrong
/// number is worse than none. The rules are those of docs/formats.md.
/// </summary>
/// <remarks>
/// nginx writes <c>$request_time</c> with exactly three decimals, <c>$gzip_ratio</c> with two. Stock Apache's <c>combinedio</c> ends with
/// two whole numbers that are sizes. HAProxy, ingress-nginx and Nexus are known by the whole of their tail.
/// </remarks>
internal sealed class AccessLogTail(ApacheTimeUnit wholeNumberUnit)
{
    private const int Seconds = 6;
    private const int Milliseconds = 3;

    private readonly int _wholePowerToMicros = wholeNumberUnit switch
    {
        ApacheTimeUnit.Seconds => Seconds,
        ApacheTimeUnit.Milliseconds => Milliseconds,
        _ => 0,
    };

    private readonly TailTokens _tokens = new();

    /// <summary>Forgets the tail of the line before.</summary>
    public void Forget() => _tokens.Clear();

    /// <summary>
    /// How sure the latency of the line that was read last is. A tail that is nothing but seconds is not split into tokens.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="latencyUs">What was read.</param>
    /// <param name="wholeNumber">The one whole number it was made of; else 0.</param>
    public TailUse Explain(ReadOnlySpan<byte> line, long latencyUs, out long wholeNumber)
    {
        wholeNumber = 0;
        ReadOnlySpan<TailToken> tokens = _tokens.Found;
        LogRecord ignored = default;
        LineKind kind = LineKind.Common;
        if (TryKnownShape(line, tokens, ref ignored, ref kind))
        {
            return TailUse.Certain;
        }

        if (latencyUs != LogRecord.NoLatency)
        {
            TailToken certain = CertainLatency(tokens);
            bool isByUnit = certain.Kind == TailTokenKind.Whole && certain.Number.TryScale(_wholePowerToMicros, long.MaxValue, out long us)
                && us == latencyUs;
            return isByUnit && certain.Number.TryWhole(long.MaxValue, out wholeNumber, out _) ? TailUse.ByUnit : TailUse.Certain;
        }

        foreach (TailToken token in tokens)
        {
            if (token.Kind is TailTokenKind.Seconds or TailTokenKind.ListItem or TailTokenKind.OtherDecimal or TailTokenKind.WithUnit
                || (token.Kind == TailTokenKind.Whole && !token.IsQuoted))
            {
                return TailUse.Unexplained;
            }
        }

        return TailUse.NoNumbers;
    }

    public RejectReason Read(ReadOnlySpan<byte> line, int position, ref LogRecord record, ref LineKind kind, ref FieldSpan at)
    {
        // 12.345 and the end of the line, as in most formats with a time.
        if (line.Length - position > 4 && line[^4] == '.'
            && Digits.TrySecondsBefore(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(line), line.Length,
                line.Length - position, out long latencyUs))
        {
            record.LatencyUs = latencyUs;
            return RejectReason.None;
        }

        _tokens.Split(line, position);
        ReadOnlySpan<TailToken> tokens = _tokens.Found;
        if (TryKnownShape(line, tokens, ref record, ref kind))
        {
            return RejectReason.None;
        }

        TailToken certain = CertainLatency(tokens);
        int power = certain.Kind == TailTokenKind.Whole ? _wholePowerToMicros : certain.PowerToMicros;
        if (certain.Kind == TailTokenKind.None || TryLatency(certain, power, ref record))
        {
            return RejectReason.None;
        }

        at = certain.Span;
        return RejectReason.LatencyOutOfRange;
    }

    /// <summary>Tails that say whose they are.</summary>
    private static bool TryKnownShape(ReadOnlySpan<byte> line, ReadOnlySpan<TailToken> tokens, ref LogRecord record, ref LineKind kind)
    {
        // $request_length $request_time [$proxy_upstream_name] ...
        if (tokens.Length > 2 && Is(tokens, 0, TailTokenKind.Whole) && Is(tokens, 1, TailTokenKind.Seconds)
            && tokens[2].Kind == TailTokenKind.Bracketed)
        {
            kind = LineKind.IngressNginx;
            return TryLatency(tokens[1], Seconds, ref record);
        }

        // HAProxy "option httplog clf": port, milliseconds of the accept date, frontend, backend, server, TR/Tq Tw Tc Tr Ta, state, ...
        if (tokens.Length > 11 && Is(tokens, 0, TailTokenKind.Whole) && Is(tokens, 1, TailTokenKind.Whole)
            && tokens[4].Kind == TailTokenKind.Quoted
            && IsTimer(line, tokens[5]) && IsTimer(line, tokens[6]) && IsTimer(line, tokens[7]) && IsTimer(line, tokens[8])
                && IsTimer(line, tokens[9])
            && tokens[10].Kind == TailTokenKind.Word && tokens[10].Span.Length == 4)
        {
            // A total with a plus in front was written before the end (option logasap).
            _ = tokens[9].Kind == TailTokenKind.Whole && TryLatency(tokens[9], Milliseconds, ref record);
            return true;
        }

        // Nexus: bytes sent, elapsed milliseconds, "agent" [thread]
        if (tokens.Length == 4 && Is(tokens, 0, TailTokenKind.Whole) && Is(tokens, 1, TailTokenKind.Whole)
            && tokens[2].Kind == TailTokenKind.Quoted && tokens[3].Kind == TailTokenKind.Bracketed)
        {
            if (tokens[0].Number.TryWhole(LogRecordLimits.MaxResponseBytes, out long bytes, out _)
                && TryLatency(tokens[1], Milliseconds, ref record))
            {
                record.ResponseBytes = bytes;
                return true;
            }
        }

        return false;
    }

    /// <summary>Out of range the record stays as it is: what a shape cannot mean, it does not say.</summary>
    private static bool TryLatency(TailToken token, int powerToMicros, ref LogRecord record)
    {
        bool isInRange = token.Number.TryScale(powerToMicros, LogRecordLimits.MaxLatencyUs, out long latencyUs);
        record.LatencyUs = isInRange ? latencyUs : record.LatencyUs;
        return isInRange;
    }

    private static bool Is(ReadOnlySpan<TailToken> tokens, int index, TailTokenKind kind) =>
        tokens[index].Kind == kind && !tokens[index].IsQuoted;

    private static bool IsTimer(ReadOnlySpan<byte> line, TailToken token) =>
        token.Kind == TailTokenKind.Whole
            || (token.Kind == TailTokenKind.Word && token.Span.Length > 1 && line[token.Span.Offset] is (byte)'-' or (byte)'+'
            && Digits.TryParse(line.Slice(token.Span.Offset + 1, token.Span.Length - 1), out _));

    /// <summary>The one number that is the latency; <see cref="TailTokenKind.None"/> when it is not certain.</summary>
    private static TailToken CertainLatency(ReadOnlySpan<TailToken> tokens)
    {
        TailToken named = default;
        TailToken seconds = default;
        TailToken whole = default;
        int wholes = 0;
        bool hasPoint = false;
        bool isOrderUnknown = false;
        bool isProxied = false;
        foreach (TailToken token in tokens)
        {
            switch (token.Kind)
            {
                case TailTokenKind.RequestTime:
                    return token;
                case TailTokenKind.WithUnit:
                    isOrderUnknown |= named.Kind != TailTokenKind.None && token.CompareTo(named) != 0;
                    named = token;
                    break;
                case TailTokenKind.Seconds:
                case TailTokenKind.ListItem:
                    // $request_time is at least as long as every upstream's time: the first and largest is it, in any other order none is.
                    isOrderUnknown |= token.Kind == TailTokenKind.ListItem ? seconds.Kind == TailTokenKind.None
                        : seconds.Kind != TailTokenKind.None && token.CompareTo(seconds) > 0;
                    seconds = token.Kind == TailTokenKind.Seconds && seconds.Kind == TailTokenKind.None ? token : seconds;
                    break;
                case TailTokenKind.OtherDecimal:
                    hasPoint = true;
                    break;
                case TailTokenKind.Whole when !token.IsQuoted:
                    wholes++;
                    whole = token;
                    break;
                case TailTokenKind.Address:
                    isProxied = true; // what follows an upstream's address is its status
                    break;
                default:
                    break;
            }
        }

        return isOrderUnknown ? default
            : named.Kind != TailTokenKind.None ? named
            : seconds.Kind != TailTokenKind.None ? seconds
            : wholes == 1 && !hasPoint && !isProxied ? whole
            : default;
    }
}
