using LogFunctions.Cli;
using LogFunctions.Cli.Runs;

namespace LogFunctions.Tools.Tests.RunFiles;

public sealed class RunRegistryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("logfn-test-");

    private RunRegistry Registry => new(_folder.FullName);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Run_Published_IsListedUntilItEnds()
    {
        RunSlot slot = Registry.Take(null);
        Assert.Equal("up", slot.Name);
        Assert.Empty(Registry.List());
        slot.Publish(Run("up"));
        RunInfo listed = Assert.Single(Registry.List());
        Assert.Equal(Run("up") with { Variables = listed.Variables }, listed);
        Assert.Equal(Run("up").Variables, listed.Variables);
        Assert.True(Registry.IsAlive("up"));
        slot.Dispose();
        Assert.Empty(Registry.List());
        Assert.False(Registry.IsAlive("up"));
    }

    [Fact]
    public void Names_OfRunsSideBySide_Differ()
    {
        using RunSlot first = Registry.Take(null);
        using RunSlot second = Registry.Take(null);
        using RunSlot third = Registry.Take("demo");
        Assert.Equal(["up", "up-2", "demo"], [first.Name, second.Name, third.Name]);
        Assert.Contains("a run named demo is there already", Assert.Throws<CliException>(() => Registry.Take("demo")).Message);
    }

    [Fact]
    public void File_OfADeadProcess_IsIgnoredAndRemoved()
    {
        RunRegistry.Write(Path.Combine(_folder.FullName, "up.json"), Run("up")); // nobody holds its lock
        Registry.RequestStop("up");
        Assert.Empty(Registry.List());
        Assert.Empty(_folder.EnumerateFiles("*.json"));
        Assert.Empty(_folder.EnumerateFiles("*.stop"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"name":"../other"}""")]
    [InlineData("[1]")]
    public void File_OfSomethingElse_IsNoRun(string text)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "up.json"), text);
        Assert.Empty(Registry.List());
    }

    [Fact]
    public async Task Stop_Requested_ReachesTheRun_AndNotTheNextOfItsName()
    {
        using (RunSlot slot = Registry.Take("demo"))
        {
            slot.Publish(Run("demo"));
            Task stop = slot.StopRequestedAsync(TimeProvider.System, Cancel);
            Registry.RequestStop("demo");
            await stop;
            Registry.RequestStop("demo");
        }

        Registry.RequestStop("demo"); // too late: it has ended
        using RunSlot next = Registry.Take("demo");
        using var soon = new CancellationTokenSource();
        Task never = next.StopRequestedAsync(TimeProvider.System, soon.Token);
        Assert.False(never.IsCompleted);
        await soon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    internal static RunInfo Run(string name, string endpoint = "http://127.0.0.1:1/") => new(
        name, 42, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), "generated traffic", "local-LogStream", $"bucket-{name}", "data",
        new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint,
            ["AWS_ENDPOINT_URL_KINESIS"] = endpoint,
            ["LEDGER_TABLE"] = "ledger",
            ["WINDOWS_TABLE"] = "windows",
        });
}
