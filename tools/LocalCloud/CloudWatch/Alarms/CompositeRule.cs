using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.CloudWatch.Alarms;

/// <summary>The rule of a composite alarm: <c>ALARM(name)</c>, <c>OK(name)</c>, <c>INSUFFICIENT_DATA(name)</c>, TRUE, FALSE, with AND, OR, NOT and parentheses.</summary>
internal sealed partial class CompositeRule
{
    private readonly IReadOnlyList<string> _tokens;
    private readonly Func<Func<string, AlarmValue>, bool> _holds;
    private readonly List<string> _names = [];
    private int _at;

    private CompositeRule(string text)
    {
        Text = text;
        _tokens = [.. Token().Matches(text).Select(match => match.Value)];
        _holds = Any();
        if (_at < _tokens.Count)
        {
            throw Wrong($"'{_tokens[_at]}' is not expected there");
        }
    }

    public string Text { get; }

    /// <summary>Names or ARNs of the alarms that it looks at.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <exception cref="FormatException">It cannot be read; the message says why.</exception>
    public static CompositeRule Parse(string text) => new(text);

    /// <param name="valueOf">From the name or ARN of an alarm to what it says.</param>
    public bool Holds(Func<string, AlarmValue> valueOf) => _holds(valueOf);

    [GeneratedRegex("\"[^\"]*\"|[()]|[^\\s()\"]+")]
    private static partial Regex Token();

    private Func<Func<string, AlarmValue>, bool> Any()
    {
        Func<Func<string, AlarmValue>, bool> left = All();
        while (TryTake("OR"))
        {
            (Func<Func<string, AlarmValue>, bool> one, Func<Func<string, AlarmValue>, bool> other) = (left, All());
            left = valueOf => one(valueOf) || other(valueOf);
        }

        return left;
    }

    private Func<Func<string, AlarmValue>, bool> All()
    {
        Func<Func<string, AlarmValue>, bool> left = One();
        while (TryTake("AND"))
        {
            (Func<Func<string, AlarmValue>, bool> one, Func<Func<string, AlarmValue>, bool> other) = (left, One());
            left = valueOf => one(valueOf) && other(valueOf);
        }

        return left;
    }

    private Func<Func<string, AlarmValue>, bool> One()
    {
        if (TryTake("NOT"))
        {
            Func<Func<string, AlarmValue>, bool> inner = One();
            return valueOf => !inner(valueOf);
        }

        if (TryTake("("))
        {
            Func<Func<string, AlarmValue>, bool> inner = Any();
            Expect(")");
            return inner;
        }

        if (TryTake("TRUE"))
        {
            return _ => true;
        }

        if (TryTake("FALSE"))
        {
            return _ => false;
        }

        AlarmValue wanted = TryTake("ALARM") ? AlarmValue.Alarm
            : TryTake("OK") ? AlarmValue.Ok
            : TryTake("INSUFFICIENT_DATA") ? AlarmValue.InsufficientData
            : throw Wrong($"ALARM, OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT or ( is expected, not {(_at < _tokens.Count ? $"'{_tokens[_at]}'" : "the end")}");
        Expect("(");
        if (_at == _tokens.Count)
        {
            throw Wrong("the name of an alarm is expected, not the end");
        }

        string name = _tokens[_at++].Trim('"');
        Expect(")");
        _names.Add(name);
        return valueOf => valueOf(name) == wanted;
    }

    private bool TryTake(string token)
    {
        bool isThere = _at < _tokens.Count && _tokens[_at] == token;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void Expect(string token)
    {
        if (!TryTake(token))
        {
            throw Wrong($"'{token}' is expected");
        }
    }

    private FormatException Wrong(string message) => new($"the alarm rule '{Text}': {message}");
}
