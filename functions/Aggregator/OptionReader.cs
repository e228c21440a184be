using System.Globalization;

namespace LogFunctions.Aggregator;

/// <summary>Reads environment variables; a variable that is not set, or empty, has its default. Wrong values are loud.</summary>
internal sealed class OptionReader(Func<string, string?> read)
{
    public string Required(string name, string what) =>
        Value(name) ?? throw new InvalidOptionException($"{name} is not set; it must be {what}.");

    public int Int(string name, int byDefault, int min, int max) => (int)Long(name, byDefault, min, max);

    public long Long(string name, long byDefault, long min, long max)
    {
        string? text = Value(name);
        if (text is null)
        {
            return byDefault;
        }

        bool isAllowed = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max;
        return isAllowed ? value : throw Wrong(name, text, $"a whole number from {min} to {max} (default {byDefault})");
    }

    public string Choice(string name, string byDefault, string[] choices)
    {
        string text = Value(name) ?? byDefault;
        return choices.Contains(text) ? text : throw Wrong(name, text, $"one of {string.Join(", ", choices)} (default {byDefault})");
    }

    public T Parsed<T>(string name, string what, Func<string, T> parse, T byDefault)
    {
        string? text = Value(name);
        if (text is null)
        {
            return byDefault;
        }

        try
        {
            return parse(text);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            throw Wrong(name, text, $"{what} ({exception.Message})", exception);
        }
    }

    private string? Value(string name)
    {
        string? text = read(name);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static InvalidOptionException Wrong(string name, string value, string allowed, Exception? cause = null) =>
        new($"{name} is '{value}'; it must be {allowed}.", cause);
}
