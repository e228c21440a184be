using System.Runtime.InteropServices;
using BenchmarkDotNet.Running;
using LogFunctions.Benchmarks.Arguments;
using LogFunctions.Benchmarks.ColdStart;
using LogFunctions.Benchmarks.Compare;
using LogFunctions.Benchmarks.FirstSecond;
using LogFunctions.Benchmarks.Processes;
using LogFunctions.Benchmarks.Quick;
using LogFunctions.Benchmarks.Scale;
using LogFunctions.Benchmarks.Statistical;
using LogFunctions.Benchmarks.WriteUnits;

using var interruption = new Interruption();
try
{
    return await RunAsync(BenchmarkArguments.Parse(args), interruption.Token);
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync($"{exception.Message}\n\n{Usage.Text}");
    return 2;
}
catch (BenchmarkException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return exception.ExitCode;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("interrupted");
    return Interruption.ExitCode;
}

static async Task<int> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
{
    switch (arguments.Mode)
    {
        case "--quick":
            Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors, vectors of {System.Numerics.Vector<byte>.Count * 8} bits; {CpuClock.Name}");
            var options = new QuickOptions(
                arguments.Number("--lines", QuickOptions.DefaultLines), arguments.Number("--rounds", 5), TimeSpan.FromMilliseconds(arguments.Number("--slice-ms", QuickOptions.DefaultSliceMs)), arguments.Text("--filter") ?? (arguments.Text("--all") is null ? null : ""), arguments.Text("--real"));
            await new QuickRun(Console.Out, options).RunAsync(cancellationToken);
            break;
        case BenchmarkArguments.MeasureWorkerMode:
            await QuickRun.WorkAsync(arguments.Rest, cancellationToken);
            break;
        case "--compare":
            await new CompareRun(Console.Out, Console.Error, arguments.Revision!, arguments.Number("--rounds", 3), arguments.Text("--filter"), arguments.Number("--lines", QuickOptions.DefaultLines), arguments.Number("--slice-ms", CompareRun.DefaultSliceMs)).RunAsync(cancellationToken);
            break;
        case "--cold-start":
            await new ColdStartRun(Console.Out, Console.Error, arguments.Number("--runs", 20)).RunAsync(cancellationToken);
            break;
        case "--first-second":
            await new FirstSecondRun(Console.Out, Console.Error, arguments.Number("--runs", 3), arguments.Number("--seconds", 10)).RunAsync(cancellationToken);
            break;
        case "--scale":
            IReadOnlyList<int> shards = arguments.Numbers("--shards", [1, 2, 4, 8, 16, 32]);
            int seconds = arguments.Number("--seconds", 5);
            new ShardScale(Console.Out, shards, seconds).Run(cancellationToken);
            await new PipelineScale(Console.Out, Console.Error, [.. shards.Where(count => count <= PipelineScale.MaxShards)], seconds).RunAsync(cancellationToken);
            break;
        case "--write-units":
            await new WriteUnitsRun(Console.Out, arguments.Number("--minutes", WriteUnitsRun.DefaultMinutes), arguments.Text("--filter")).RunAsync(cancellationToken);
            break;
        case BenchmarkArguments.BenchmarkDotNet:
            // In this process: BenchmarkDotNet's own builds look for a project of the assembly's name, which ours has not.
            BenchmarkSwitcher.FromAssembly(typeof(EventBenchmarks).Assembly).Run(["--inProcess", .. arguments.Rest]);
            break;
        default:
            Console.WriteLine(Usage.Text);
            break;
    }

    return 0;
}
