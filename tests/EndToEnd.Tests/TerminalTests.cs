using System.Text.RegularExpressions;

namespace LogFunctions.EndToEnd.Tests;

/// <summary>`logfn up` in a pseudo-terminal.</summary>
public sealed partial class TerminalTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(60, 20)]
    [InlineData(200, 50)]
    public async Task Up_InATerminal_DrawsToItsSizeAndGivesItBack(int columns, int rows)
    {
        Assert.SkipUnless(ProcessTree.IsSupported && File.Exists("/usr/bin/script"), "needs script(1) of util-linux");
        Assert.SkipWhen(ProcessTree.IsIgnored(ProcessTree.SigTerm), "signals are ignored here");
        string name = "test-" + Guid.NewGuid().ToString("N")[..8];
        await using LogfnProcess process = LogfnProcess.Start(
            ["up", "--rate", "200", "--shards", "1", "--name", name],
            new Dictionary<string, string?> { ["TERM"] = "xterm-256color", ["NO_COLOR"] = null },
            command => ["script", "-qefc", $"stty cols {columns} rows {rows}; exec {string.Join(' ', command)}", "/dev/null"]);
        await process.WaitForAsync("all ");
        Assert.Equal(0, (await LogfnProcess.RunAsync(["down", "--run", name])).ExitCode);
        Assert.Equal(0, await process.WaitAsync());
        await process.AssertNothingLeftAsync();

        string text = process.Out.ReplaceLineEndings("\n");
        int entered = text.IndexOf("\e[?1049h", StringComparison.Ordinal);
        int left = text.LastIndexOf("\e[?1049l", StringComparison.Ordinal);
        Assert.InRange(entered, 1, left);
        Assert.Contains("export AWS_ENDPOINT_URL_KINESIS=http://127.0.0.1:", text[..entered]);
        Assert.Contains($"logfn query --run {name}", text[..entered]);
        Assert.Contains("lines sent", text[entered..left]);
        Assert.Matches("logfn up: [0-9:]+; sent [0-9,]+, accepted [0-9,]+", text[left..]);

        // Every frame has a line for each row, none wider than the terminal: nothing scrolls, nothing wraps.
        string[] frames = text[entered..left].Split("\e[?2026h")[1..];
        Assert.NotEmpty(frames);
        foreach (string frame in frames)
        {
            string[] lines = [.. LineStart().Split(frame)[1..].Select(line => Escape().Replace(line, ""))];
            Assert.Equal(rows, lines.Length);
            Assert.StartsWith($"logfn up {name}", lines[0]);
            Assert.All(lines, line => Assert.InRange(line.Length, 0, columns));
        }
    }

    [GeneratedRegex("\e\\[[0-9]+;1H")]
    private static partial Regex LineStart();

    [GeneratedRegex("\e\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();
}
