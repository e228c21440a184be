using System.Globalization;
using System.Text.RegularExpressions;
using LogFunctions.LocalCloud.CloudWatch.MetricMath;

namespace LogFunctions.LocalCloud.CloudWatch.Queries;

/// <summary>
/// What a series of an answer is called: the query's label, with the parts of CloudWatch's dynamic labels that are known here filled in
/// (<c>${LABEL}</c>, <c>${PROP('Dim.Endpoint')}</c>, <c>${LAST}</c> and other sums); what is not known stays as it was written.
/// </summary>
internal static partial class SeriesLabel
{
    public static string Of(MetricQuery query, TimeSeries series, bool isOnly)
    {
        string own = series.Label.Length > 0 ? series.Label : query.Metric?.Name ?? query.Id;
        return query.Label is not { Length: > 0 } label ? own
            : label.Contains("${", StringComparison.Ordinal) ? Part().Replace(label, match => Value(match, series, own) ?? match.Value)
            : isOnly ? label
            : $"{label} {own}";
    }

    [GeneratedRegex(@"\$\{(?:PROP\('([^']+)'\)|([A-Z]+))\}")]
    private static partial Regex Part();

    private static string? Value(Match match, TimeSeries series, string own) =>
        match.Groups[1].Success ? Property(match.Groups[1].Value, series)
        : match.Groups[2].Value == "LABEL" ? own
        : Sum(match.Groups[2].Value, [.. series.Points.Select(point => point.Value)]);

    private static string? Property(string name, TimeSeries series) => name switch
    {
        "MetricName" => series.Metric?.Name,
        "Namespace" => series.Metric?.Namespace,
        "Stat" => series.Statistic,
        "Period" => series.PeriodSeconds.ToString(CultureInfo.InvariantCulture),
        _ when name.StartsWith("Dim.", StringComparison.Ordinal) && series.Metric is { } metric =>
            MetricDimensions.Parse(metric.Dimensions).FirstOrDefault(dimension => dimension.Name == name[4..]).Value,
        _ => null,
    };

    private static string? Sum(string name, IReadOnlyList<double> values) => name switch
    {
        "AVG" or "MIN" or "MAX" or "SUM" => Text(SeriesFunctions.Fold(name, values)),
        "FIRST" => Text(values.Count > 0 ? values[0] : double.NaN),
        "LAST" => Text(values.Count > 0 ? values[^1] : double.NaN),
        "DATAPOINT" => Text(values.Count),
        _ => null,
    };

    private static string Text(double value) => double.IsFinite(value) ? value.ToString("0.##", CultureInfo.InvariantCulture) : "-";
}
