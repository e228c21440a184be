using System.Globalization;
using LogFunctions.Benchmarks.Processes;

namespace LogFunctions.Benchmarks.Scale;

/// <summary>Processor seconds by who used them, and what they say about the limit of a pipeline.</summary>
internal static class CpuShares
{
    /// <summary>Processor seconds so far of this process and its children, by part of the pipeline.</summary>
    public static Dictionary<string, double> Read()
    {
        var seconds = new Dictionary<string, double> { ["bench"] = CpuTime.OfProcess(Environment.ProcessId) ?? 0 };
        foreach ((int id, string command) in ProcessTree.Descendants(Environment.ProcessId))
        {
            string part = PartOf(command);
            seconds[part] = seconds.GetValueOrDefault(part) + (CpuTime.OfProcess(id) ?? 0);
        }

        return seconds;
    }

    /// <summary>What was used between two readings.</summary>
    public static Dictionary<string, double> Between(Dictionary<string, double> before, Dictionary<string, double> after) =>
        after.ToDictionary(pair => pair.Key, pair => pair.Value - before.GetValueOrDefault(pair.Key));

    /// <summary>"bound by: kinesalite (61 % of 9.4 CPU s, 0.97 of a processor)": who used most, and how much of one processor that is.</summary>
    public static string Verdict(IReadOnlyDictionary<string, double> seconds, double wallSeconds)
    {
        (string part, double most) = seconds.MaxBy(pair => pair.Value);
        double all = seconds.Values.Sum();
        return string.Create(CultureInfo.InvariantCulture, $"bound by: {part} ({most / all * 100:0} % of {all:0.0} CPU s, {most / wallSeconds:0.00} of a processor)");
    }

    private static string PartOf(string command) =>
        command.Contains("kinesalite", StringComparison.Ordinal) ? "kinesalite"
        : command.Contains("dynalite", StringComparison.Ordinal) ? "dynalite"
        : command.Contains("LogFunctions.Aggregator", StringComparison.Ordinal) ? "functions"
        : "other";
}
