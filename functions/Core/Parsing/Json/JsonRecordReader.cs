using System.Runtime.CompilerServices;
using LogFunctions.Core.Endpoints;

namespace LogFunctions.Core.Parsing;

/// <summary>From the places of a JSON line's values to the record. <c>-</c> and the empty string state nothing, like null.</summary>
internal sealed class JsonRecordReader(TimestampReader timestamps, Scratch scratch)
{
    /// <summary>A line that gives none of these does not say what was asked for.</summary>
    private const int EndpointFields = (1 << (int)JsonField.Endpoint) | (1 << (int)JsonField.Request);

    private static readonly RejectReason[] s_invalidReasons =
    [
        RejectReason.TimestampInvalid, RejectReason.ClientInvalid, RejectReason.RegionInvalid, RejectReason.MethodInvalid,
        RejectReason.EndpointInvalid, RejectReason.EndpointInvalid, RejectReason.StatusInvalid, RejectReason.LatencyInvalid,
        RejectReason.BytesInvalid,
    ];

    public static RejectReason InvalidReason(JsonField field) => s_invalidReasons[(int)field];

    /// <summary>Whether a line with these fields can be accepted at all.</summary>
    public static bool HasRequired(int present, int nulls) =>
        ((present | nulls) & EndpointFields) != 0 && Has(present | nulls, JsonField.Status)
        && (Has(present, JsonField.Timestamp) || !Has(nulls, JsonField.Timestamp));

    /// <param name="present">Bit per <see cref="JsonField"/> whose slot is filled.</param>
    /// <param name="nulls">Bit per field whose key is there with null.</param>
    public RejectReason Read(
        ReadOnlySpan<byte> line, JsonSlot[] slots, int present, int nulls, long fallbackTimestampMs, ref LogRecord record, ref FieldSpan at)
    {
        int stated = present | nulls;
        if ((stated & EndpointFields) == 0)
        {
            return Missing(line, RejectReason.EndpointMissing, ref at);
        }
        if (!Has(stated, JsonField.Status))
        {
            return Missing(line, RejectReason.StatusMissing, ref at);
        }
        RejectReason reason = ReadTimestamp(line, slots, present, nulls, fallbackTimestampMs, ref record, ref at);
        if (reason == RejectReason.None)
        {
            reason = ReadNumbers(line, slots, present, ref record, ref at);
        }
        if (reason == RejectReason.None)
        {
            ReadTexts(line, slots, present, ref record);
        }
        return reason;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // called once, with more arguments than registers
    private RejectReason ReadTimestamp(
        ReadOnlySpan<byte> line, JsonSlot[] slots, int present, int nulls, long fallbackTimestampMs, ref LogRecord record, ref FieldSpan at)
    {
        if (!Has(present, JsonField.Timestamp))
        {
            // Without a time key (fluent-bit's default) the arrival is the best there is; a key with nothing in it is a fault.
            bool canFallBack = !Has(nulls, JsonField.Timestamp) && (ulong)fallbackTimestampMs <= LogRecordLimits.MaxTimestampMs;
            record.TimestampMs = fallbackTimestampMs;
            return canFallBack ? RejectReason.None : Missing(line, RejectReason.TimestampMissing, ref at);
        }
        ref JsonSlot slot = ref slots[(int)JsonField.Timestamp];
        ReadOnlySpan<byte> text = Text(line, ref slot);
        RejectReason reason = timestamps.Read(text, out record.TimestampMs);
        if (reason != RejectReason.None)
        {
            at = new FieldSpan(slot.Start, slot.Length);
            reason = IsNothing(text) ? RejectReason.TimestampMissing : reason;
        }
        return reason;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // called once, with more arguments than registers
    private RejectReason ReadNumbers(ReadOnlySpan<byte> line, JsonSlot[] slots, int present, ref LogRecord record, ref FieldSpan at)
    {
        record.Status = 0;
        record.ResponseBytes = 0;
        record.LatencyUs = LogRecord.NoLatency;
        RejectReason reason = RejectReason.None;
        JsonField field = JsonField.Status;
        if (Has(present, JsonField.Status))
        {
            ref JsonSlot slot = ref slots[(int)JsonField.Status];
            reason = slot.HasNumber ? NumberText.StatusOf(slot.Number, out record.Status) : NumberText.ReadStatus(Text(line, ref slot), out record.Status);
        }
        if (reason == RejectReason.None && Has(present, JsonField.Bytes))
        {
            field = JsonField.Bytes;
            ref JsonSlot slot = ref slots[(int)JsonField.Bytes];
            reason = slot.HasNumber ? NumberText.BytesOf(slot.Number, out record.ResponseBytes) : NumberText.ReadBytes(Text(line, ref slot), out record.ResponseBytes);
        }
        if (reason == RejectReason.None && Has(present, JsonField.Latency))
        {
            field = JsonField.Latency;
            ref JsonSlot slot = ref slots[(int)JsonField.Latency];
            reason = slot.HasNumber
                ? NumberText.LatencyOf(slot.Number, slot.PowerToMicros, out record.LatencyUs)
                : NumberText.ReadLatency(Text(line, ref slot), slot.PowerToMicros, out record.LatencyUs);
        }
        if (reason != RejectReason.None)
        {
            at = new FieldSpan(slots[(int)field].Start, slots[(int)field].Length);
        }
        return reason;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // called once, with more arguments than registers
    private void ReadTexts(ReadOnlySpan<byte> line, JsonSlot[] slots, int present, ref LogRecord record)
    {
        record.Client = Has(present, JsonField.Client) ? Stated(Text(line, ref slots[(int)JsonField.Client])) : default;
        record.Region = Has(present, JsonField.Region) ? PrintableText.Region(Stated(Text(line, ref slots[(int)JsonField.Region])), scratch) : default;
        record.Method = Has(present, JsonField.Method) ? Stated(Text(line, ref slots[(int)JsonField.Method])) : default;
        if (Has(present, JsonField.Endpoint))
        {
            record.Target = Stated(Text(line, ref slots[(int)JsonField.Endpoint]));
        }
        else
        {
            record.Target = default;
            if (Has(present, JsonField.Request))
            {
                ReadRequest(Text(line, ref slots[(int)JsonField.Request]), ref record);
            }
        }
    }

    /// <summary>A whole request line (nginx, Kinesis Agent), or only the target beside a method (flog).</summary>
    public static void ReadRequest(ReadOnlySpan<byte> request, ref LogRecord record)
    {
        if (RequestLine.TrySplit(request, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target))
        {
            record.Method = method;
            record.Target = target;
        }
        else if (!record.Method.IsEmpty)
        {
            record.Target = Stated(request);
        }
    }

    private ReadOnlySpan<byte> Text(ReadOnlySpan<byte> line, ref JsonSlot slot)
    {
        ReadOnlySpan<byte> raw = line.Slice(slot.Start, slot.Length);
        return slot.HasEscapes ? Unescaped(raw) : raw;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> raw) =>
        scratch.Commit(JsonText.Unescape(raw, scratch.Reserve(raw.Length)));

    private static ReadOnlySpan<byte> Stated(ReadOnlySpan<byte> text) => IsNothing(text) ? default : text;

    public static bool IsNothing(ReadOnlySpan<byte> text) => text.IsEmpty || (text.Length == 1 && text[0] == '-');

    private static bool Has(int bits, JsonField field) => (bits & (1 << (int)field)) != 0;

    private static RejectReason Missing(ReadOnlySpan<byte> line, RejectReason reason, ref FieldSpan at)
    {
        at = new FieldSpan(line.Length, 0);
        return reason;
    }
}
