using System.Runtime.InteropServices;
using LogFunctions.Benchmarks.Processes;

namespace LogFunctions.Benchmarks.ColdStart;

/// <summary>
/// The Aggregator in its three forms, and an empty function beside it, published into artifacts/cold-start: a minute or two, once.
/// </summary>
internal sealed class PublishedFunctions(TextWriter progress, CancellationToken cancellationToken)
{
    public async Task<StartVariant> EmptyAsync() =>
        new("empty function, Native AOT, same SDK clients", Path.Combine(await PublishAsync("EmptyFunction", "empty", "-p:AOT=1"), "LogFunctions.EmptyFunction"));

    /// <summary>The Aggregator as it is deployed.</summary>
    public async Task<StartVariant> NativeAsync() =>
        new("Aggregator, Native AOT", Path.Combine(await PublishAsync("Aggregator", "aot", "-p:AOT=1"), "LogFunctions.Aggregator"));

    public async Task<IReadOnlyList<StartVariant>> AggregatorsAsync()
    {
        StartVariant native = await NativeAsync();
        string readyToRun = await PublishAsync("Aggregator", "r2r", "-p:AOT=0", "--self-contained", "false");
        string jit = await PublishAsync("Aggregator", "jit", "-p:AOT=0", "-p:PublishReadyToRun=false", "--self-contained", "false");
        return
        [
            native,
            new StartVariant("Aggregator, ReadyToRun", "dotnet", Path.Combine(readyToRun, "LogFunctions.Aggregator.dll")),
            new StartVariant("Aggregator, JIT", "dotnet", Path.Combine(jit, "LogFunctions.Aggregator.dll")),
        ];
    }

    /// <summary>What Lambda and template.yaml would set, with a DynamoDB at <paramref name="dynamoUrl"/>.</summary>
    public static Dictionary<string, string> Environment(string dynamoUrl) => new()
    {
        ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamoUrl,
        ["AWS_REGION"] = "us-east-1",
        ["AWS_ACCESS_KEY_ID"] = "local",
        ["AWS_SECRET_ACCESS_KEY"] = "local",
        ["LEDGER_TABLE"] = "Ledger",
        ["WINDOWS_TABLE"] = "Windows",
        ["AWS_LAMBDA_FUNCTION_NAME"] = "Aggregator",
        ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "1769",
    };

    private async Task<string> PublishAsync(string name, string variant, params string[] options)
    {
        string target = Path.Combine(Checkout.Root, "artifacts", "cold-start", variant);
        string project = Path.Combine(Checkout.Root, name == "Aggregator" ? "functions" : "tests", name);
        await progress.WriteLineAsync($"publishing {name} ({variant})");
        string[] arguments = ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-v", "q", "-nologo", "-p:UseSharedCompilation=false", "-o", target, .. options];
        ProgramRun run = await ProgramRun.RunAsync("dotnet", arguments, Checkout.Root, cancellationToken);
        return run.ExitCode == 0 ? target : throw new BenchmarkException($"dotnet publish {name} ({variant}) failed:\n{run.Tail}");
    }
}
