using System.Text.Json;
using LogFunctions.Cli;
using LogFunctions.Cli.Runs;
using LogFunctions.Tools.Tests.Cli;

namespace LogFunctions.Tools.Tests.RunFiles;

/// <summary>How commands find a run, and what they say when there is none or more than one.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("logfn-test-");
    private readonly List<RunSlot> _slots = [];
    private readonly List<RefusingEndpoint> _endpoints = [];

    public void Dispose()
    {
        _slots.ForEach(slot => slot.Dispose());
        _endpoints.ForEach(endpoint => endpoint.Dispose());
        _cache.Delete(recursive: true);
    }

    [Fact]
    public async Task Status_WithoutRuns_SaysSoAndExitsWith1()
    {
        (int exitCode, string output, string error) = await RunAsync("status");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal("logfn: no `logfn up` runs on this machine.\n", error);
        Assert.Equal((1, "[]\n"), (await RunAsync("status", "--format", "json")) is var (code, json, _) ? (code, json) : default);
    }

    [Fact]
    public async Task Status_WithRuns_GivesWhatAnotherTerminalNeeds()
    {
        Start("up");
        Start("demo");
        (int exitCode, string output, string error) = await RunAsync("status");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"\nexport AWS_ENDPOINT_URL_KINESIS={_endpoints[0].Uri}\n", output);
        (_, string json, _) = await RunAsync("status", "--format", "json");
        using JsonDocument parsed = JsonDocument.Parse(json);
        Assert.Equal(["demo", "up"], parsed.RootElement.EnumerateArray().Select(run => run.GetProperty("name").GetString()));
        Assert.Equal("windows", parsed.RootElement[0].GetProperty("WINDOWS_TABLE").GetString());
    }

    [Fact]
    public async Task Commands_WithOneRun_TalkToIt()
    {
        Start("up");
        foreach (string[] command in (string[][])[["query"], ["generate", "--lines", "1", "--to", "kinesis"], ["generate", "--lines", "1", "--to", "kinesis:local-LogStream"]])
        {
            (int exitCode, _, string error) = await RunAsync(command);
            Assert.Equal(1, exitCode);
            Assert.Contains("this is up", error);
        }
    }

    [Fact]
    public async Task Commands_WithSeveralRuns_AskForTheName()
    {
        Start("up");
        Start("demo");
        foreach (string[] command in (string[][])[["query"], ["generate", "--lines", "1", "--to", "kinesis"], ["redrive", "--dry-run"], ["down"]])
        {
            (int exitCode, _, string error) = await RunAsync(command);
            Assert.Equal((1, "logfn: several `logfn up` run on this machine: choose one by --run demo or up.\n"), (exitCode, error));
        }

        Assert.Contains("this is demo", (await RunAsync("query", "--run", "demo")).Error);
        Assert.Contains("there is no run other; there are demo, up.", (await RunAsync("query", "--run", "other")).Error);
    }

    [Fact]
    public async Task Commands_WithoutRun_SaySo()
    {
        Assert.Equal((1, "logfn: no `logfn up` runs on this machine; start one, or say where to go by options (see --help).\n"), Said(await RunAsync("generate", "--lines", "1", "--to", "kinesis")));
        Assert.Equal((1, "logfn: no `logfn up` runs on this machine.\n"), Said(await RunAsync("down")));
        Assert.Contains("--from is missing, and no `logfn up` runs", (await RunAsync("redrive", "--dry-run")).Error);
    }

    [Fact]
    public async Task Endpoints_OfOptionsAndEnvironment_GoBeforeARun()
    {
        Start("up");
        Start("demo");
        using var other = new RefusingEndpoint("this is another");
        Assert.Contains("this is another", (await RunAsync("query", "--endpoint", other.Uri.ToString())).Error);
        Assert.Contains("this is another", (await CliWithAsync(name => name == "AWS_ENDPOINT_URL_DYNAMODB" ? other.Uri.ToString() : null, "query")).Error);
        (int exitCode, _, string error) = await RunAsync("query", "--endpoint", "http://127.0.0.1:9", "--run", "up");
        Assert.Equal((2, "logfn: --run and --endpoint exclude each other: both say where to go. See `logfn query --help`.\n"), (exitCode, error));
    }

    private static (int ExitCode, string Error) Said((int ExitCode, string Out, string Error) result) => (result.ExitCode, result.Error);

    private void Start(string name)
    {
        RunSlot slot = new RunRegistry(Path.Combine(_cache.FullName, "runs")).Take(name);
        var endpoint = new RefusingEndpoint($"this is {name}");
        slot.Publish(RunRegistryTests.Run(name, endpoint.Uri.ToString()));
        _slots.Add(slot);
        _endpoints.Add(endpoint);
    }

    private Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] args) => CliWithAsync(_ => null, args);

    private async Task<(int ExitCode, string Out, string Error)> CliWithAsync(Func<string, string?> environment, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await Program.RunAsync(args, CliHarness.Context(output, error, environment, _cache.FullName), TestContext.Current.CancellationToken);
        return (exitCode, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
