using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LogFunctions.Core.Endpoints;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The usual line: from the places of its values (<see cref="JsonLayout"/>) straight to the record. Whatever is unusual is refused and
/// read again by <see cref="JsonRecordReader"/>, whose answer for the same line is the same; so this one never rejects a line.
/// </summary>
internal sealed class JsonLayoutReader(TimestampReader timestamps, Scratch scratch)
{
    /// <summary>Fills the record of a line that <paramref name="layout"/> has just placed; false, and the record undefined, when something is unusual.</summary>
    /// <param name="text">What the places of the layout count from.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="bounds">Where it has placed the values.</param>
    /// <param name="fallbackTimestampMs">As for <see cref="LineParser.Parse"/>.</param>
    /// <param name="record">The record.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // what it calls is to be inlined here, and the compiler's budget for that is one per method
    public bool TryRead(ReadOnlySpan<byte> text, JsonLayout layout, scoped ref int bounds, long fallbackTimestampMs, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        ref readonly JsonUsualPlaces places = ref layout.Usual;
        if (!layout.IsUsual || !JsonUsualNumbers.IsSupported || !JsonUsualNumbers.TryRead(ref start, in places, ref bounds, timestamps, ref record))
        {
            return TryReadAny(text, layout, ref bounds, fallbackTimestampMs, ref record);
        }

        ReadOnlySpan<byte> client = Span(ref start, ref bounds, places.Client);
        ReadOnlySpan<byte> region = Span(ref start, ref bounds, places.Region);
        ReadOnlySpan<byte> method = Span(ref start, ref bounds, places.Method);
        ReadOnlySpan<byte> target = Span(ref start, ref bounds, places.Endpoint);
        record.Client = client;
        record.Region = region;
        record.Method = method;
        record.Target = target;
        if (((client.Length - 2) | (region.Length - 2) | (method.Length - 2) | (target.Length - 2)) < 0 || !PrintableText.IsPlainWords(region))
        {
            ReadOddTexts(ref record);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadOddTexts(ref LogRecord record)
    {
        record.Client = Stated(record.Client);
        record.Region = PrintableText.Region(Stated(record.Region), scratch);
        record.Method = Stated(record.Method);
        record.Target = Stated(record.Target);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadAny(ReadOnlySpan<byte> text, JsonLayout layout, scoped ref int bounds, long fallbackTimestampMs, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        bool isUsual = TryReadTimestamp(ref start, ref bounds, layout.Timestamp, fallbackTimestampMs, out record.TimestampMs)
            && TryReadStatus(ref start, ref bounds, layout.Status, out record.Status)
            && TryReadBytes(ref start, ref bounds, layout.Bytes, out record.ResponseBytes)
            && TryReadLatency(ref start, ref bounds, layout.Latency, out record.LatencyUs)
            && (layout.OtherNumbers.IsEmpty || AreNumbers(ref start, ref bounds, layout.OtherNumbers));
        record.Client = Text(ref start, ref bounds, layout.Client.At);
        record.Method = Text(ref start, ref bounds, layout.Method.At);
        ReadOnlySpan<byte> region = Text(ref start, ref bounds, layout.Region.At);
        record.Region = PrintableText.IsPlainWords(region) ? region : PrintableText.Region(region, scratch);
        record.Target = Text(ref start, ref bounds, layout.Endpoint.At);
        if (layout.Endpoint.At < 0 && layout.Request.At >= 0)
        {
            JsonRecordReader.ReadRequest(Span(ref start, ref bounds, layout.Request.At), ref record);
        }

        return isUsual;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // called once, with more arguments than registers, as are those below
    private bool TryReadTimestamp(ref byte start, ref int bounds, JsonLayout.FieldPlace field, long fallbackTimestampMs, out long timestampMs)
    {
        if (field.At < 0)
        {
            timestampMs = fallbackTimestampMs;
            return (ulong)fallbackTimestampMs <= LogRecordLimits.MaxTimestampMs;
        }

        int from = Unsafe.Add(ref bounds, field.At);
        int length = Unsafe.Add(ref bounds, field.At + JsonPlacing.Stride) - from;
        return (field.IsString && length == TimestampReader.IsoMillisecondsLength && timestamps.TryReadIsoInSameMinute(ref Unsafe.Add(ref start, from), out timestampMs))
            || TryReadOtherTimestamp(ref start, ref bounds, field, out timestampMs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOtherTimestamp(ref byte start, ref int bounds, JsonLayout.FieldPlace field, out long timestampMs)
    {
        ReadOnlySpan<byte> text = Span(ref start, ref bounds, field.At);
        bool isRead = timestamps.Read(text, out timestampMs) == RejectReason.None;
        return isRead && (field.IsString || IsNumber(text));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadStatus(ref byte start, ref int bounds, JsonLayout.FieldPlace field, out int status)
    {
        status = 0;
        if (field.At < 0)
        {
            return true; // null
        }

        if (field.IsString)
        {
            return NumberText.ReadStatus(Span(ref start, ref bounds, field.At), out status) == RejectReason.None;
        }

        bool isRead = ShortNumber.TryReadWhole(ref start, Unsafe.Add(ref bounds, field.At), Unsafe.Add(ref bounds, field.At + JsonPlacing.Stride), out uint value);
        status = (int)value;
        return isRead && value <= LogRecordLimits.MaxStatus;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadBytes(ref byte start, ref int bounds, JsonLayout.FieldPlace field, out long bytes)
    {
        bytes = 0;
        if (field.At < 0)
        {
            return true;
        }

        if (!field.IsString && ShortNumber.TryReadWhole(ref start, Unsafe.Add(ref bounds, field.At), Unsafe.Add(ref bounds, field.At + JsonPlacing.Stride), out uint value))
        {
            bytes = value;
            return true;
        }

        ReadOnlySpan<byte> text = Span(ref start, ref bounds, field.At);
        return NumberText.ReadBytes(text, out bytes) == RejectReason.None && (field.IsString || IsNumber(text));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadLatency(ref byte start, ref int bounds, JsonLayout.FieldPlace field, out long latencyUs)
    {
        latencyUs = LogRecord.NoLatency;
        if (field.At < 0)
        {
            return true;
        }

        if (!field.IsString && ShortNumber.TryRead(ref start, Unsafe.Add(ref bounds, field.At), Unsafe.Add(ref bounds, field.At + JsonPlacing.Stride), out uint mantissa, out int decimals)
            && decimals <= field.PowerToMicros)
        {
            latencyUs = mantissa * PowersOfTen.Value(field.PowerToMicros - decimals); // below 10^8 x 10^6
            return latencyUs <= LogRecordLimits.MaxLatencyUs;
        }

        ReadOnlySpan<byte> text = Span(ref start, ref bounds, field.At);
        return NumberText.ReadLatency(text, field.PowerToMicros, out latencyUs) == RejectReason.None && (field.IsString || IsNumber(text));
    }

    // Numbers that nobody asked for must still be numbers, else the line is not JSON.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AreNumbers(ref byte start, ref int bounds, ReadOnlySpan<int> places)
    {
        foreach (int at in places)
        {
            if (!ShortNumber.TryRead(ref start, Unsafe.Add(ref bounds, at), Unsafe.Add(ref bounds, at + JsonPlacing.Stride), out _, out _) && !IsNumber(Span(ref start, ref bounds, at)))
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && JsonSyntax.NumberEnd(text, 0) == text.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Span(ref byte start, scoped ref int bounds, nint at)
    {
        ref int bound = ref Unsafe.Add(ref bounds, at);
        nint from = bound;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, from), Unsafe.Add(ref bound, JsonPlacing.Stride) - (int)from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Text(ref byte start, scoped ref int bounds, int at) => at < 0 ? default : Stated(Span(ref start, ref bounds, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Stated(ReadOnlySpan<byte> text) => text.Length <= 1 && JsonRecordReader.IsNothing(text) ? default : text;
}
