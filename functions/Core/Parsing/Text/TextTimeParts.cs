namespace LogFunctions.Core.Parsing;

/// <summary>A time that is put together from parts. Without a zone it is UTC.</summary>
internal struct TextTimeParts
{
    private int _year;
    private int _month;
    private int _day;
    private int _hour;
    private int _minute;
    private int _second;
    private int _milliseconds;
    private long _zoneMs;

    /// <summary>Sets a part by its <c>strftime</c> letter (f and u: fractions); false when the text is none.</summary>
    public bool TrySet(char letter, ReadOnlySpan<byte> text)
    {
        switch (letter)
        {
            case 'b':
                return (_month = CivilTime.MonthOfName(text, 0)) > 0;
            case 'z':
                return CivilTime.TryZone(text, out _zoneMs);
            case 'e' when text[0] == ' ':
                return Digits.TryParse(text[1..], out long day) && (_day = (int)day) > 0;
        }

        if (!Digits.TryParse(text, out long value))
        {
            return false;
        }

        int number = (int)value;
        switch (letter)
        {
            case 'Y':
                _year = number;
                break;
            case 'y':
                _year = number < 70 ? 2000 + number : 1900 + number;
                break;
            case 'm':
                _month = number;
                break;
            case 'd' or 'e':
                _day = number;
                break;
            case 'H':
                _hour = number;
                break;
            case 'M':
                _minute = number;
                break;
            case 'S':
                _second = number;
                break;
            case 'u':
                _milliseconds = number / 1000;
                break;
            default:
                _milliseconds = number;
                break;
        }

        return true;
    }

    /// <summary>Milliseconds since the epoch.</summary>
    public readonly RejectReason ToTimestamp(out long timestampMs)
    {
        timestampMs = 0;
        if (!CivilTime.TryMinute(_year, _month, _day, _hour, _minute, out long minuteMs) || _second > 60)
        {
            return RejectReason.TimestampInvalid;
        }

        timestampMs = minuteMs + (_second * 1000) + _milliseconds - _zoneMs;
        return (ulong)timestampMs <= LogRecordLimits.MaxTimestampMs ? RejectReason.None : RejectReason.TimestampOutOfRange;
    }
}
