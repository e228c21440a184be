using System.Globalization;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud;

/// <summary>
/// A statistic of CloudWatch: SampleCount, Sum, Average, Minimum, Maximum, percentiles (p99.9), trimmed means (tm90, TM(10%:90%)), winsorized means (wm, WM),
/// trimmed sums and counts (ts, TS, tc, TC), IQM, and percentile ranks (PR(:300): percent of the values up to 300). Bounds of a range without a percent sign are
/// values, above the first and up to the second.
/// </summary>
public sealed partial class MetricStatistic
{
    private readonly Func<ValueDistribution, double> _read;

    private MetricStatistic(string name, Func<ValueDistribution, double> read)
    {
        Name = name;
        _read = read;
    }

    /// <summary>As it was written.</summary>
    public string Name { get; }

    /// <summary>Reads the name of a statistic.</summary>
    public static bool TryParse(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MetricStatistic? statistic)
    {
        ArgumentNullException.ThrowIfNull(name);
        Func<ValueDistribution, double>? read = name switch
        {
            "SampleCount" => values => values.SampleCount,
            "Sum" => values => values.Sum,
            "Average" => values => values.Average,
            "Minimum" => values => values.Minimum,
            "Maximum" => values => values.Maximum,
            "IQM" => values => values.Trim(new ValueBounds(25, 75, IsPercent: true)).Mean,
            _ => Percentile().Match(name) is { Success: true } percentile ? OfPercent(percentile)
                : Range().Match(name) is { Success: true } range ? OfRange(range)
                : null,
        };
        statistic = read is null ? null : new MetricStatistic(name, read);
        return statistic is not null;
    }

    /// <summary>The statistic of some values; NaN when they do not tell (percentiles of statistic sets).</summary>
    public double Of(ValueDistribution values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.SampleCount == 0 ? double.NaN : _read(values);
    }

    [GeneratedRegex(@"^(p|tm|wm|tc|ts)([0-9]{1,3}(?:\.[0-9]{1,10})?)$")]
    private static partial Regex Percentile();

    [GeneratedRegex(@"^(TM|WM|TC|TS|PR)\((-?[0-9.]*)(%?):(-?[0-9.]*)(%?)\)$")]
    private static partial Regex Range();

    private static Func<ValueDistribution, double>? OfPercent(Match match)
    {
        double percent = double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        return percent > 100 ? null
            : match.Groups[1].Value == "p" ? values => values.HasSets ? double.NaN : values.Percentile(percent / 100)
            : OfBounds(match.Groups[1].Value, new ValueBounds(0, percent, IsPercent: true));
    }

    private static Func<ValueDistribution, double>? OfRange(Match match)
    {
        (string from, string to) = (match.Groups[2].Value, match.Groups[4].Value);
        bool isPercent = match.Groups[3].Length > 0 || match.Groups[5].Length > 0;
        double low = isPercent ? 0 : double.NegativeInfinity;
        double high = isPercent ? 100 : double.PositiveInfinity;
        bool isRead = (from.Length == 0 || double.TryParse(from, NumberStyles.Float, CultureInfo.InvariantCulture, out low))
            && (to.Length == 0 || double.TryParse(to, NumberStyles.Float, CultureInfo.InvariantCulture, out high));
        bool isWhole = from.Length + to.Length > 0 && low <= high && (!isPercent || (low >= 0 && high <= 100));
        return isRead && isWhole && !(isPercent && match.Groups[1].Value == "PR")
            ? OfBounds(match.Groups[1].Value.ToLowerInvariant(), new ValueBounds(low, high, isPercent))
            : null;
    }

    private static Func<ValueDistribution, double> OfBounds(string kind, ValueBounds bounds) => values => values.HasSets ? double.NaN : kind switch
    {
        "tm" => values.Trim(bounds).Mean,
        "wm" => values.Winsorize(bounds),
        "tc" => values.Trim(bounds).Count,
        "ts" => values.Trim(bounds).Sum,
        _ => 100 * values.Trim(bounds).Count / values.SampleCount,
    };
}
