namespace LogFunctions.Core.Parsing;

/// <summary>
/// What runtimes and syslog write before a line: CRI (<c>time stdout F</c>), syslog of RFC 5424 (<c>&lt;pri&gt;1 time host app pid id
/// data</c>) and RFC 3164 (<c>&lt;pri&gt;Oct 10 11:55:36 host tag[pid]:</c>, with or without priority, also with an ISO time).
/// </summary>
internal static class LinePrefix
{
    private const int LeastBytes = 24;
    private const int MaxWords = 2; // between time and message: host and tag
    private const int BsdTimeLength = 15; // Oct 10 11:55:36

    /// <summary>Whether a line may have a prefix, by a few of its bytes: no access log begins so.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> line) =>
        line.Length >= LeastBytes && (line[0] == '<' || IsIsoTime(line) || IsBsdTime(line));

    /// <summary>Finds the line behind the prefix.</summary>
    /// <param name="line">A line.</param>
    /// <param name="length">Bytes of the prefix.</param>
    /// <param name="time">Where its time stands; empty when it is not whole (RFC 3164 has no year).</param>
    public static bool TryFind(ReadOnlySpan<byte> line, out int length, out FieldSpan time)
    {
        (length, time) = (0, default);
        if (!MayBegin(line))
        {
            return false;
        }

        int start = 0;
        bool hasPriority = line[0] == '<';
        if (hasPriority && (start = PriorityEnd(line)) == 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[start..];
        bool isFound = rest.Length > 2 && rest[0] == '1' && rest[1] == ' ' && hasPriority
            ? TryFindNew(line, start + 2, out length, out time)
            : TryFindOld(line, start, hasPriority, out length, out time);
        length = isFound ? SkipMark(line, length) : 0;
        return isFound && length < line.Length;
    }

    private static bool IsIsoTime(ReadOnlySpan<byte> line) =>
        line.Length >= LeastBytes && line[4] == '-' && line[7] == '-' && line[10] == 'T' && line[13] == ':' && line[16] == ':';

    private static bool IsBsdTime(ReadOnlySpan<byte> line) =>
        line.Length >= LeastBytes && line[3] == ' ' && line[6] == ' ' && line[9] == ':' && line[12] == ':' && line[15] == ' '
            && CivilTime.MonthOfName(line, 0) > 0;

    // <0> to <191>.
    private static int PriorityEnd(ReadOnlySpan<byte> line)
    {
        int close = line[..Math.Min(line.Length, 5)].IndexOf((byte)'>');
        return close > 1 && line[1..close].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 ? close + 1 : 0;
    }

    private static bool TryFindNew(ReadOnlySpan<byte> line, int start, out int length, out FieldSpan time)
    {
        time = default;
        int position = start;
        for (int word = 0; word < 5; word++) // time, host, app, process, message id
        {
            int space = line[position..].IndexOf((byte)' ');
            if (space < 0)
            {
                length = 0;
                return false;
            }

            time = word == 0 && space > 1 ? new FieldSpan(position, space) : time;
            position += space + 1;
        }

        length = SkipData(line, position);
        return true;
    }

    // "-", or elements such as [id key="value"]; Heroku leaves the data out.
    private static int SkipData(ReadOnlySpan<byte> line, int position)
    {
        if (position + 1 < line.Length && line[position] == '-' && line[position + 1] == ' ')
        {
            return position + 2;
        }

        int end = position;
        while (end < line.Length && line[end] == '[')
        {
            int close = line[end..].IndexOf("\"]"u8);
            int key = line[end..].IndexOf("=\""u8);
            if (close < 0 || key < 0 || key > close)
            {
                break;
            }

            end += close + 2;
        }

        return end < line.Length && line[end] == ' ' && end > position ? end + 1 : end;
    }

    private static bool TryFindOld(ReadOnlySpan<byte> line, int start, bool hasPriority, out int length, out FieldSpan time)
    {
        ReadOnlySpan<byte> rest = line[start..];
        (length, time) = (start, default);
        if (IsBsdTime(rest))
        {
            length += BsdTimeLength + 1;
            return TrySkipWords(line, ref length) || hasPriority;
        }

        if (!IsIsoTime(rest))
        {
            return false; // a priority alone is no prefix
        }

        int space = rest.IndexOf((byte)' ');
        if (space < 0)
        {
            return false;
        }

        time = new FieldSpan(start, space);
        length += space + 1;
        return TrySkipStream(line, ref length) || TrySkipWords(line, ref length);
    }

    // CRI: stdout or stderr, then F for a full line or P for a part of one.
    private static bool TrySkipStream(ReadOnlySpan<byte> line, ref int position)
    {
        ReadOnlySpan<byte> rest = line[position..];
        bool isStream = rest.StartsWith("stdout "u8) || rest.StartsWith("stderr "u8);
        int space = isStream && rest.Length >= 10 && rest[7] is (byte)'F' or (byte)'P' ? rest[8..].IndexOf((byte)' ') : -1;
        if (space < 0)
        {
            return false;
        }

        position += 8 + space + 1;
        return true;
    }

    // The tag ends with a colon.
    private static bool TrySkipWords(ReadOnlySpan<byte> line, ref int position)
    {
        int end = position;
        for (int word = 0; word < MaxWords; word++)
        {
            int space = line[end..].IndexOf((byte)' ');
            if (space < 2)
            {
                return false;
            }

            end += space + 1;
            if (line[end - 2] == ':')
            {
                position = end;
                return true;
            }
        }

        return false;
    }

    // A byte order mark before the message (RFC 5424), blanks (journald).
    private static int SkipMark(ReadOnlySpan<byte> line, int position)
    {
        position += line[position..].StartsWith("\uFEFF"u8) ? 3 : 0;
        while (position < line.Length && line[position] == ' ')
        {
            position++;
        }

        return position;
    }
}
