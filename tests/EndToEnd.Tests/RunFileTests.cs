using System.Text.Json;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>A run in the background, found by the other commands and ended by one of them.</summary>
public sealed class RunFileTests
{
    [Fact]
    public async Task Up_Detached_IsFoundUsedAndEnded()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "--detach is for Linux and macOS");
        using var folder = new TempFolder();
        string name = "test-" + Guid.NewGuid().ToString("N")[..8];
        await using LogfnProcess starter = LogfnProcess.Start(["up", "--detach", "--name", name, "--rate", "50", "--shards", "1", "--data", folder.File("data")]);
        Assert.Equal((0, ""), (await starter.WaitAsync(), starter.Error));
        Assert.Contains($"{name} runs in the background", starter.Out);
        try
        {
            (_, string status, _) = await LogfnProcess.RunAsync(["status", "--format", "json"]);
            using JsonDocument parsed = JsonDocument.Parse(status);
            JsonElement run = parsed.RootElement.EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);
            Assert.Equal(folder.File("data"), run.GetProperty("dataDirectory").GetString());

            string truth = folder.File("truth.json");
            Assert.Equal(0, (await LogfnProcess.RunAsync(["generate", "--run", name, "--to", "kinesis", "--lines", "10", "--truth", truth])).ExitCode);
            (int queried, _, string why) = await LogfnProcess.RunAsync(["query", "--run", name, "--format", "json"]);
            Assert.True(queried == 0, why);
            (int again, _, string taken) = await LogfnProcess.RunAsync(["up", "--name", name]);
            Assert.Equal((1, $"logfn: a run named {name} is there already: give another --name, or end it by `logfn down --run {name}`.\n"), (again, taken));
        }
        finally
        {
            (int ended, string said, _) = await LogfnProcess.RunAsync(["down", "--run", name]);
            Assert.Equal((0, $"{name} has ended.\n"), (ended, said));
        }

        await starter.AssertNothingLeftAsync();
        (_, string after, _) = await LogfnProcess.RunAsync(["status", "--format", "json"]);
        Assert.DoesNotContain(name, after);
    }

    [Fact]
    public async Task Up_DetachedThatCannotStart_SaysWhy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "--detach is for Linux and macOS");
        string name = "test-" + Guid.NewGuid().ToString("N")[..8];
        (int exitCode, string output, string error) = await LogfnProcess.RunAsync(["up", "--detach", "--name", name, "--input", "/no/such/file.log"]);
        Assert.Equal((1, "", "logfn: it ended at once: --input /no/such/file.log does not exist.\n"), (exitCode, output, error));
    }
}
