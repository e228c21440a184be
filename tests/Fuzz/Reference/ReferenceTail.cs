using System.Numerics;
using System.Text.RegularExpressions;
using LogFunctions.Core.Parsing;

namespace LogFunctions.Fuzz.Reference;

/// <summary>What stands behind the bytes of an access log line: the table of docs/formats.md, by regular expressions and big integers.</summary>
internal static partial class ReferenceTail
{
    private const int MaxWords = 32; // more are not looked at

    private enum Form
    {
        Other,
        Quoted,
        Bracketed,
        Address,
        Whole,
        Seconds,
        Decimal,
        InList,
        WithUnit,
        RequestTime,
    }

    private readonly record struct Word(Form Form, string Text, int Power, bool IsQuoted)
    {
        /// <summary>In microseconds; what no long holds is one and the same.</summary>
        public BigInteger Micros => BigInteger.Min(long.MaxValue, Rounded(Text, Power));

        public bool IsBare(Form form) => Form == form && !IsQuoted;
    }

    /// <summary>The latency, when one is certain.</summary>
    /// <param name="rest">From the word behind the bytes on.</param>
    /// <param name="latencyUs">None, or the latency.</param>
    /// <param name="bytes">Nexus repeats them.</param>
    public static RejectReason Read(string rest, out long latencyUs, ref long bytes)
    {
        latencyUs = LogRecord.NoLatency;
        string? tail = BehindAgent(rest);
        if (tail is null)
        {
            return RejectReason.None;
        }
        List<Word> words = Words(tail);
        return TryWhole(words, ref latencyUs, ref bytes) || Certain(words) is not { } certain
            ? RejectReason.None
            : ReferenceValues.Latency(certain.Text, certain.Power, out latencyUs);
    }

    /// <summary>Without referer and agent, of which the first may be a dash; null when the line is cut off inside them.</summary>
    private static string? BehindAgent(string rest)
    {
        for (int quoted = 0; quoted < 2 && (rest.StartsWith('"') || (quoted == 0 && rest.StartsWith("- \"", StringComparison.Ordinal))); quoted++)
        {
            int length = rest[0] == '-' ? 1 : ReferenceAccessLog.ClosingQuote(rest) + 1;
            if (length == 0)
            {
                // Some formats forget the space between the agent and rt=.
                length = rest.IndexOf("\"rt=", 1, StringComparison.Ordinal) + 1;
            }
            if (length == 0)
            {
                return null;
            }
            rest = rest[length..].TrimStart(' ');
        }
        return rest;
    }

    private static List<Word> Words(string tail)
    {
        var words = new List<Word>();
        bool isList = false;
        for (Match match = WordPattern().Match(tail); match.Success && words.Count < MaxWords; match = match.NextMatch())
        {
            bool isQuoted = match.Groups["quoted"].Success;
            string text = isQuoted ? match.Groups["quoted"].Value[..^1] : match.Groups["word"].Value;
            if (!isQuoted && text == "ms" && words.Count > 0 && words[^1].Form is Form.Whole or Form.Seconds or Form.Decimal)
            {
                words[^1] = words[^1] with { Form = Form.WithUnit, Power = 3 };
            }
            else if (!isQuoted && text is ":" or ",")
            {
                if (words.Count > 0 && words[^1].Form == Form.Seconds)
                {
                    words[^1] = words[^1] with { Form = Form.InList };
                }
                isList = true;
            }
            else
            {
                bool endsWithComma = !isQuoted && text.EndsWith(',');
                Word word = Classify(endsWithComma ? text[..^1] : text, isQuoted);
                words.Add((isList || endsWithComma) && word.Form == Form.Seconds ? word with { Form = Form.InList } : word);
                isList = endsWithComma;
            }
        }
        return words;
    }

    private static Word Classify(string text, bool isQuoted)
    {
        Match named = NamedPattern().Match(text);
        Word word = Number(named.Success ? named.Groups["value"].Value : text, isQuoted);
        bool isRequestTime = named.Success && word.Form is Form.Seconds or Form.WithUnit;
        return isRequestTime ? word with { Form = Form.RequestTime }
            : !named.Success && word.Form != Form.Other ? word
            : isQuoted ? new Word(Form.Quoted, text, 0, true)
            : text.StartsWith('[') ? new Word(Form.Bracketed, text, 0, false)
            : AddressPattern().Match(text) is { Success: true } address && long.Parse(address.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture) <= 65535
                ? new Word(Form.Address, text, 0, false)
            : new Word(Form.Other, text, 0, false);
    }

    private static Word Number(string text, bool isQuoted)
    {
        Match number = NumberPattern().Match(text);
        if (!number.Success)
        {
            return new Word(Form.Other, text, 0, isQuoted);
        }
        int decimals = number.Groups["decimals"].Length;
        string unit = number.Groups["unit"].Value;
        string value = number.Groups["value"].Value;
        // $msec: ten digits before the point, and longer than a request can take.
        bool isTimeOfDay = unit.Length == 0 && decimals == 3 && value.Length == 14 && Rounded(value, 0) > 100_000_000;
        return isTimeOfDay ? new Word(Form.Other, text, 0, isQuoted)
            : unit.Length > 0 ? new Word(Form.WithUnit, value, unit == "s" ? 6 : unit == "ms" ? 3 : 0, isQuoted)
            : decimals == 0 ? new Word(Form.Whole, value, 0, isQuoted)
            : decimals == 3 ? new Word(Form.Seconds, value, 6, isQuoted)
            : new Word(Form.Decimal, value, 0, isQuoted);
    }

    /// <summary>ingress-nginx, HAProxy and Nexus: known by all of their tail. Numbers beyond what they can mean are not theirs.</summary>
    private static bool TryWhole(List<Word> words, ref long latencyUs, ref long bytes)
    {
        if (words.Count > 2 && words[0].IsBare(Form.Whole) && words[1].IsBare(Form.Seconds) && words[2].Form == Form.Bracketed)
        {
            return ReferenceValues.Latency(words[1].Text, 6, out latencyUs) == RejectReason.None;
        }
        bool startsWithTwo = words.Count > 3 && words[0].IsBare(Form.Whole) && words[1].IsBare(Form.Whole);
        if (startsWithTwo && words.Count > 11 && words[4].Form == Form.Quoted && words[5..10].All(IsTimer) && words[10].Form == Form.Other && words[10].Text.Length == 4)
        {
            _ = words[9].Form != Form.Whole ? RejectReason.None : ReferenceValues.Latency(words[9].Text, 3, out latencyUs);
            return true;
        }
        if (startsWithTwo && words.Count == 4 && words[2].Form == Form.Quoted && words[3].Form == Form.Bracketed
            && ReferenceValues.Bytes(words[0].Text, out long sent) == RejectReason.None && ReferenceValues.Latency(words[1].Text, 3, out latencyUs) == RejectReason.None)
        {
            bytes = sent;
            return true;
        }
        return false;
    }

    private static bool IsTimer(Word word) => word.Form == Form.Whole || (word.Form == Form.Other && TimerPattern().IsMatch(word.Text));

    /// <summary>The one number that is the latency; null when it is not certain.</summary>
    private static Word? Certain(List<Word> words)
    {
        if (words.Exists(word => word.Form == Form.RequestTime))
        {
            return words.Find(word => word.Form == Form.RequestTime);
        }
        List<Word> withUnit = words.FindAll(word => word.Form == Form.WithUnit);
        List<Word> times = words.FindAll(word => word.Form is Form.Seconds or Form.InList);
        List<Word> seconds = times.FindAll(word => word.Form == Form.Seconds);
        bool agree = withUnit.TrueForAll(word => word.Micros == withUnit[0].Micros);
        bool isFirstLargest = times.Count == 0 || (times[0].Form == Form.Seconds && seconds.TrueForAll(word => word.Micros <= times[0].Micros));
        if (!agree || !isFirstLargest)
        {
            return null;
        }
        if (withUnit.Count > 0 || seconds.Count > 0)
        {
            return withUnit.Count > 0 ? withUnit[^1] : seconds[0];
        }
        List<Word> whole = words.FindAll(word => word.IsBare(Form.Whole));
        bool isAlone = whole.Count == 1 && !words.Exists(word => word.Form is Form.Decimal or Form.Address);
        return isAlone ? whole[0] : null;
    }

    private static BigInteger Rounded(string text, int power)
    {
        (BigInteger numerator, BigInteger denominator) = ReferenceValues.Number(text, power)!.Value;
        return ((2 * numerator) + denominator) / (2 * denominator);
    }

    // Quoted text; text in brackets, which may have spaces; a word, which may end with quoted text.
    [GeneratedRegex(
        @"\G *(?:""(?<quoted>" + ReferenceAccessLog.Quoted + @")|(?<word>\[[^\]]*\]|(?!\[[^\]]*\])(?>[^ ""]+)(?:(?= |\z)|""" + ReferenceAccessLog.Quoted + ")))",
        RegexOptions.Singleline)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"\A(rt|request_time)=(?:""(?<value>.+)""|(?<value>.*))\z", RegexOptions.Singleline)]
    private static partial Regex NamedPattern();

    [GeneratedRegex(@"\A(?<value>[0-9]+(\.(?<decimals>[0-9]+))?)(?<unit>ms|s|us|\u00C2\u00B5s)?\z")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"\A.+:(?<port>[0-9]{1,18})\z", RegexOptions.Singleline)]
    private static partial Regex AddressPattern();

    [GeneratedRegex(@"\A[-+][0-9]{1,18}\z")]
    private static partial Regex TimerPattern();
}
