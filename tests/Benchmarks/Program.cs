using System.Globalization;
using System.Runtime.InteropServices;
using LogFunctions.Benchmarks.ColdStart;
using LogFunctions.Benchmarks.Quick;

if (args.Contains("--quick"))
{
    Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors, vectors of {System.Numerics.Vector<byte>.Count * 8} bits; {CpuClock.Name}");
    new QuickRun(Console.Out, Number("--lines", 200_000), Number("--rounds", 5), TimeSpan.FromMilliseconds(Number("--slice-ms", 150)), Text("--filter")).Run();
    return 0;
}

if (args.Contains("--cold-start"))
{
    return await new ColdStartRun(Console.Out, Console.Error, Number("--runs", 20)).RunAsync();
}

Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Benchmarks -- --quick [--filter TEXT] [--lines N] [--rounds N] [--slice-ms N]");
return 2;

int Number(string name, int fallback) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;

string? Text(string name)
{
    int index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
}
