namespace LogFunctions.Core.Parsing;

/// <summary>
/// From the values of a JSON line to the record: of the values that may be a field's the surest that is good. <c>-</c> and the empty
/// string state nothing, like null; what is of the wrong kind is passed over where there is another, and where the field can be missing.
/// </summary>
internal sealed class JsonRecordReader(TimestampReader timestamps, Scratch scratch)
{
    // Slots of the values that were taken, a bit each: for those who explain.
    private ulong _chosen;

    /// <summary>Whether the value of a slot was taken by the last <see cref="Read"/>.</summary>
    public bool IsChosen(int slot) => (_chosen >> slot & 1) != 0;

    /// <summary>Whether a line with these values can be accepted at all.</summary>
    public static bool HasRequired(JsonCandidates candidates) =>
        (candidates.IsStated(JsonField.Endpoint) || candidates.IsStated(JsonField.Request)) && candidates.IsStated(JsonField.Status)
        && (candidates.Has(JsonField.Timestamp) || !candidates.IsStated(JsonField.Timestamp));

    public RejectReason Read(
        ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, long fallbackTimestampMs, ref LogRecord record,
            ref FieldSpan at)
    {
        _chosen = 0;
        if (!candidates.IsStated(JsonField.Endpoint) && !candidates.IsStated(JsonField.Request))
        {
            return Missing(line, RejectReason.EndpointMissing, ref at);
        }

        if (!candidates.IsStated(JsonField.Status))
        {
            return Missing(line, RejectReason.StatusMissing, ref at);
        }

        RejectReason reason = ReadTimestamp(line, slots, candidates, fallbackTimestampMs, ref record, ref at);
        reason = reason == RejectReason.None ? ReadStatus(line, slots, candidates, ref record, ref at) : reason;
        reason = reason == RejectReason.None ? ReadBytes(line, slots, candidates, ref record, ref at) : reason;
        reason = reason == RejectReason.None ? ReadLatency(line, slots, candidates, ref record, ref at) : reason;
        return reason == RejectReason.None ? ReadTexts(line, slots, candidates, ref record, ref at) : reason;
    }

    /// <summary>The time that a line states, or the one it came with.</summary>
    public long TimeOf(ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, long fallbackTimestampMs)
    {
        LogRecord record = default;
        FieldSpan at = default;
        RejectReason reason = ReadTimestamp(line, slots, candidates, fallbackTimestampMs, ref record, ref at);
        return reason == RejectReason.None ? record.TimestampMs : fallbackTimestampMs;
    }

    /// <summary>The text of a value.</summary>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> line, ref JsonSlot slot)
    {
        ReadOnlySpan<byte> raw = line.Slice(slot.Span.Offset, slot.Span.Length);
        return slot.HasEscapes ? scratch.Commit(JsonText.Unescape(raw, scratch.Reserve(raw.Length))) : raw;
    }

    private RejectReason ReadTimestamp(
        ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, long fallbackTimestampMs, ref LogRecord record,
            ref FieldSpan at)
    {
        RejectReason first = RejectReason.None;
        JsonCandidate weak = default;
        bool hasWeak = false;
        bool isMissing = (candidates.Nulls & (1 << (int)JsonField.Timestamp)) != 0 && !candidates.Has(JsonField.Date);
        foreach (ref readonly JsonCandidate candidate in candidates.Of(JsonField.Timestamp))
        {
            ref JsonSlot slot = ref slots[candidate.Slot];
            ReadOnlySpan<byte> text = candidate.IsWrong ? default : Text(line, ref slot);
            RejectReason reason = RejectReason.TimestampInvalid;
            JsonGrade grade = candidate.IsWrong ? JsonGrade.Invalid : JsonTime.Read(timestamps, text, out record.TimestampMs, out reason);
            if (grade == JsonGrade.Good
                || (grade == JsonGrade.Invalid && TryJoinDate(line, slots, candidates, text, out record.TimestampMs)))
            {
                Choose(in candidate);
                return RejectReason.None;
            }

            (weak, hasWeak) = grade == JsonGrade.Weak && !hasWeak ? (candidate, true) : (weak, hasWeak);
            isMissing |= grade == JsonGrade.Nothing;
            if (first == RejectReason.None)
            {
                first = grade == JsonGrade.Nothing ? RejectReason.TimestampMissing
                    : grade == JsonGrade.Weak ? RejectReason.TimestampInvalid
                    : reason;
                at = slot.Span;
            }
        }

        foreach (ref readonly JsonCandidate candidate in candidates.Of(JsonField.Date))
        {
            ref JsonSlot slot = ref slots[candidate.Slot];
            if (!candidate.IsWrong && JsonTime.Read(timestamps, Text(line, ref slot), out record.TimestampMs, out _) == JsonGrade.Good)
            {
                Choose(in candidate);
                return RejectReason.None;
            }
        }

        if (hasWeak && (weak.Key.Flags & JsonKeyFlags.Own) != 0)
        {
            Choose(in weak);
            return timestamps.Read(Text(line, ref slots[weak.Slot]), out record.TimestampMs);
        }

        if (first != RejectReason.None)
        {
            return first;
        }

        // Without a time key (fluent-bit's default) the arrival is the best there is; a key with nothing in it is a fault.
        record.TimestampMs = fallbackTimestampMs;
        return !isMissing && (ulong)fallbackTimestampMs <= LogRecordLimits.MaxTimestampMs ? RejectReason.None
            : Missing(line, RejectReason.TimestampMissing, ref at);
    }

    private bool TryJoinDate(
        ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, ReadOnlySpan<byte> time, out long timestampMs)
    {
        foreach (ref readonly JsonCandidate candidate in candidates.Of(JsonField.Date))
        {
            if (candidate.IsText && JsonTime.TryJoin(timestamps, Text(line, ref slots[candidate.Slot]), time, out timestampMs))
            {
                Choose(in candidate);
                return true;
            }
        }

        timestampMs = 0;
        return false;
    }

    private RejectReason ReadStatus(
        ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, ref LogRecord record, ref FieldSpan at)
    {
        record.Status = 0;
        bool hasWeak = (candidates.Nulls & (1 << (int)JsonField.Status)) != 0;
        int weak = 0;
        RejectReason first = RejectReason.None;
        FieldSpan firstAt = default;
        foreach (ref readonly JsonCandidate candidate in candidates.Of(JsonField.Status))
        {
            ref JsonSlot slot = ref slots[candidate.Slot];
            RejectReason reason = candidate.IsWrong ? RejectReason.StatusInvalid : StatusOf(line, ref slot, out record.Status);
            if (reason == RejectReason.None && record.Status >= 100)
            {
                Choose(in candidate);
                return RejectReason.None;
            }

            if (reason == RejectReason.None)
            {
                (weak, hasWeak) = hasWeak ? (Math.Max(weak, record.Status), true) : (record.Status, true);
            }
            else if (first == RejectReason.None)
            {
                (first, firstAt) = (reason, slot.Span);
            }
        }

        record.Status = weak;
        at = hasWeak || first == RejectReason.None ? at : firstAt;
        return hasWeak ? RejectReason.None : first;
    }

    // Rails and others write the words behind the number.
    private RejectReason StatusOf(ReadOnlySpan<byte> line, ref JsonSlot slot, out int status)
    {
        if (slot.HasNumber)
        {
            return NumberText.StatusOf(slot.Number, out status);
        }

        ReadOnlySpan<byte> text = Text(line, ref slot);
        return NumberText.ReadStatus(text.Length > 4 && text[3] == ' ' ? text[..3] : text, out status);
    }

    private RejectReason ReadBytes(
        ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, ref LogRecord record, ref FieldSpan at)
    {
        RejectReason first = RejectReason.None;
        FieldSpan firstAt = default;
        foreach (ref readonly JsonCandidate candidate in candidates.Of(JsonField.Bytes))
        {
            ref JsonSlot slot = ref slots[candidate.Slot];
            if (candidate.IsWrong || (!slot.HasNumber && FieldText.IsNothing(Text(line, ref slot))))
            {
                continue;
            }

            RejectReason reason = slot.HasNumber ? NumberText.BytesOf(slot.Number, out record.ResponseBytes)
                : NumberText.ReadBytes(Text(line, ref slot), out record.ResponseBytes);
            if (reason == RejectReason.None)
            {
                Choose(in candidate);
                return RejectReason.None;
            }

            if (first == RejectReason.None && (candidate.Key.Flags & JsonKeyFlags.Sure) != 0)
            {
                (first, firstAt) = (reason, slot.Span);
            }
        }

        record.ResponseBytes = 0;
        at = first == RejectReason.None ? at : firstAt;
        return first;
    }

    private RejectReason ReadLatency(
        ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, ref LogRecord record, ref FieldSpan at)
    {
        RejectReason first = RejectReason.None;
        FieldSpan firstAt = default;
        foreach (ref readonly JsonCandidate candidate in candidates.Of(JsonField.Latency))
        {
            ref JsonSlot slot = ref slots[candidate.Slot];
            RejectReason reason = RejectReason.None;
            JsonGrade grade = candidate.IsWrong ? JsonGrade.Nothing
                : JsonLatency.Read(Text(line, ref slot), candidate.Key.Unit, out record.LatencyUs, out reason);
            if (grade == JsonGrade.Good)
            {
                Choose(in candidate);
                return RejectReason.None;
            }

            if (reason != RejectReason.None && first == RejectReason.None && (candidate.Key.Flags & JsonKeyFlags.Sure) != 0)
            {
                (first, firstAt) = (reason, slot.Span);
            }
        }

        record.LatencyUs = LogRecord.NoLatency;
        at = first == RejectReason.None ? at : firstAt;
        return first;
    }

    private RejectReason ReadTexts(
        ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, ref LogRecord record, ref FieldSpan at)
    {
        record.Client = default;
        foreach (ref readonly JsonCandidate candidate in candidates.Of(JsonField.Client))
        {
            ReadOnlySpan<byte> client = candidate.IsWrong ? default
                : JsonClient.Address(FieldText.Stated(Text(line, ref slots[candidate.Slot])));
            if (!client.IsEmpty && ((candidate.Key.Flags & JsonKeyFlags.OnlyAddress) == 0 || JsonClient.IsAddress(client)))
            {
                Choose(in candidate);
                record.Client = client;
                break;
            }
        }

        record.Region =
            PrintableText.Key(FirstStated(line, slots, candidates.Of(JsonField.Region)), LogRecordLimits.MaxRegionBytes, scratch);
        record.Method = FirstStated(line, slots, candidates.Of(JsonField.Method));
        return ReadTarget(line, slots, candidates, ref record, ref at);
    }

    // Our own name, a request line, a request that is a target, then the surest target that is no file.
    private RejectReason ReadTarget(
        ReadOnlySpan<byte> line, JsonSlot[] slots, JsonCandidates candidates, ref LogRecord record, ref FieldSpan at)
    {
        record.Target = default;
        ReadOnlySpan<JsonCandidate> endpoints = candidates.Of(JsonField.Endpoint);
        ReadOnlySpan<JsonCandidate> requests = candidates.Of(JsonField.Request);
        if (endpoints.Length > 0 && (endpoints[0].Key.Flags & JsonKeyFlags.Own) != 0 && !endpoints[0].IsWrong)
        {
            Choose(in endpoints[0]);
            record.Target = FieldText.Stated(Text(line, ref slots[endpoints[0].Slot]));
            if (!record.Target.IsEmpty || (endpoints.Length == 1 && requests.IsEmpty))
            {
                return RejectReason.None;
            }
        }

        foreach (ref readonly JsonCandidate candidate in requests)
        {
            if (!candidate.IsWrong && TryReadRequest(Text(line, ref slots[candidate.Slot]), ref record))
            {
                Choose(in candidate);
                return RejectReason.None;
            }
        }

        return ReadOtherTarget(line, slots, endpoints, requests, ref record, ref at);
    }

    private RejectReason ReadOtherTarget(
        ReadOnlySpan<byte> line, JsonSlot[] slots, ReadOnlySpan<JsonCandidate> endpoints, ReadOnlySpan<JsonCandidate> requests,
            ref LogRecord record, ref FieldSpan at)
    {
        bool isStated = false;
        ReadOnlySpan<byte> weak = default;
        bool isFile = false;
        FieldSpan wrongAt = default;
        foreach (ref readonly JsonCandidate candidate in endpoints)
        {
            ref JsonSlot slot = ref slots[candidate.Slot];
            wrongAt = candidate.IsWrong ? slot.Span : wrongAt;
            ReadOnlySpan<byte> text = candidate.IsWrong ? default : FieldText.Stated(Text(line, ref slot));
            isStated |= !candidate.IsWrong;
            if (JsonTarget.IsTarget(text) && ((candidate.Key.Flags & JsonKeyFlags.MayBeFile) == 0 || !JsonTarget.IsFile(text)))
            {
                Choose(in candidate);
                record.Target = text;
                return RejectReason.None;
            }

            isFile = weak.IsEmpty ? (candidate.Key.Flags & JsonKeyFlags.MayBeFile) != 0 && JsonTarget.IsFile(text) : isFile;
            weak = weak.IsEmpty ? text : weak;
        }

        foreach (ref readonly JsonCandidate candidate in requests)
        {
            ref JsonSlot slot = ref slots[candidate.Slot];
            wrongAt = candidate.IsWrong ? slot.Span : wrongAt;
            isStated |= !candidate.IsWrong;
            weak = weak.IsEmpty && !candidate.IsWrong && !record.Method.IsEmpty ? FieldText.Stated(Text(line, ref slot)) : weak;
        }

        record.Target = weak;
        if (!isStated && wrongAt.Length > 0)
        {
            at = wrongAt;
            return RejectReason.EndpointInvalid;
        }

        return isFile && record.Method.IsEmpty ? Missing(line, RejectReason.EndpointMissing, ref at) : RejectReason.None;
    }

    /// <summary>A whole request line (nginx, Kinesis Agent), or only the target beside a method (flog, grok).</summary>
    public static bool TryReadRequest(ReadOnlySpan<byte> request, ref LogRecord record)
    {
        if (RequestLine.TrySplit(request, out ReadOnlySpan<byte> method, out ReadOnlySpan<byte> target)
            && (JsonTarget.IsTarget(target) || method.IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0))
        {
            record.Method = method;
            record.Target = target;
            return true;
        }

        record.Target = JsonTarget.IsTarget(request) ? request : default;
        return !record.Target.IsEmpty;
    }

    private ReadOnlySpan<byte> FirstStated(ReadOnlySpan<byte> line, JsonSlot[] slots, ReadOnlySpan<JsonCandidate> candidates)
    {
        foreach (ref readonly JsonCandidate candidate in candidates)
        {
            ReadOnlySpan<byte> text = candidate.IsWrong ? default : FieldText.Stated(Text(line, ref slots[candidate.Slot]));
            if (!text.IsEmpty)
            {
                Choose(in candidate);
                return text;
            }
        }

        return default;
    }

    private void Choose(in JsonCandidate candidate) => _chosen |= 1UL << candidate.Slot;

    private static RejectReason Missing(ReadOnlySpan<byte> line, RejectReason reason, ref FieldSpan at)
    {
        at = new FieldSpan(line.Length, 0);
        return reason;
    }
}
