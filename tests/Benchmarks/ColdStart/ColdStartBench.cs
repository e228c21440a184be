using System.Diagnostics;
using System.Globalization;

namespace LogFunctions.Benchmarks.ColdStart;

/// <summary>A way to start the function: what the table calls it and the command line.</summary>
internal sealed record StartVariant(string Name, string FileName, params string[] Arguments);

/// <summary>
/// From process start to the first answered event through the Runtime API, and the peak memory of the process at that moment
/// (VmHWM of /proc). Variants take turns; median of <c>runs</c>.
/// </summary>
internal sealed class ColdStartBench(byte[] eventJson, int runs, IReadOnlyDictionary<string, string> environment)
{
    public async Task RunAsync(IReadOnlyList<StartVariant> variants, TextWriter output, CancellationToken cancellationToken)
    {
        using var api = new OneShotRuntimeApi(eventJson);
        var times = variants.Select(_ => new List<double>()).ToArray();
        var memory = variants.Select(_ => new List<double>()).ToArray();
        for (int run = -1; run < runs; run++)
        {
            for (int i = 0; i < variants.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (double milliseconds, double mebibytes) = await StartOnceAsync(api, variants[i]);
                if (run >= 0) // the first start of each reads the files into the page cache
                {
                    times[i].Add(milliseconds);
                    memory[i].Add(mebibytes);
                }
            }
        }

        await output.WriteLineAsync("| variant | ms to first answer: median (min - max) | peak MiB: median |");
        await output.WriteLineAsync("| --- | ---: | ---: |");
        for (int i = 0; i < variants.Count; i++)
        {
            times[i].Sort();
            memory[i].Sort();
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"| {variants[i].Name} | {times[i][runs / 2]:0.0} ({times[i][0]:0.0} - {times[i][^1]:0.0}) | {memory[i][runs / 2]:0.0} |"));
        }
    }

    private async Task<(double Milliseconds, double Mebibytes)> StartOnceAsync(OneShotRuntimeApi api, StartVariant variant)
    {
        api.Reset();
        var start = new ProcessStartInfo(variant.FileName, variant.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.Address;
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{variant.FileName} did not start.");
        Task<string> stdout = process.StandardOutput.ReadToEndAsync();
        Task<string> stderr = process.StandardError.ReadToEndAsync();
        Task first = await Task.WhenAny(api.Answered, process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(30)));
        if (first != api.Answered || (await api.Answered).Answer != "response")
        {
            process.Kill();
            throw new InvalidOperationException($"{variant.Name} did not answer the event with a response: {await stdout}{await stderr}");
        }

        double milliseconds = Stopwatch.GetElapsedTime(begin, (await api.Answered).Timestamp).TotalMilliseconds;
        double mebibytes = PeakMebibytes(process.Id);
        process.Kill();
        await process.WaitForExitAsync();
        return (milliseconds, mebibytes);
    }

    private static double PeakMebibytes(int processId)
    {
        string line = File.ReadLines($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
