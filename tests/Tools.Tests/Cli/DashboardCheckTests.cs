using LogFunctions.Tools.Tests.Dashboards;

namespace LogFunctions.Tools.Tests.Cli;

/// <summary><c>logfn dashboard FILE --check</c>.</summary>
public sealed class DashboardCheckTests
{
    [Fact]
    public async Task Check_BodyThatIsDrawn_PrintsALinePerWidget()
    {
        (int exitCode, string output, string error) = await CheckAsync(Bodies.Everything);

        Assert.Equal(0, exitCode);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(12, lines.Length);
        Assert.Equal("$.widgets[5] metric timeSeries stacked, 12x6 at 0,6, 2 metrics, 1 expression, 4 annotations \"Requests\"", lines[5]);
        Assert.Contains("1 dashboard, 12 widgets, all drawn.", error);
    }

    [Fact]
    public async Task Check_WhatIsNotDrawn_IsInTheLineOfItsWidget()
    {
        (int exitCode, string output, string error) = await CheckAsync(
            """{"zoom":1,"widgets":[{"type":"text","properties":{"markdown":"a"}},{"type":"metric","properties":{"view":"heatmap","metrics":[["N","M"]]}}]}""");

        Assert.Equal(1, exitCode);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.DoesNotContain("not drawn", lines[0]);
        Assert.Contains("not drawn: $.widgets[1].properties.view 'heatmap' is not known", lines[1]);
        Assert.Contains("$.zoom is not known", error);
        Assert.Contains("2 things not drawn.", error);
    }

    [Fact]
    public async Task Check_HostileTitle_CannotWriteToTheTerminal()
    {
        (_, string output, _) = await CheckAsync("""{"widgets":[{"type":"text","properties":{"markdown":"","title":"\u001b[2J\u202eevil\nline"}}]}""");

        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u202e', output);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("/no/such/body.json", "cannot be read")]
    [InlineData("", "cannot be read")]
    public async Task Check_FileThatIsNotThere_IsASentence(string path, string message)
    {
        (int exitCode, string output, string error) = await CliHarness.RunAsync("dashboard", path, "--check");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains(message, error);
    }

    private static async Task<(int ExitCode, string Out, string Error)> CheckAsync(string body)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, body, TestContext.Current.CancellationToken);
            return await CliHarness.RunAsync("dashboard", path, "--check");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
