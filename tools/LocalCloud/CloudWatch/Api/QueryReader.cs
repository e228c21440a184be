using System.Text.RegularExpressions;
using LogFunctions.LocalCloud.CloudWatch.MetricMath;
using LogFunctions.LocalCloud.CloudWatch.Queries;

namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>MetricDataQueries of a request, of an alarm, or of a widget.</summary>
internal static partial class QueryReader
{
    public static MetricQuery Read(RequestReader item)
    {
        string id = item.RequiredText("Id");
        if (!Id().IsMatch(id))
        {
            throw item.Invalid("Id", $"'{id}' must begin with a lower-case letter and go on with letters, digits and _.");
        }

        RequestReader? stat = item.Child("MetricStat");
        string? expression = item.Text("Expression");
        var query = new MetricQuery { Id = id, Label = item.Text("Label"), ReturnData = item.Flag("ReturnData") ?? true };
        return (stat, expression) switch
        {
            (not null, null) => OfMetric(query, stat),
            (null, not null) => query with { Expression = Parse(item, expression), PeriodSeconds = item.WholeNumber("Period") is { } period ? Period(item, period) : 0 },
            _ => throw CloudWatchApiException.Validation($"The query '{id}' must have either MetricStat or Expression."),
        };
    }

    /// <summary>A period that CloudWatch takes: 1, 5, 10, 30 seconds or a multiple of a minute.</summary>
    public static int Period(RequestReader item, int period) => period is 1 or 5 or 10 or 20 or 30 || (period >= 60 && period % 60 == 0)
        ? period
        : throw item.Invalid("Period", $"{period} is not 1, 5, 10, 20, 30 or a multiple of 60.");

    public static MetricStatistic Statistic(RequestReader item, string member, string name) =>
        MetricStatistic.TryParse(name, out MetricStatistic? statistic) ? statistic : throw item.Invalid(member, $"'{name}' is no statistic.");

    [GeneratedRegex("^[a-z][a-zA-Z0-9_]{0,254}$")]
    private static partial Regex Id();

    private static MetricQuery OfMetric(MetricQuery query, RequestReader stat)
    {
        RequestReader metric = stat.Child("Metric") ?? throw CloudWatchApiException.Missing("MetricStat.Metric");
        return query with
        {
            Metric = new MetricKey(metric.Text("Namespace") ?? "", metric.RequiredText("MetricName"), metric.Dimensions("Dimensions")),
            Statistic = Statistic(stat, "Stat", stat.RequiredText("Stat")),
            PeriodSeconds = Period(stat, stat.WholeNumber("Period") ?? throw CloudWatchApiException.Missing("MetricStat.Period")),
        };
    }

    private static MetricExpression Parse(RequestReader item, string expression)
    {
        try
        {
            return MetricExpression.Parse(expression);
        }
        catch (MathException error)
        {
            throw item.Invalid("Expression", $"{error.Message}: {expression}");
        }
    }
}
