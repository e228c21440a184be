using System.Globalization;
using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.Cli.Generate;

/// <summary>Reading of option values.</summary>
internal static class Arguments
{
    /// <exception cref="CliException">The condition does not hold.</exception>
    public static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw CliException.Usage(message);
        }
    }

    /// <summary>A duration above 0.</summary>
    public static TimeSpan Duration(string text, string option)
    {
        Require(DurationText.TryParse(text, out TimeSpan duration) && duration > TimeSpan.Zero, $"{option} is '{text}'; use a duration such as 30s, 5m, 1h30m or 2d.");
        return duration;
    }

    /// <summary>A count above 0, with k, M or G for thousands, millions, billions.</summary>
    public static long Count(string text, string option)
    {
        long factor = text.Length == 0 ? 1 : text[^1] switch { 'k' => 1_000, 'M' => 1_000_000, 'G' => 1_000_000_000, _ => 1 };
        ReadOnlySpan<char> digits = factor == 1 ? text : text.AsSpan(0, text.Length - 1);
        bool valid = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number * factor is >= 1 and <= 1e15;
        Require(valid, $"{option} is '{text}'; use a number such as 5000, 250k, 10M or 2G.");
        return (long)(number * factor);
    }

    /// <summary><c>max</c> = infinite, or a multiple such as <c>10x</c>.</summary>
    public static double Speed(string text)
    {
        if (text == "max")
        {
            return double.PositiveInfinity;
        }

        bool valid = double.TryParse(text.EndsWith('x') ? text.AsSpan(0, text.Length - 1) : default, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor)
            && factor is >= 0.01 and <= 1_000_000;
        Require(valid, $"--speed is '{text}'; use max or a multiple from 0.01x to 1000000x, such as 10x.");
        return factor;
    }

    /// <summary>A point in time: ISO 8601; without an offset it is UTC.</summary>
    public static DateTimeOffset Time(string text, string option)
    {
        bool valid = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            && time >= DateTimeOffset.UnixEpoch.AddDays(8) && time.Year < 9990;
        Require(valid, $"{option} is '{text}'; use a time such as 2026-11-23T12:00:00Z.");
        return time;
    }
}
