using LogFunctions.LocalCloud.CloudWatch.Api;
using LogFunctions.LocalCloud.CloudWatch.Queries;
using LogFunctions.LocalCloud.Templates;

namespace LogFunctions.LocalCloud.CloudWatch.Alarms;

/// <summary>From AWS::CloudWatch::Alarm and ::CompositeAlarm to what is evaluated.</summary>
internal static class AlarmReader
{
    /// <exception cref="LocalCloudException">A property is wrong; the message says where and what is expected.</exception>
    public static AlarmDefinition Read(TemplateResource resource) => Named(resource, () =>
    {
        var properties = new RequestReader("", resource.Properties);
        MetricQuery[] queries = [.. properties.List("Metrics").Select(QueryReader.Read)];
        queries = queries.Length > 0 ? queries : [OfMetric(properties)];
        string? thresholdId = properties.Text("ThresholdMetricId");
        MetricQuery[] watched = [.. queries.Where(query => query.ReturnData && query.Id != thresholdId)];
        int periods = properties.WholeNumber("EvaluationPeriods") ?? throw CloudWatchApiException.Missing("EvaluationPeriods");
        return new AlarmDefinition
        {
            Name = resource.Name,
            Arn = resource.Arn,
            Properties = resource.Properties,
            Queries = queries,
            Watched = watched.Length == 1 ? watched[0] : throw CloudWatchApiException.Validation("Exactly one of Metrics must return data (ReturnData)."),
            PeriodSeconds = queries.Max(query => query.PeriodSeconds) is > 0 and var period ? period : throw CloudWatchApiException.Missing("Period"),
            EvaluationPeriods = periods >= 1 ? periods : throw properties.Invalid("EvaluationPeriods", "1 is the least."),
            DatapointsToAlarm = properties.WholeNumber("DatapointsToAlarm") ?? periods,
            Threshold = properties.Number("Threshold") ?? (thresholdId is not null ? 0 : throw CloudWatchApiException.Missing("Threshold")),
            ThresholdQueryId = thresholdId,
            Comparison = properties.RequiredText("ComparisonOperator"),
            MissingData = properties.Text("TreatMissingData") ?? "missing",
        };
    });

    /// <exception cref="LocalCloudException">The rule cannot be read.</exception>
    public static CompositeDefinition ReadComposite(TemplateResource resource) => Named(resource, () =>
        new CompositeDefinition(resource.Name, resource.Arn, resource.Properties, CompositeRule.Parse(new RequestReader("", resource.Properties).RequiredText("AlarmRule"))));

    private static MetricQuery OfMetric(RequestReader properties)
    {
        string statistic = properties.Text("ExtendedStatistic") ?? properties.RequiredText("Statistic");
        return new MetricQuery
        {
            Id = "m",
            Metric = new MetricKey(properties.RequiredText("Namespace"), properties.RequiredText("MetricName"), properties.Dimensions("Dimensions")),
            Statistic = QueryReader.Statistic(properties, "Statistic", statistic),
            PeriodSeconds = QueryReader.Period(properties, properties.WholeNumber("Period") ?? throw CloudWatchApiException.Missing("Period")),
        };
    }

    private static T Named<T>(TemplateResource resource, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is CloudWatchApiException or FormatException)
        {
            throw new LocalCloudException($"The template's alarm {resource.LogicalId}: {error.Message}", error);
        }
    }
}
