using System.Diagnostics;
using System.Runtime.InteropServices;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Processes;

namespace LogFunctions.Benchmarks.ColdStart;

/// <summary>
/// Publishes the Aggregator in its three forms and the empty function beside it into artifacts/cold-start (a minute or two, once), then
/// starts each in turn against a Runtime API and a DynamoDB that answer at once.
/// </summary>
internal sealed class ColdStartRun(TextWriter output, TextWriter progress, int runs)
{
    private const int EventLines = 100;

    public async Task RunAsync()
    {
        string aot = await PublishAsync("Aggregator", "aot", "-p:AOT=1");
        string readyToRun = await PublishAsync("Aggregator", "r2r", "-p:AOT=0", "--self-contained", "false");
        string jit = await PublishAsync("Aggregator", "jit", "-p:AOT=0", "-p:PublishReadyToRun=false", "--self-contained", "false");
        string empty = await PublishAsync("EmptyFunction", "empty", "-p:AOT=1");
        using var dynamo = new NullDynamoDb();
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamo.Url,
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["LEDGER_TABLE"] = "Ledger",
            ["WINDOWS_TABLE"] = "Windows",
            ["AWS_LAMBDA_FUNCTION_NAME"] = "Aggregator",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "1769",
        };
        LogCorpus lines = LogCorpus.Create(LineFormat.Json, EventLines, 50, seed: 7);
        byte[] eventJson = EventCorpus.Create("cold", lines, new Packing(EventLines, 1, false)).Events[0];
        await new ColdStartBench(eventJson, runs, environment).RunAsync(
        [
            new StartVariant("empty function, Native AOT, same SDK clients", Path.Combine(empty, "LogFunctions.EmptyFunction")),
            new StartVariant("Aggregator, Native AOT", Path.Combine(aot, "LogFunctions.Aggregator")),
            new StartVariant("Aggregator, ReadyToRun", "dotnet", Path.Combine(readyToRun, "LogFunctions.Aggregator.dll")),
            new StartVariant("Aggregator, JIT", "dotnet", Path.Combine(jit, "LogFunctions.Aggregator.dll")),
        ], output);
    }

    private async Task<string> PublishAsync(string name, string variant, params string[] options)
    {
        string target = Path.Combine(Checkout.Root, "artifacts", "cold-start", variant);
        string project = Path.Combine(Checkout.Root, name == "Aggregator" ? "functions" : "tests", name);
        await progress.WriteLineAsync($"publishing {name} ({variant})");
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-v", "q", "-nologo", "-o", target, .. options])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? target : throw new InvalidOperationException($"dotnet publish {name} ({variant}) failed:\n{text}");
    }
}
