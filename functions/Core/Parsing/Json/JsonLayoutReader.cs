using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LogFunctions.Core.Parsing;

/// <summary>
/// The usual line: from the places of its values (<see cref="JsonLayout"/>) straight to the record. Whatever is unusual is refused and
/// read again by <see cref="JsonRecordReader"/>, whose answer for the same line is the same; so this one never rejects a line.
/// </summary>
internal sealed class JsonLayoutReader(TimestampReader timestamps, Scratch scratch)
{
    /// <summary>
    /// Fills the record of a line that <paramref name="layout"/> has just placed; false, and the record undefined, when something is
    /// unusual.
    /// </summary>
    /// <param name="text">What the places of the layout count from.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="bounds">Where it has placed the values.</param>
    /// <param name="fallbackTimestampMs">As for <see cref="LineParser.Parse"/>.</param>
    /// <param name="record">The record.</param>
    [MethodImpl(MethodImplOptions.NoInlining)] // what it calls is to be inlined here, and the compiler's budget for that is one per method
    public bool TryRead(ReadOnlySpan<byte> text, JsonLayout layout, scoped ref int bounds, long fallbackTimestampMs, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        if (!layout.IsUsual || !JsonUsualNumbers.IsSupported)
        {
            return TryReadAny(text, layout, ref bounds, fallbackTimestampMs, ref record);
        }

        Unsafe.SkipInit(out PlacedRecord placed);
        if (!JsonUsualNumbers.TryRead(ref start, in layout.Usual, ref bounds, timestamps, ref placed))
        {
            return TryReadAny(text, layout, ref bounds, fallbackTimestampMs, ref record);
        }

        (record.TimestampMs, record.Status, record.ResponseBytes, record.LatencyUs) =
            (placed.TimestampMs, placed.Status, placed.ResponseBytes, placed.LatencyUs);
        ReadOnlySpan<byte> client = Span(ref start, ref bounds, layout.Usual.Client);
        if (!TryPlaceTexts(ref start, in layout.Usual, ref bounds, ref placed) || client.Length <= 1)
        {
            ReadOddTexts(text, in layout.Usual, ref bounds, ref record);
            return true;
        }

        record.Client = JsonClient.Address(client);
        record.Region = PlacedRecord.Field(text, placed.Region);
        record.Method = PlacedRecord.Field(text, placed.Method);
        record.Target = PlacedRecord.Field(text, placed.Target);
        return true;
    }

    /// <summary>
    /// The same for lines one behind the other, up to the first that has anything unusual, which is to be read by itself.
    /// </summary>
    /// <param name="text">What the places of the layout count from.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="bounds">Where it has placed the values of the lines.</param>
    /// <param name="records">Filled from the start; as many as there are lines.</param>
    /// <returns>How many were filled.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadMany(ReadOnlySpan<byte> text, JsonLayout layout, scoped ref int bounds, scoped Span<PlacedRecord> records)
    {
        if (!layout.IsUsual || !JsonUsualNumbers.IsSupported)
        {
            return 0;
        }

        ref byte start = ref MemoryMarshal.GetReference(text);
        ref readonly JsonUsualPlaces places = ref layout.Usual;
        int count = 0;
        for (; count < records.Length; count++)
        {
            ref PlacedRecord record = ref records[count];
            if (!JsonUsualNumbers.TryRead(ref start, in places, ref bounds, timestamps, ref record)
                || !TryPlaceTexts(ref start, in places, ref bounds, ref record))
            {
                break;
            }

            bounds = ref Unsafe.Add(ref bounds, JsonPlacing.BoundsPerLine);
        }

        return count;
    }

    // False when one of them is nothing or needs a change.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPlaceTexts(ref byte start, in JsonUsualPlaces places, scoped ref int bounds, ref PlacedRecord record)
    {
        record.Region = Place(ref bounds, places.Region);
        record.Method = Place(ref bounds, places.Method);
        record.Target = Place(ref bounds, places.Endpoint);
        return ((record.Region.Length - 2) | (record.Method.Length - 2) | (record.Target.Length - 2)) >= 0
            && PrintableText.IsPlainWords(
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, (nint)record.Region.Offset), record.Region.Length));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadOddTexts(ReadOnlySpan<byte> text, in JsonUsualPlaces places, scoped ref int bounds, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        record.Client = JsonClient.Address(FieldText.Stated(Span(ref start, ref bounds, places.Client)));
        record.Region =
            PrintableText.Key(FieldText.Stated(Span(ref start, ref bounds, places.Region)), LogRecordLimits.MaxRegionBytes, scratch);
        record.Method = FieldText.Stated(Span(ref start, ref bounds, places.Method));
        record.Target = FieldText.Stated(Span(ref start, ref bounds, places.Endpoint));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadAny(
        ReadOnlySpan<byte> text, JsonLayout layout, scoped ref int bounds, long fallbackTimestampMs, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        bool isUsual = TryReadTimestamp(ref start, ref bounds, layout.Timestamp, fallbackTimestampMs, out record.TimestampMs)
            && TryReadStatus(ref start, ref bounds, layout.Status, out record.Status)
            && TryReadBytes(ref start, ref bounds, layout.Bytes, out record.ResponseBytes)
            && TryReadLatency(ref start, ref bounds, layout.Latency, out record.LatencyUs)
            && (layout.OtherNumbers.IsEmpty || AreNumbers(ref start, ref bounds, layout.OtherNumbers));
        record.Client = ClientOf(Text(ref start, ref bounds, layout.Client.At), layout.Client.Key.Flags);
        record.Method = Text(ref start, ref bounds, layout.Method.At);
        ReadOnlySpan<byte> region = Text(ref start, ref bounds, layout.Region.At);
        record.Region = PrintableText.IsPlainWords(region) ? region : PrintableText.Key(region, LogRecordLimits.MaxRegionBytes, scratch);
        isUsual = isUsual && TryReadTarget(text, ref bounds, layout, ref record);
        if (layout.Rivals != 0)
        {
            isUsual = isUsual && !AsksRivals(layout.Rivals, in record);
        }

        return isUsual;
    }

    private static ReadOnlySpan<byte> ClientOf(ReadOnlySpan<byte> text, JsonKeyFlags flags)
    {
        ReadOnlySpan<byte> client = JsonClient.Address(text);
        return (flags & JsonKeyFlags.OnlyAddress) == 0 || JsonClient.IsAddress(client) ? client : default;
    }

    // False when it is not for the first of the targets to say.
    private static bool TryReadTarget(ReadOnlySpan<byte> text, scoped ref int bounds, JsonLayout layout, ref LogRecord record)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        record.Target = Text(ref start, ref bounds, layout.Endpoint.At);
        if (layout.Request.At >= 0 && !layout.IsEndpointOwn)
        {
            return JsonRecordReader.TryReadRequest(Span(ref start, ref bounds, layout.Request.At), ref record);
        }

        bool isFile = (layout.Endpoint.Key.Flags & JsonKeyFlags.MayBeFile) != 0 && JsonTarget.IsFile(record.Target);
        return !isFile
            && (layout.IsEndpointOwn
                ? layout.Request.At < 0 || !record.Target.IsEmpty
                : layout.Endpoint.At < 0 || JsonTarget.IsTarget(record.Target));
    }

    // Whether one of several values for a field states nothing, or nothing good.
    private static bool AsksRivals(int rivals, scoped in LogRecord record)
    {
        int asked = (record.Client.IsEmpty ? 1 << (int)JsonField.Client : 0) | (record.Region.IsEmpty ? 1 << (int)JsonField.Region : 0)
            | (record.Method.IsEmpty ? 1 << (int)JsonField.Method : 0) | (record.Target.IsEmpty ? 1 << (int)JsonField.Endpoint : 0)
            | (record.Status < 100 ? 1 << (int)JsonField.Status : 0) | (record.LatencyUs < 0 ? 1 << (int)JsonField.Latency : 0)
            | (record.ResponseBytes == 0 ? 1 << (int)JsonField.Bytes : 0);
        return (rivals & asked) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // called once, with more arguments than registers, as are those below
    private bool TryReadTimestamp(
        ref byte start, ref int bounds, JsonLayout.FieldPlace field, long fallbackTimestampMs, out long timestampMs)
    {
        if (field.At < 0)
        {
            timestampMs = fallbackTimestampMs;
            return (ulong)fallbackTimestampMs <= LogRecordLimits.MaxTimestampMs;
        }

        int from = Unsafe.Add(ref bounds, field.At);
        int length = Unsafe.Add(ref bounds, field.At + JsonPlacing.ToEnd) - from;
        return (field.IsString && length == TimestampReader.IsoMillisecondsLength
            && timestamps.TryReadIsoInSameMinute(ref Unsafe.Add(ref start, from), out timestampMs))
            || TryReadOtherTimestamp(ref start, ref bounds, field, out timestampMs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadOtherTimestamp(ref byte start, ref int bounds, JsonLayout.FieldPlace field, out long timestampMs)
    {
        ReadOnlySpan<byte> text = Span(ref start, ref bounds, field.At);
        return JsonTime.Read(timestamps, text, out timestampMs, out _) == JsonGrade.Good && (field.IsString || IsNumber(text));
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

        bool isRead =
            ShortNumber.TryReadWhole(
            ref start, Unsafe.Add(ref bounds, field.At), Unsafe.Add(ref bounds, field.At + JsonPlacing.ToEnd), out uint value);
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

        if (!field.IsString
            && ShortNumber.TryReadWhole(ref start, Unsafe.Add(ref bounds, field.At), Unsafe.Add(ref bounds, field.At + JsonPlacing.ToEnd),
            out uint value))
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

        int power = JsonLatency.PowerToMicros(field.Key.Unit);
        if (!field.IsString
            && ShortNumber.TryRead(ref start, Unsafe.Add(ref bounds, field.At), Unsafe.Add(ref bounds, field.At + JsonPlacing.ToEnd),
            out uint mantissa, out int decimals)
            && decimals <= power)
        {
            latencyUs = mantissa * PowersOfTen.Value(power - decimals); // below 10^8 x 10^6
            return latencyUs <= LogRecordLimits.MaxLatencyUs;
        }

        ReadOnlySpan<byte> text = Span(ref start, ref bounds, field.At);
        return JsonLatency.Read(text, field.Key.Unit, out latencyUs, out RejectReason reason) is JsonGrade.Good or JsonGrade.Nothing
            && reason == RejectReason.None
            && (field.IsString || IsNumber(text));
    }

    // Numbers that nobody asked for must still be numbers, else the line is not JSON.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AreNumbers(ref byte start, ref int bounds, ReadOnlySpan<int> places)
    {
        foreach (int at in places)
        {
            if (!ShortNumber.TryRead(ref start, Unsafe.Add(ref bounds, at), Unsafe.Add(ref bounds, at + JsonPlacing.ToEnd), out _, out _)
                && !IsNumber(Span(ref start, ref bounds, at)))
            {
                return false;
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.IsEmpty && JsonSyntax.NumberEnd(text, 0) == text.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldSpan Place(scoped ref int bounds, nint at)
    {
        ref int bound = ref Unsafe.Add(ref bounds, at);
        return new FieldSpan(bound, Unsafe.Add(ref bound, JsonPlacing.ToEnd) - bound);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Span(ref byte start, scoped ref int bounds, nint at)
    {
        ref int bound = ref Unsafe.Add(ref bounds, at);
        nint from = bound;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref start, from), Unsafe.Add(ref bound, JsonPlacing.ToEnd) - (int)from);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Text(ref byte start, scoped ref int bounds, int at) =>
        at < 0 ? default : FieldText.Stated(Span(ref start, ref bounds, at));
}
