using System.Diagnostics;
using System.Globalization;
using LogFunctions.Benchmarks.Processes;

namespace LogFunctions.Benchmarks.Quick;

/// <summary>
/// A process that holds some measures of a scenario and runs them when told to; see <see cref="WorkerLoop"/>. The just-in-time compiler compiles for
/// what a process does first, and one scenario after the other in one process makes the later ones slower than they are.
/// </summary>
internal sealed class MeasureWorker : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<MeasureInfo> _measures = [];

    private MeasureWorker(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>What it can run; known after <see cref="PrepareAsync"/>.</summary>
    public IReadOnlyList<MeasureInfo> Measures => _measures;

    /// <summary>Starts this program once more.</summary>
    public static MeasureWorker Start(IReadOnlyList<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new BenchmarkException("This program does not know where it is.");
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, isHost ? [typeof(MeasureWorker).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new MeasureWorker(Process.Start(start) ?? throw new BenchmarkException($"{program} did not start."));
    }

    /// <summary>Waits until it has made its measures.</summary>
    /// <exception cref="BenchmarkException">It failed.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            string[] parts = line.Split('\t');
            _measures.Add(new MeasureInfo(parts[0], Number(parts[1]), Number(parts[2]), Number(parts[3])));
        }
    }

    /// <summary>Runs one of its measures.</summary>
    /// <exception cref="BenchmarkException">It failed.</exception>
    public async Task<Slice> RunAsync(int measure, TimeSpan atLeast, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{measure} {(int)atLeast.TotalMilliseconds}").AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        string[] parts = (await ReadLineAsync(cancellationToken)).Split(' ');
        return new Slice(double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true); // it holds nothing that must be kept
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        string? line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        return line ?? throw new BenchmarkException($"A process that measures has ended: {(await _errors).TrimEnd()}");
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
