using System.Text.RegularExpressions;
using LogFunctions.Hosting;
using LogFunctions.ShardScaler.Policy;
using LogFunctions.ShardScaler.Running;

namespace LogFunctions.ShardScaler;

/// <summary>Every setting of the function; a wrong value stops it at its start. Immutable.</summary>
internal sealed partial record ShardScalerOptions
{
    /// <summary>STREAM_NAME.</summary>
    public required string StreamName { get; init; }

    /// <summary>CONTROL_TABLE: state, decisions, floors.</summary>
    public required string ControlTable { get; init; }

    /// <summary>LEDGER_TABLE: where the Aggregator keeps the heat of the shards; null = CloudWatch alone decides.</summary>
    public string? LedgerTable { get; init; }

    /// <summary>SHARD_RECORDS_PER_SECOND, SHARD_BYTES_PER_SECOND: what counts as one full shard.</summary>
    public ShardCapacity Capacity { get; init; } = ShardCapacity.OfKinesis;

    /// <summary>METRICS_NAMESPACE of the embedded metrics.</summary>
    public string MetricsNamespace { get; init; } = "LogFunctions";

    /// <summary>NOTIFY_TOPIC_ARN: the SNS topic that is told every action; null = nobody.</summary>
    public string? NotifyTopicArn { get; init; }

    /// <summary>DRY_RUN: decide and tell, change nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>MIN_SHARDS, MAX_SHARDS, CALLS_PER_DAY, HOLD_MINUTES, FROZEN, FORECAST, SHARD_HOUR_USD.</summary>
    public required ScalingOptions Policy { get; init; }

    /// <summary>Reads the environment.</summary>
    /// <exception cref="InvalidOptionException">A required variable is missing or a value is not allowed.</exception>
    public static ShardScalerOptions FromEnvironment(Func<string, string?> read)
    {
        var variables = new OptionReader(read);
        int min = variables.WholeNumber("MIN_SHARDS", 1, 1, 10_000);
        // Each is allowed by itself: a template cannot compare two parameters. The maximum wins, for it is the bill.
        int max = variables.WholeNumber("MAX_SHARDS", 64, 1, 10_000);
        return new ShardScalerOptions
        {
            StreamName = variables.Required("STREAM_NAME", "the name of the stream"),
            ControlTable = variables.Required("CONTROL_TABLE", "the name of the control table"),
            LedgerTable = variables.Optional("LEDGER_TABLE"),
            Capacity = new ShardCapacity(
                variables.WholeNumber("SHARD_RECORDS_PER_SECOND", 1000, 1, 1000),
                variables.WholeNumber("SHARD_BYTES_PER_SECOND", 1 << 20, 1000, 1 << 20)),
            MetricsNamespace = variables.MetricsNamespace("METRICS_NAMESPACE"),
            NotifyTopicArn = variables.Parsed<string?>("NOTIFY_TOPIC_ARN", "the ARN of a standard SNS topic", ParseTopic, null),
            DryRun = variables.Choice("DRY_RUN", "off", ["on", "off"]) == "on",
            Policy = new ScalingOptions
            {
                MinShards = Math.Min(min, max),
                MaxShards = max,
                CallsPerDay = variables.WholeNumber("CALLS_PER_DAY", 10, 0, 1000),
                HoldWindow = TimeSpan.FromMinutes(variables.WholeNumber("HOLD_MINUTES", 45, 30, 720)),
                Frozen = variables.Parsed<CronSchedule?>("FROZEN", "five cron fields in UTC, such as '* 2-4 * * 6'", CronSchedule.Parse, null),
                Forecast = variables.Choice("FORECAST", "on", ["on", "off"]) == "on",
                ShardHourUsd = variables.DecimalNumber("SHARD_HOUR_USD", 0.015, 0, 100),
            },
        };
    }

    private static string ParseTopic(string text) => TopicArn().IsMatch(text) ? text : throw new FormatException("such as arn:aws:sns:eu-central-1:123456789012:name");

    // A FIFO topic (name.fifo) wants a message group and a place in it; there is no order to keep here.
    [GeneratedRegex(@"^arn:aws[a-z-]{0,20}:sns:[a-z0-9-]{1,40}:[0-9]{12}:[A-Za-z0-9_-]{1,256}\z")]
    private static partial Regex TopicArn();
}
