using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>Numbers, times and request lines, slow and obvious: strings, regular expressions, big integers, DateTime.</summary>
internal static partial class ReferenceValues
{
    public static bool IsNothing(string text) => text is "" or "-";

    /// <summary>The number times 10^power as an exact fraction; null when the text is no number.</summary>
    public static (BigInteger Numerator, BigInteger Denominator)? Number(string text, int power)
    {
        Match match = NumberPattern().Match(text);
        if (!match.Success)
        {
            return null;
        }
        string fraction = match.Groups["fraction"].Value;
        BigInteger written = BigInteger.Parse("0" + match.Groups["exponent"].Value.TrimStart('+', '-'), CultureInfo.InvariantCulture);
        int exponent = (int)BigInteger.Min(written, 5000) * (match.Groups["exponent"].Value.StartsWith('-') ? -1 : 1) - fraction.Length + power;
        BigInteger digits = BigInteger.Parse(match.Groups["whole"].Value + fraction, CultureInfo.InvariantCulture);
        digits = match.Groups["sign"].Value == "-" ? -digits : digits;
        return exponent >= 0 ? (digits * BigInteger.Pow(10, exponent), 1) : (digits, BigInteger.Pow(10, -exponent));
    }

    public static RejectReason Status(string text, out int status)
    {
        status = 0;
        if (IsNothing(text))
        {
            return RejectReason.None;
        }
        if (Number(text, 0) is not { } number || number.Numerator < 0 || number.Numerator % number.Denominator != 0
            || number.Numerator / number.Denominator > 999)
        {
            return RejectReason.StatusInvalid;
        }
        status = (int)(number.Numerator / number.Denominator);
        return RejectReason.None;
    }

    public static RejectReason Bytes(string text, out long bytes)
    {
        bytes = 0;
        if (IsNothing(text))
        {
            return RejectReason.None;
        }
        if (Number(text, 0) is not { } number || number.Numerator < 0)
        {
            return RejectReason.BytesInvalid;
        }
        BigInteger value = number.Numerator / number.Denominator;
        if (value > LogRecordLimits.MaxResponseBytes)
        {
            return RejectReason.BytesOutOfRange;
        }
        bytes = (long)value;
        return number.Numerator % number.Denominator == 0 ? RejectReason.None : RejectReason.BytesInvalid;
    }

    public static RejectReason Latency(string text, int powerToMicros, out long latencyUs)
    {
        latencyUs = LogRecord.NoLatency;
        if (IsNothing(text))
        {
            return RejectReason.None;
        }
        if (Number(text, powerToMicros) is not { } number || number.Numerator < 0)
        {
            return RejectReason.LatencyInvalid;
        }
        BigInteger rounded = ((2 * number.Numerator) + number.Denominator) / (2 * number.Denominator);
        latencyUs = rounded > LogRecordLimits.MaxLatencyUs ? latencyUs : (long)rounded;
        return rounded > LogRecordLimits.MaxLatencyUs ? RejectReason.LatencyOutOfRange : RejectReason.None;
    }

    public static RejectReason Time(string text, out long timestampMs)
    {
        timestampMs = 0;
        if (text.Length >= 16 && text[4] == '-')
        {
            return Iso(text, out timestampMs);
        }
        return text.Length >= 16 && text[2] == '/' ? Clf(text, out timestampMs) : Epoch(text, out timestampMs);
    }

    public static RejectReason Iso(string text, out long timestampMs)
    {
        Match match = IsoPattern().Match(text);
        string fraction = match.Groups["fraction"].Value.PadRight(3, '0')[..3];
        return FromParts(match, Int(match.Groups["month"].Value), int.Parse(fraction, CultureInfo.InvariantCulture), out timestampMs);
    }

    public static RejectReason Clf(string text, out long timestampMs)
    {
        Match match = ClfPattern().Match(text);
        int month = Array.IndexOf(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], match.Groups["month"].Value) + 1;
        return FromParts(match, month, 0, out timestampMs);
    }

    /// <summary>In the brackets of an access log line: also with a blank before the zone or the zone's name, a fraction of a second, or no zone.</summary>
    public static RejectReason Bracketed(string text, out long timestampMs)
    {
        RejectReason reason = Time(text, out timestampMs);
        if (reason != RejectReason.TimestampInvalid)
        {
            return reason;
        }
        Match clf = OtherClfPattern().Match(text);
        Match iso = OtherIsoPattern().Match(text);
        string zone = iso.Groups["zone"].Value is "UTC" or "GMT" ? "Z" : iso.Groups["zone"].Value;
        RejectReason other = RejectReason.TimestampInvalid;
        if (text[2] == '/')
        {
            string clfZone = clf.Groups["zone"].Length == 0 ? " +0000" : clf.Groups["zone"].Value;
            string time = clf.Groups["time"].Value;
            time = time.Length > 11 && time[11] == ' ' ? time[..11] + ":" + time[12..] : time; // Python
            other = clf.Success ? Clf(time + clfZone, out timestampMs) : other;
            timestampMs += int.Parse(clf.Groups["fraction"].Value.PadRight(3, '0')[..3], CultureInfo.InvariantCulture);
            other = timestampMs > LogRecordLimits.MaxTimestampMs ? RejectReason.TimestampInvalid : other;
        }
        else if (iso.Success)
        {
            other = Iso(iso.Groups["time"].Value + zone, out timestampMs);
        }
        return other == RejectReason.None ? other : RejectReason.TimestampInvalid;
    }

    public static RejectReason Epoch(string text, out long timestampMs)
    {
        timestampMs = 0;
        if (Number(text, 0) is not { } number)
        {
            return RejectReason.TimestampInvalid;
        }
        BigInteger whole = number.Numerator / number.Denominator;
        BigInteger ms = whole < BigInteger.Pow(10, 11) ? number.Numerator * 1000 / number.Denominator
            : whole < BigInteger.Pow(10, 14) ? whole
            : whole < BigInteger.Pow(10, 17) ? number.Numerator / number.Denominator / 1000
            : number.Numerator / number.Denominator / 1_000_000;
        if (number.Numerator < 0 || whole > long.MaxValue || ms > LogRecordLimits.MaxTimestampMs)
        {
            return RejectReason.TimestampOutOfRange;
        }
        timestampMs = (long)ms;
        return RejectReason.None;
    }

    public static bool RequestLine(string request, out string method, out string target)
    {
        Match match = RequestPattern().Match(request);
        target = match.Groups["target"].Value;
        target = request.EndsWith(" null null", StringComparison.Ordinal) && match.Groups["method"].Length + " null null".Length == request.Length ? "" : target; // Tomcat
        method = target.Length == 0 ? "" : match.Groups["method"].Value;
        return target.Length > 0;
    }

    private static RejectReason FromParts(Match match, int month, int ms, out long timestampMs)
    {
        timestampMs = 0;
        int Part(string name) => Int(match.Groups[name].Value);
        if (!match.Success || Part("second") > 60 || Part("hour") > 23 || Part("minute") > 59 || month is < 1 or > 12
            || Part("year") == 0 || Part("day") < 1 || Part("day") > DateTime.DaysInMonth(Part("year"), month)
            || Part("zoneHour") > 23 || Part("zoneMinute") > 59)
        {
            return RejectReason.TimestampInvalid;
        }
        var minute = new DateTime(Part("year"), month, Part("day"), Part("hour"), Part("minute"), 0, DateTimeKind.Utc);
        long zoneMs = (Part("zoneHour") * 60 + Part("zoneMinute")) * 60_000L * (match.Groups["zoneSign"].Value == "-" ? -1 : 1);
        timestampMs = (long)(minute - DateTime.UnixEpoch).TotalMilliseconds + (Part("second") * 1000) + ms - zoneMs;
        return timestampMs < 0 || timestampMs > LogRecordLimits.MaxTimestampMs ? RejectReason.TimestampOutOfRange : RejectReason.None;
    }

    private static int Int(string digits) => digits.Length == 0 ? 0 : int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<sign>[+-]?)(?<whole>[0-9]+)(\.(?<fraction>[0-9]+))?([eE](?<exponent>[+-]?[0-9]+))?\z")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt ](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})([.,](?<fraction>[0-9]+))?([Zz]|(?<zoneSign>[+-])(?<zoneHour>[0-9]{2})(:?(?<zoneMinute>[0-9]{2}))?)?\z")]
    private static partial Regex IsoPattern();

    [GeneratedRegex(@"\A(?<day>[0-9]{2})/(?<month>[A-Z][a-z]{2})/(?<year>[0-9]{4}):(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2}) (?<zoneSign>[+-])(?<zoneHour>[0-9]{2})(?<zoneMinute>[0-9]{2})\z")]
    private static partial Regex ClfPattern();

    [GeneratedRegex(@"\A(?<time>.{20})([.,](?<fraction>(?>[0-9]*)))?(?<zone>.{6})?\z", RegexOptions.Singleline)]
    private static partial Regex OtherClfPattern();

    [GeneratedRegex(@"\A(?<time>.{4}-.{14}[^ ]*)( (?<zone>[^ ]*).*)?\z", RegexOptions.Singleline)]
    private static partial Regex OtherIsoPattern();

    [GeneratedRegex(@"\A(?<method>[A-Za-z][A-Za-z0-9_-]{0,23}) (?<target>.*?)( HTTP/[^ ]*)?\z", RegexOptions.Singleline)]
    private static partial Regex RequestPattern();
}
