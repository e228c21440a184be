using System.Globalization;

namespace LogFunctions.Hosting;

/// <summary>
/// Reads environment variables. A variable that is not set, or blank, has its default. A wrong value throws
/// <see cref="InvalidOptionException"/>, which names the variable, its value and what is allowed.
/// </summary>
/// <param name="read">From the name of a variable to its value, null when it is not set.</param>
public sealed class OptionReader(Func<string, string?> read)
{
    /// <summary>A text that must be there.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="what">Ends the sentence "it must be ...".</param>
    public string Required(string name, string what) =>
        Value(name) ?? throw new InvalidOptionException($"{name} is not set; it must be {what}.");

    /// <summary>A text that may be missing.</summary>
    public string? Optional(string name) => Value(name);

    /// <summary>A whole number of <paramref name="min"/> to <paramref name="max"/>.</summary>
    public int WholeNumber(string name, int byDefault, int min, int max) => (int)WholeNumber(name, (long)byDefault, min, max);

    /// <inheritdoc cref="WholeNumber(string, int, int, int)"/>
    public long WholeNumber(string name, long byDefault, long min, long max)
    {
        string? text = Value(name);
        if (text is null)
        {
            return byDefault;
        }

        bool isAllowed = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max;
        return isAllowed ? value : throw Wrong(name, text, $"a whole number from {min} to {max} (default {byDefault})");
    }

    /// <summary>A decimal number of <paramref name="min"/> to <paramref name="max"/>, with a point.</summary>
    public double DecimalNumber(string name, double byDefault, double min, double max)
    {
        string? text = Value(name);
        if (text is null)
        {
            return byDefault;
        }

        bool isAllowed = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value >= min && value <= max;
        return isAllowed ? value : throw Wrong(name, text, string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max} (default {byDefault})"));
    }

    /// <summary>One of a few words.</summary>
    public string Choice(string name, string byDefault, string[] choices)
    {
        string text = Value(name) ?? byDefault;
        return choices.Contains(text) ? text : throw Wrong(name, text, $"one of {string.Join(", ", choices)} (default {byDefault})");
    }

    /// <summary>Whatever <paramref name="parse"/> makes of the text; its format, argument and overflow exceptions are reported as a wrong value.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="what">Ends the sentence "it must be ...".</param>
    /// <param name="parse">From the text to the value.</param>
    /// <param name="byDefault">The value when the variable is not set.</param>
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

    /// <summary>The CloudWatch namespace of a function's metrics; <c>LogFunctions</c> when it is not set.</summary>
    public string MetricsNamespace(string name) =>
        Parsed(name, "1 to 255 printable ASCII characters that do not start with AWS/", ParseNamespace, "LogFunctions");

    private static string ParseNamespace(string text) =>
        text.Length <= 255 && text.All(character => character is > ' ' and < '\u007f') && !text.StartsWith("AWS/", StringComparison.Ordinal)
            ? text
            : throw new FormatException("not a CloudWatch namespace");

    private string? Value(string name)
    {
        string? text = read(name);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static InvalidOptionException Wrong(string name, string value, string allowed, Exception? cause = null) =>
        new($"{name} is '{value}'; it must be {allowed}.", cause);
}
