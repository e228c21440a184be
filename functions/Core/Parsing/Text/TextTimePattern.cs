namespace LogFunctions.Core.Parsing;

/// <summary>How a time is written in a text format: a known form, or the parts of a <c>strftime</c> pattern.</summary>
internal sealed class TextTimePattern
{
    private readonly string _parts; // a strftime letter for each part, other characters as they are; f = milliseconds, u = microseconds

    private TextTimePattern(string parts, int length, int epochPower)
    {
        (_parts, Length, EpochPower) = (parts, length, epochPower);
        IsWhole = parts.Length == 0;
    }

    /// <summary>Common log format, ISO 8601 and their variants.</summary>
    public static TextTimePattern Usual { get; } = new("", 0, 0);

    /// <summary>ISO 8601, nothing else.</summary>
    public static TextTimePattern Iso { get; } = new("", 0, 0) { IsIso = true };

    /// <summary>Epoch time.</summary>
    /// <param name="power">Power of ten from the unit to milliseconds.</param>
    public static TextTimePattern Epoch(int power) => new("", 0, power) { IsEpoch = true };

    /// <summary>Of the fraction that Apache writes as a value of its own.</summary>
    public static TextTimePattern Fraction(bool isMicros) => new(isMicros ? "u" : "f", isMicros ? 6 : 3, 0);

    /// <summary>Bytes of a pattern; 0 = not known before.</summary>
    public int Length { get; }

    public int EpochPower { get; }

    public bool IsEpoch { get; private init; }

    public bool IsIso { get; private init; }

    /// <summary>Says the whole time by itself.</summary>
    public bool IsWhole { get; }

    /// <summary>Compiles a <c>strftime</c> pattern.</summary>
    /// <exception cref="FormatException">A letter is not known, or has no fixed length.</exception>
    public static TextTimePattern FromStrftime(string pattern)
    {
        string expanded = pattern.Replace("%T", "%H:%M:%S", StringComparison.Ordinal).Replace("%F", "%Y-%m-%d", StringComparison.Ordinal)
            .Replace("%R", "%H:%M", StringComparison.Ordinal).Replace("%D", "%m/%d/%y", StringComparison.Ordinal)
            .Replace("%h", "%b", StringComparison.Ordinal);
        if (expanded == "%s")
        {
            return Epoch(3);
        }

        var parts = new System.Text.StringBuilder();
        int length = 0;
        for (int i = 0; i < expanded.Length; i++)
        {
            char letter = expanded[i] == '%' && i + 1 < expanded.Length ? expanded[++i] : '\0';
            int width = letter switch
            {
                '\0' => 1,
                'Y' => 4,
                'b' => 3,
                'z' => 5,
                'd' or 'm' or 'H' or 'M' or 'S' or 'y' or 'e' => 2,
                'Z' => throw new FormatException("%Z writes a name that says no offset; use %z"),
                _ => throw new FormatException(
                    $"%{letter} in a time is not known; known are %Y %m %d %b %e %y %H %M %S %T %F %D %R %z and %s alone"),
            };
            if (letter == '\0')
            {
                parts.Append('\'').Append(expanded[i]);
            }
            else
            {
                parts.Append(letter);
            }

            length += width;
        }

        return length == 0 ? throw new FormatException("the time has no parts") : new TextTimePattern(parts.ToString(), length, 0);
    }

    /// <summary>Reads parts from text of <see cref="Length"/> bytes; false when it does not fit.</summary>
    public bool TryRead(ReadOnlySpan<byte> text, ref TextTimeParts time)
    {
        int position = 0;
        for (int i = 0; i < _parts.Length; i++)
        {
            int width = _parts[i] switch { '\'' => 1, 'Y' => 4, 'b' or 'f' => 3, 'z' => 5, 'u' => 6, _ => 2 };
            if (position + width > text.Length)
            {
                return false;
            }

            bool isRead = _parts[i] == '\'' ? text[position] == _parts[++i] : time.TrySet(_parts[i], text.Slice(position, width));
            if (!isRead)
            {
                return false;
            }

            position += width;
        }

        return position == text.Length;
    }
}
