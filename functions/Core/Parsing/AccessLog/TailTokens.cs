namespace LogFunctions.Core.Parsing;

/// <summary>Splits what stands behind an access log line into words, and says what each is. Not thread-safe.</summary>
internal sealed class TailTokens
{
    private const int MaxTokens = 32; // more are not looked at; the longest known tail, HAProxy's, has 19
    private const int Seconds = 6;
    private const int Milliseconds = 3;
    private const long EpochSeconds = 100_000_000; // no request takes three years: $msec

    private readonly TailToken[] _tokens = new TailToken[MaxTokens];
    private int _count;

    public ReadOnlySpan<TailToken> Found => _tokens.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>From <paramref name="position"/> to the end, or to a quote that is never closed.</summary>
    public void Split(ReadOnlySpan<byte> line, int position)
    {
        _count = 0;
        bool isList = false;
        while (_count < MaxTokens)
        {
            while (position < line.Length && line[position] == ' ')
            {
                position++;
            }

            if (position >= line.Length)
            {
                return;
            }

            bool isQuoted = line[position] == '"';
            int start = isQuoted ? position + 1 : position;
            int end = isQuoted ? QuotedText.End(line, start) : line[position] == '[' ? BracketEnd(line, position) : WordEnd(line, start);
            if (end < 0)
            {
                return;
            }

            position = isQuoted ? end + 1 : end;
            Add(line, start, end, isQuoted, ref isList);
        }
    }

    private void Add(ReadOnlySpan<byte> line, int start, int end, bool isQuoted, ref bool isList)
    {
        ReadOnlySpan<byte> text = line[start..end];
        if (!isQuoted && text.SequenceEqual("ms"u8) && _count > 0
            && _tokens[_count - 1].Kind is TailTokenKind.Seconds or TailTokenKind.OtherDecimal or TailTokenKind.Whole)
        {
            _tokens[_count - 1] = _tokens[_count - 1] with { Kind = TailTokenKind.WithUnit, PowerToMicros = Milliseconds };
            return;
        }

        bool endsWithSeparator = !isQuoted && text.Length > 1 && text[^1] == ',';
        bool isSeparator = !isQuoted && text.Length == 1 && text[0] is (byte)':' or (byte)',';
        if (isSeparator || endsWithSeparator)
        {
            // What stands before a separator is part of the list, too.
            if (isSeparator && _count > 0 && _tokens[_count - 1].Kind == TailTokenKind.Seconds)
            {
                _tokens[_count - 1] = _tokens[_count - 1] with { Kind = TailTokenKind.ListItem };
            }

            if (isSeparator)
            {
                isList = true;
                return;
            }
        }

        TailToken token = Classify(line, start, endsWithSeparator ? end - 1 : end, isQuoted);
        bool isItem = (isList || endsWithSeparator) && token.Kind is TailTokenKind.Seconds;
        _tokens[_count++] = isItem ? token with { Kind = TailTokenKind.ListItem } : token;
        isList = endsWithSeparator;
    }

    private static TailToken Classify(ReadOnlySpan<byte> line, int start, int end, bool isQuoted)
    {
        ReadOnlySpan<byte> text = line[start..end];
        int named = text.StartsWith("rt="u8) ? 3 : text.StartsWith("request_time="u8) ? 13 : 0;
        if (named > 0)
        {
            bool isInQuotes = text.Length > named + 2 && text[named] == '"' && text[^1] == '"';
            start += isInQuotes ? named + 1 : named;
            end -= isInQuotes ? 1 : 0;
            TailToken value = Number(line, start, end, isQuoted);
            return value.Kind is TailTokenKind.Seconds or TailTokenKind.WithUnit
                ? value with { Kind = TailTokenKind.RequestTime }
                : Other(line, start, end, isQuoted);
        }

        return Number(line, start, end, isQuoted);
    }

    private static TailToken Number(ReadOnlySpan<byte> line, int start, int end, bool isQuoted)
    {
        ReadOnlySpan<byte> text = line[start..end];
        int digits = text.IndexOfAnyExcept(ByteSets.DigitsAndPoint);
        digits = digits < 0 ? text.Length : digits;
        ReadOnlySpan<byte> unit = text[digits..];
        int power = unit.SequenceEqual("ms"u8) ? Milliseconds
            : unit.SequenceEqual("s"u8) ? Seconds
            : unit.SequenceEqual("us"u8) || unit.SequenceEqual("µs"u8) ? 0
            : -1;
        if (digits == 0 || (unit.Length > 0 && power < 0) || !DecimalNumber.TryParse(text[..digits], out DecimalNumber number))
        {
            return Other(line, start, end, isQuoted);
        }

        var span = new FieldSpan(start, end - start);
        int point = text[..digits].IndexOf((byte)'.');
        TailTokenKind kind = unit.Length > 0 ? TailTokenKind.WithUnit
            : point < 0 ? TailTokenKind.Whole
            : digits - point - 1 == 3 ? TailTokenKind.Seconds
            : TailTokenKind.OtherDecimal;
        bool isEpoch = kind == TailTokenKind.Seconds && number.TryScale(0, long.MaxValue, out long seconds) && seconds > EpochSeconds
            && point == 10;
        power = kind == TailTokenKind.Seconds ? Seconds : Math.Max(power, 0);
        return new TailToken(isEpoch ? TailTokenKind.Word : kind, span, number, power, isQuoted);
    }

    private static TailToken Other(ReadOnlySpan<byte> line, int start, int end, bool isQuoted)
    {
        ReadOnlySpan<byte> text = line[start..end];
        int colon = text.LastIndexOf((byte)':');
        bool isAddress = !isQuoted && colon > 0 && Digits.TryParse(text[(colon + 1)..], out long port) && port <= ushort.MaxValue;
        TailTokenKind kind = isQuoted ? TailTokenKind.Quoted
            : text.Length > 0 && text[0] == '[' ? TailTokenKind.Bracketed
            : isAddress ? TailTokenKind.Address
            : TailTokenKind.Word;
        return new TailToken(kind, new FieldSpan(start, end - start), default, 0, isQuoted);
    }

    /// <summary>Behind the bracket; the end of the word when it is never closed.</summary>
    private static int BracketEnd(ReadOnlySpan<byte> line, int position)
    {
        int length = line[position..].IndexOf((byte)']');
        return length < 0 ? WordEnd(line, position) : position + length + 1;
    }

    /// <summary>The space behind a word, which may hold a quoted part (<c>urt="0.010"</c>); -1 for a quote that is never closed.</summary>
    private static int WordEnd(ReadOnlySpan<byte> line, int position)
    {
        while (position < line.Length && line[position] is not ((byte)' ' or (byte)'"'))
        {
            position++;
        }

        if (position == line.Length || line[position] == ' ')
        {
            return position;
        }

        int quote = QuotedText.End(line, position + 1);
        return quote < 0 ? -1 : quote + 1;
    }
}
