using System.Diagnostics;
using System.Globalization;
using LogFunctions.Benchmarks.ColdStart;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Processes;

namespace LogFunctions.Benchmarks.FirstSecond;

/// <summary>
/// The life of a fresh function process on one core: 500-record events back to back from its first to its last second, and how fast it is in
/// each part of them. A function that compiles itself while it works is slow exactly when Lambda scales out.
/// </summary>
internal sealed class FirstSecondRun(TextWriter output, TextWriter progress, int runs, int seconds)
{
    private const int RingLines = 100_000;
    private const int RecordsPerEvent = 500;
    private const string TaskSet = "/usr/bin/taskset";

    private static readonly double[] s_ends = [0.1, 0.5, 1, 2, 5];
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);

    private readonly double[] _ends = [.. s_ends.Where(end => end < seconds), seconds];
    private readonly bool _canPin = File.Exists(TaskSet) && Environment.ProcessorCount > 1;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<StartVariant> variants = await new PublishedFunctions(progress, cancellationToken).AggregatorsAsync();
        EventCorpus ring = EventCorpus.Create("ring", LogCorpus.Create(LineFormat.Json, RingLines, 50, seed: 7), new Packing(RecordsPerEvent, 1, false));
        if (_canPin)
        {
            string own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            await ProgramRun.RunAsync(TaskSet, ["-a", "-p", "-c", "0", own], Checkout.Root, cancellationToken);
        }

        List<BusyCurve>[] curves = [.. variants.Select(_ => new List<BusyCurve>())];
        for (int run = 0; run < runs; run++)
        {
            for (int i = 0; i < variants.Count; i++)
            {
                await progress.WriteLineAsync($"run {run + 1} of {runs}: {variants[i].Name}");
                curves[i].Add(await MeasureAsync(variants[i], ring, cancellationToken));
            }
        }

        await PrintAsync(variants, curves);
    }

    private async Task<BusyCurve> MeasureAsync(StartVariant variant, EventCorpus ring, CancellationToken cancellationToken)
    {
        using var dynamo = new NullDynamoDb();
        using var api = new FirehoseRuntimeApi(ring);
        using Process process = Start(variant, PublishedFunctions.Environment(dynamo.Url), api.Address);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            return new BusyCurve(await SampleAsync(api, process, cancellationToken));
        }
        catch (BenchmarkException exception)
        {
            Kill(process);
            throw new BenchmarkException($"{variant.Name}: {exception.Message}\n{await output}{await error}", exception);
        }
        finally
        {
            Kill(process);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
    }

    private Process Start(StartVariant variant, Dictionary<string, string> environment, string apiAddress)
    {
        // taskset becomes the program it starts: the process id stays the same.
        ProcessStartInfo start = _canPin
            ? new ProcessStartInfo(TaskSet, ["-c", "1", variant.FileName, .. variant.Arguments])
            : new ProcessStartInfo(variant.FileName, variant.Arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        environment["AWS_LAMBDA_RUNTIME_API"] = apiAddress;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new BenchmarkException($"{start.FileName} did not start.");
    }

    private async Task<IReadOnlyList<BusyPoint>> SampleAsync(FirehoseRuntimeApi api, Process process, CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        while (api.FirstTimestamp == 0)
        {
            Check(api, process, isLate: Stopwatch.GetElapsedTime(begin) > s_startLimit);
            await Task.Delay(1, cancellationToken);
        }

        double cpuAtFirst = CpuTime.OfProcess(process.Id) ?? 0;
        var points = new List<BusyPoint>();
        do
        {
            await Task.Delay(5, cancellationToken);
            Check(api, process, isLate: false);
            points.Add(new BusyPoint(
                Stopwatch.GetElapsedTime(api.FirstTimestamp).TotalSeconds, (CpuTime.OfProcess(process.Id) ?? 0) - cpuAtFirst, api.Answered * RecordsPerEvent));
        }
        while (points[^1].Seconds < seconds);
        return points;
    }

    private static void Check(FirehoseRuntimeApi api, Process process, bool isLate)
    {
        string? trouble = api.Failed.IsFaulted ? api.Failed.Exception!.InnerException!.Message
            : process.HasExited ? $"it ended with exit code {process.ExitCode}."
            : isLate ? $"it did not ask for an event within {s_startLimit.TotalSeconds} s." : null;
        if (trouble is not null)
        {
            throw new BenchmarkException(trouble);
        }
    }

    private async Task PrintAsync(IReadOnlyList<StartVariant> variants, List<BusyCurve>[] curves)
    {
        await output.WriteLineAsync(_canPin
            ? "Each process pinned to processor 1, the Runtime API and DynamoDB that feed it to processor 0."
            : "Not pinned: taskset or a second processor is missing, so the feeding server may take time from what is measured.");
        await output.WriteLineAsync($"k lines/s of wall time (per second of the process's processor time); median of {runs}\n");
        string[] titles = [.. new double[] { 0 }.Concat(_ends).Zip(_ends, (from, to) => string.Create(CultureInfo.InvariantCulture, $"{from}-{to} s"))];
        await output.WriteLineAsync($"| variant | {string.Join(" | ", titles)} | first busy second / steady |");
        await output.WriteLineAsync($"| --- |{string.Concat(titles.Select(_ => " ---: |"))} ---: |");
        for (int i = 0; i < variants.Count; i++)
        {
            IReadOnlyList<BusyInterval>[] intervals = [.. curves[i].Select(curve => curve.Intervals(_ends))];
            IEnumerable<string> cells = _ends.Select((_, n) => string.Create(
                CultureInfo.InvariantCulture, $"{Median(intervals.Select(one => one[n].LinesPerSecond)) / 1000:0} ({Median(intervals.Select(one => one[n].LinesPerCpuSecond)) / 1000:0})"));
            double[] shares = [.. curves[i].Zip(intervals, (curve, one) => curve.FirstSecondShare(one[^1])).Order()];
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"| {variants[i].Name} | {string.Join(" | ", cells)} | {Median(shares):0 %} ({shares[0]:0 %} - {shares[^1]:0 %}) |"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
