namespace LogFunctions.Core.Parsing;

// Rarer forms, tried when the usual ones do not fit.
internal sealed partial class TimestampReader
{
    private const int MaxOtherBytes = 64;
    private const int IsoSecondLength = 19;   // 2024-10-10T11:55:36
    private const int ClfSecondLength = 20;   // 10/Oct/2024:13:55:36
    private const int Rfc1123Length = 29;     // Thu, 10 Oct 2024 11:55:36 GMT

    /// <summary>
    /// In brackets, with a blank before the zone or the zone's name, with slashes in the date, <c>%t</c> with a fraction, with a blank
    /// before the hour or without zone (= UTC), RFC 1123. What <see cref="Read"/> reads is not read again.
    /// </summary>
    public bool TryReadOther(ReadOnlySpan<byte> text, out long timestampMs)
    {
        timestampMs = 0;
        if (text.Length is < IsoSecondLength or > MaxOtherBytes)
        {
            return false;
        }

        if (text[0] == '[' && text[^1] == ']')
        {
            text = text[1..^1];
            return Read(text, out timestampMs) == RejectReason.None || TryReadOther(text, out timestampMs);
        }

        if (text[2] == '/' && text.Length >= ClfSecondLength)
        {
            return TryReadOtherClf(text, out timestampMs);
        }

        return text[3] == ',' ? TryReadRfc1123(text, out timestampMs)
            : text[4] is (byte)'-' or (byte)'/' && TryReadOtherIso(text, out timestampMs);
    }

    private bool TryReadOtherIso(ReadOnlySpan<byte> text, out long timestampMs)
    {
        Span<byte> iso = stackalloc byte[MaxOtherBytes];
        int space = text[IsoSecondLength..].IndexOf((byte)' ');
        int timeLength = space < 0 ? text.Length : IsoSecondLength + space;
        text[..timeLength].CopyTo(iso);
        if (iso[4] == '/' && iso[7] == '/')
        {
            (iso[4], iso[7]) = ((byte)'-', (byte)'-');
        }

        ReadOnlySpan<byte> zone = space < 0 ? default : text[(timeLength + 1)..];
        int zoneEnd = zone.IndexOf((byte)' '); // Go adds the zone's name
        zone = zoneEnd < 0 ? zone : zone[..zoneEnd];
        zone = zone.SequenceEqual("UTC"u8) || zone.SequenceEqual("GMT"u8) ? "Z"u8 : zone;
        zone.CopyTo(iso[timeLength..]);
        return ReadIso(iso[..(timeLength + zone.Length)], out timestampMs) == RejectReason.None;
    }

    private bool TryReadOtherClf(ReadOnlySpan<byte> text, out long timestampMs)
    {
        Span<byte> clf = stackalloc byte[ClfLength];
        text[..ClfSecondLength].CopyTo(clf);
        clf[11] = clf[11] == ' ' ? (byte)':' : clf[11]; // Python's http.server
        " +0000"u8.CopyTo(clf[ClfSecondLength..]);
        ReadOnlySpan<byte> rest = text[ClfSecondLength..];
        int fractionMs = 0;
        if (rest.Length > 0 && rest[0] is (byte)'.' or (byte)',')
        {
            int digits = 1;
            for (int weight = 100; digits < rest.Length && (uint)(rest[digits] - '0') <= 9; digits++, weight /= 10)
            {
                fractionMs += (rest[digits] - '0') * weight;
            }

            rest = rest[digits..];
        }

        if (rest.Length == 6)
        {
            rest.CopyTo(clf[ClfSecondLength..]);
            rest = default;
        }

        bool isRead = ReadClf(clf, out timestampMs) == RejectReason.None && rest.IsEmpty;
        timestampMs += fractionMs;
        return isRead && (ulong)timestampMs <= LogRecordLimits.MaxTimestampMs;
    }

    private static bool TryReadRfc1123(ReadOnlySpan<byte> text, out long timestampMs)
    {
        timestampMs = 0;
        if (text.Length < Rfc1123Length || text[16] != ' ' || text[25] != ' ' || text[19] != ':' || text[22] != ':')
        {
            return false;
        }

        ReadOnlySpan<byte> zone = text[26..];
        long offsetMs = 0;
        int second = Digits.Two(text, 23);
        bool isValid = (zone.SequenceEqual("GMT"u8) || zone.SequenceEqual("UTC"u8) || CivilTime.TryZone(zone, out offsetMs))
            && (uint)second <= 60;
        if (!isValid
            || !CivilTime.TryMinute(Digits.Four(text, 12), CivilTime.MonthOfName(text, 8), Digits.Two(text, 5), Digits.Two(text, 17),
            Digits.Two(text, 20), out long minuteMs))
        {
            return false;
        }

        timestampMs = minuteMs + (second * 1000) - offsetMs;
        return (ulong)timestampMs <= LogRecordLimits.MaxTimestampMs;
    }
}
