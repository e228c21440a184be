using System.Text.Json;

namespace LogFunctions.EndToEnd.Tests;

/// <summary><c>logfn audit</c> beside a running <c>logfn up --archive</c>: while lines come and windows are open, both ways find that every line counts once.</summary>
public sealed class AuditCommandTests
{
    [Fact]
    public async Task Audit_WhileLinesCome_IsExact()
    {
        using var folder = new TempFolder();
        string name = "audited-" + Guid.NewGuid().ToString("N")[..8];
        await using LogfnProcess up = LogfnProcess.Start(["up", "--rate", "300", "--archive", "--name", name, "--data", folder.File("data")]);
        await up.WaitForAsync("endpoints; sent");
        while (Directory.EnumerateFiles(folder.File("data"), "*.gz", SearchOption.AllDirectories).Count() < 4)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        foreach (string[] arguments in (string[][])[["audit", "--run", name, "--stream", "--format", "json"], ["audit", "--run", name, "--format", "json"]])
        {
            (int exitCode, string output, string error) = await LogfnProcess.RunAsync(arguments);

            Assert.True(exitCode == 0, output + error);
            JsonElement result = JsonDocument.Parse(output).RootElement;
            Assert.Equal("exact", result.GetProperty("verdict").GetString());
            Assert.True(result.GetProperty("lines").GetInt64() > 1_000, output);
            JsonElement[] shards = [.. result.GetProperty("shards").EnumerateArray()];
            Assert.Equal(2, shards.Length);
            Assert.Equal(arguments.Contains("--stream"), shards.Sum(shard => shard.GetProperty("objects").GetInt32()) == 0);
        }
    }
}
