using LogFunctions.Hosting;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler;

/// <summary>Every setting of the function; a wrong value stops it at its start. Immutable.</summary>
internal sealed record ShardScalerOptions
{
    /// <summary>STREAM_NAME.</summary>
    public required string StreamName { get; init; }

    /// <summary>CONTROL_TABLE: state, decisions, floors.</summary>
    public required string ControlTable { get; init; }

    /// <summary>METRICS_NAMESPACE of the embedded metrics.</summary>
    public string MetricsNamespace { get; init; } = "LogFunctions";

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
            MetricsNamespace = variables.MetricsNamespace("METRICS_NAMESPACE"),
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
}
