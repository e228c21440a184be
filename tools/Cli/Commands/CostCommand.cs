using System.CommandLine;
using LogFunctions.Cli.Cost;
using LogFunctions.Cli.Generate;
using LogFunctions.Cli.Output;

namespace LogFunctions.Cli.Commands;

/// <summary><c>logfn cost</c>: what a month of some traffic costs, and what a change would save.</summary>
internal static class CostCommand
{
    public static Command Create(CliContext context)
    {
        var byDefault = new Workload();
        var lines = TypedOption.Number("--lines-per-second", "Lines per second, averaged over the month.", byDefault.LinesPerSecond);
        var bytes = TypedOption.Number("--line-bytes", "Bytes of a line as it is put into the stream (after compression, if any).", byDefault.LineBytes);
        var packing = TypedOption.Number("--lines-per-record", "Lines of a Kinesis record.", byDefault.LinesPerRecord);
        var shards = TypedOption.Number<int>("--shards", "Shards of the stream; without it as many as this traffic fills to 70 %.");
        var endpoints = TypedOption.Number("--endpoints", "Different endpoints a minute.", byDefault.Endpoints);
        var batching = TypedOption.Number("--batching-window", "BatchingWindowSeconds of the stack, seconds; 0 to 300.", byDefault.BatchingWindowSeconds, "SECONDS");
        var retention = TypedOption.Number("--retention", "RetentionHours of the stack, hours; 24 to 8760.", byDefault.RetentionHours, "HOURS");
        var metrics = TypedOption.Number("--metric-endpoints", "Endpoints with CloudWatch metrics of their own.", byDefault.MetricEndpoints);
        var compare = new Option<bool>("--compare") { Description = "The same job in other ways, too." };
        var prices = new Option<bool>("--prices") { Description = "Every list price, with source and month." };
        Option<OutputFormat> format = OutputFormatOption.Create();

        var command = new Command("cost", "What a month of some traffic costs on AWS, service by service, and what a change of one setting would save.");
        foreach (Option option in new Option[] { lines, bytes, packing, shards, endpoints, batching, retention, metrics, compare, prices, format })
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var work = new Workload
            {
                LinesPerSecond = InRange(parsed.GetValue(lines), "--lines-per-second", 0.001, 1e8),
                LineBytes = InRange(parsed.GetValue(bytes), "--line-bytes", 1, 1e6),
                LinesPerRecord = InRange(parsed.GetValue(packing), "--lines-per-record", 1, 1e6),
                Shards = parsed.GetValue(shards) is int given ? (int)InRange(given, "--shards", 1, 10_000) : null,
                Endpoints = (int)InRange(parsed.GetValue(endpoints), "--endpoints", 1, 1e6),
                BatchingWindowSeconds = (int)InRange(parsed.GetValue(batching), "--batching-window", 0, 300),
                RetentionHours = (int)InRange(parsed.GetValue(retention), "--retention", 24, 8_760),
                MetricEndpoints = (int)InRange(parsed.GetValue(metrics), "--metric-endpoints", 0, 1_000),
            };
            int least = work.NeededShards(1);
            Arguments.Require(work.PaidShards >= least, $"--shards {work.PaidShards} cannot take this traffic: it needs {least}, or more lines in a record.");
            new CostReport(context).Write(work, parsed.GetValue(compare), parsed.GetValue(prices), parsed.GetValue(format));
        });
        return command.Examples(
            "logfn cost --lines-per-second 5000 --line-bytes 250 --lines-per-record 100",
            "logfn cost --lines-per-second 100000 --endpoints 500 --compare",
            "logfn cost --prices --format csv");
    }

    private static double InRange(double value, string option, double min, double max)
    {
        Arguments.Require(value >= min && value <= max, FormattableString.Invariant($"{option} is {value}; use {min:0.###} to {max:0.###}."));
        return value;
    }
}
