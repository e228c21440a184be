using System.CommandLine;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;
using LogFunctions.Cli.Simulate;
using LogFunctions.Cli.Simulate.Model;
using LogFunctions.Cli.Simulate.Traces;
using LogFunctions.LogGenerator.Profiles;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn simulate</c>: what scaling policies make of a traffic trace.</summary>
internal static class SimulateCommand
{
    public static Command Create(CliContext context)
    {
        var trace = new Option<string>("--trace") { Description = $"CSV file seconds,lines_per_second, or one of {string.Join(", ", TraceCatalog.Names)}, or a traffic profile ({string.Join(", ", BuiltInProfiles.Names)}).", HelpName = "FILE|NAME", Required = true };
        var scale = TypedOption.Number<double>("--scale", "Multiplies every rate.", 1, "X");
        var policy = new Option<string>("--policy") { Description = "The policy to run.", HelpName = string.Join('|', SimulateRun.Policies) + "|fixed:N", DefaultValueFactory = _ => "ours" };
        var compare = new Option<bool>("--compare") { Description = "All policies." };
        var sensitivity = new Option<bool>("--sensitivity") { Description = "The policies under other assumed delays, too." };
        var metricDelay = Duration("--metric-delay", "A minute can be read so long after its end; 0s to 1h.", "1m");
        var reshardTime = Duration("--reshard-time", "What an UpdateShardCount to a multiple of 25 % takes; others take half as long again.", "2m");
        var stepTime = Duration("--step-time", "What one SplitShard or MergeShards takes.", "30s");
        var shardLines = TypedOption.Number<double>("--shard-lines", "Lines/s that a shard takes: 1,000 records/s times the lines of a record, or what 1 MiB/s holds.", 1000);
        var shardPrice = TypedOption.Number<double>("--shard-price", "USD of a shard and hour, with the ledger writes and rows that it causes.", 0.015, "USD");
        var chart = new Option<string?>("--chart") { Description = "Draws demand and shards into a PNG file.", HelpName = "FILE.png" };
        var explain = new Option<bool>("--explain") { Description = "Prints what our policy did, when and why, to standard error." };
        Option<OutputFormat> format = OutputFormatOption.Create();

        var command = new Command("simulate", "Replay a traffic trace against the shard scaler's own policy, published scalers, and the offline optimum.");
        foreach (Option option in new Option[] { trace, scale, policy, compare, sensitivity, metricDelay, reshardTime, stepTime, shardLines, shardPrice, chart, explain, format })
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var options = new SimulationOptions
            {
                MetricDelay = ReadDuration(parsed.GetValue(metricDelay)!, "--metric-delay", TimeSpan.Zero, TimeSpan.FromHours(1)),
                ReshardTime = ReadDuration(parsed.GetValue(reshardTime)!, "--reshard-time", TimeSpan.FromSeconds(10), TimeSpan.FromHours(6)),
                StepTime = ReadDuration(parsed.GetValue(stepTime)!, "--step-time", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
                ShardLines = Positive(parsed.GetValue(shardLines), "--shard-lines"),
                ShardHourUsd = Positive(parsed.GetValue(shardPrice), "--shard-price"),
            };
            var request = new SimulateRequest(
                SimulatePolicies.Read(parsed.GetValue(policy)!, parsed.GetValue(compare)),
                parsed.GetValue(sensitivity),
                parsed.GetValue(chart),
                parsed.GetValue(explain),
                parsed.GetValue(format));
            Trace read = TraceArgument.Read(parsed.GetValue(trace)!).Times(Positive(parsed.GetValue(scale), "--scale"));
            return Task.FromResult(SimulateReport.Write(context, read, options, request, cancellation));
        });
        return command.Examples(
            "logfn simulate --trace diurnal-week --compare --chart week.png",
            "logfn simulate --trace traffic.csv --scale 10 --explain",
            "logfn simulate --trace flash-crowd --policy fixed:12 --format json");
    }

    private static Option<string> Duration(string name, string description, string byDefault) =>
        new(name) { Description = description, HelpName = "TIME", DefaultValueFactory = _ => byDefault };

    private static TimeSpan ReadDuration(string text, string option, TimeSpan min, TimeSpan max)
    {
        TimeSpan time = default;
        Arguments.Require(text is "0" or "0s" or "0m" || DurationText.TryParse(text, out time), $"{option} is '{text}'; use a duration such as 30s, 5m or 1h30m.");
        Arguments.Require(time >= min && time <= max, $"{option} is '{text}'; use {min.TotalSeconds:0}s to {max.TotalHours:0}h.");
        return time;
    }

    private static double Positive(double value, string option)
    {
        Arguments.Require(double.IsFinite(value) && value is > 0 and <= 1e9, $"{option} is {value}; use a number above 0, at most a billion.");
        return value;
    }
}
