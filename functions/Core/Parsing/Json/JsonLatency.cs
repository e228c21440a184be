namespace LogFunctions.Core.Parsing;

/// <summary>Latencies as JSON logs write them.</summary>
internal static class JsonLatency
{
    private const long HourMs = 3_600_000;
    private const ulong LeastGoNanoseconds = 10_000;

    /// <summary>Ten to this times the number is microseconds; below 0 when the unit depends on the number.</summary>
    public static int PowerToMicros(JsonUnit unit) => unit switch
    {
        JsonUnit.Seconds => 6,
        JsonUnit.Milliseconds => 3,
        JsonUnit.Microseconds => 0,
        _ => -1,
    };

    /// <summary>The text of a value, of a string or a number alike.</summary>
    public static JsonGrade Read(ReadOnlySpan<byte> text, JsonUnit unit, out long latencyUs, out RejectReason reason)
    {
        latencyUs = LogRecord.NoLatency;
        reason = RejectReason.None;
        if (FieldText.IsNothing(text))
        {
            return JsonGrade.Nothing;
        }

        if (!DecimalNumber.TryParse(text, out DecimalNumber number))
        {
            bool isWritten = DurationText.TryRead(text, out latencyUs);
            reason = isWritten || DurationText.IsList(text) ? RejectReason.None : RejectReason.LatencyInvalid;
            return isWritten ? JsonGrade.Good : reason == RejectReason.None ? JsonGrade.Nothing : JsonGrade.Invalid;
        }

        if (!TryChoose(number, unit, out int powerToMicros))
        {
            return JsonGrade.Nothing;
        }

        reason = NumberText.LatencyOf(number, powerToMicros, out latencyUs);
        latencyUs = reason == RejectReason.None ? latencyUs : LogRecord.NoLatency;
        return reason == RejectReason.None ? JsonGrade.Good : JsonGrade.Invalid;
    }

    /// <summary>The unit in words, for people.</summary>
    public static string Describe(JsonUnit unit) => unit switch
    {
        JsonUnit.Seconds => "s",
        JsonUnit.Milliseconds => "ms",
        JsonUnit.Microseconds => "us",
        JsonUnit.Nanoseconds => "ns",
        JsonUnit.NginxOrMilliseconds => "s with three decimals, else ms",
        JsonUnit.DecimalSecondsOrMilliseconds => "s with decimals, else ms",
        JsonUnit.DecimalSeconds => "s, only with decimals",
        JsonUnit.GoDuration => "ns, only from 10,000 up",
        JsonUnit.ZapDuration => "s with decimals, else ns, only from 10,000 up",
        JsonUnit.Written => "as written behind the number",
        _ => "",
    };

    // False = what the number means is not sure.
    private static bool TryChoose(DecimalNumber number, JsonUnit unit, out int powerToMicros)
    {
        bool hasDecimals = number.Exponent < 0;
        powerToMicros = unit switch
        {
            JsonUnit.Seconds => 6,
            JsonUnit.Milliseconds => 3,
            JsonUnit.Microseconds => 0,
            JsonUnit.Nanoseconds => -3,
            JsonUnit.NginxOrMilliseconds => number.Exponent == -3 ? 6 : 3,
            JsonUnit.DecimalSecondsOrMilliseconds => hasDecimals ? 6 : 3,
            JsonUnit.DecimalSeconds or JsonUnit.ZapDuration when hasDecimals => 6,
            JsonUnit.GoDuration or JsonUnit.ZapDuration when !hasDecimals => -3,
            _ => -1,
        };
        bool isZero = number.Mantissa == 0;
        bool isGo = unit is JsonUnit.GoDuration or JsonUnit.ZapDuration && !hasDecimals;
        bool isLong = unit == JsonUnit.NginxOrMilliseconds && !hasDecimals && (!number.TryScale(0, HourMs, out _));
        return powerToMicros != -1 && (isZero || !isGo || number.Exponent > 0 || number.Mantissa >= LeastGoNanoseconds) && !isLong;
    }
}
