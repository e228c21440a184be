using System.Text.Json;
using System.Text.RegularExpressions;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>What only a real process shows: console, signals, exit codes.</summary>
public sealed partial class FunctionProcessTests : IAsyncDisposable
{
    private readonly FakeRuntimeApi _api = new();

    [Fact]
    public async Task Console_OfAFunction_PrefixesLinesAndLeavesRawOutputAlone()
    {
        using var function = new FunctionProcess(_api);
        string[] lines = await LogLinesAsync(function);

        Assert.Equal("raw", lines[0]);
        Assert.All(lines[1..9], line => Assert.Matches(TimeAndRequest(), line));
        Assert.Equal(
            ["info\tconsole", "info\t42", "fail\tconsole error", "static", "warn\tstatic warning", "info\tline", "warn\ttook 12.5 ms for größe", "fail\twent wrong"],
            lines[1..9].Select(line => line.Split('\t', 3)[2]));
        Assert.Equal("System.InvalidOperationException: inner", lines[9]);
        Assert.Equal("stopped", lines[10]);
        Assert.Equal(string.Empty, await function.ErrorOutput);
    }

    [Fact]
    public async Task Console_InJsonFormat_WritesOneObjectPerLine()
    {
        using var function = new FunctionProcess(_api, ("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_LOG_LEVEL", "WARN"));
        JsonElement[] lines = [.. (await LogLinesAsync(function)).Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal(["console error", "static", "static warning", "took 12.5 ms for größe", "went wrong"], lines.Select(line => line.GetProperty("message").GetString()));
        Assert.All(lines, line => Assert.Equal("the-request", line.GetProperty("requestId").GetString()));
        Assert.Equal("Warning", lines[3].GetProperty("level").GetString());
        Assert.Equal(12.5, lines[3].GetProperty("elapsedMs").GetDouble());
        Assert.Equal("größe", lines[3].GetProperty("name").GetString());
        Assert.Equal("System.InvalidOperationException", lines[4].GetProperty("errorType").GetString());
        Assert.Equal("inner", lines[4].GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task Terminate_WhileIdle_EndsTheProcessWithoutError()
    {
        using var function = new FunctionProcess(_api);
        await _api.Polled.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        function.Terminate();
        Assert.Equal(0, await function.ExitCodeAsync());
        Assert.Equal("stopped\n", await function.Output);
    }

    [Fact]
    public async Task Terminate_WithinAnInvocation_AnswersItFirst()
    {
        using var function = new FunctionProcess(_api, ("AWS_LAMBDA_LOG_LEVEL", "FATAL"));
        _api.Enqueue(new FakeInvocation("a", "\"warm up\""));
        await _api.NextCallAsync();
        _api.Enqueue(new FakeInvocation("b", "wait:300"));
        await _api.Delivered("b").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        function.Terminate();
        RuntimeCall answer = await _api.NextCallAsync();
        Assert.Equal(("/2018-06-01/runtime/invocation/b/response", "wait:300"), (answer.Path, answer.Text));
        Assert.Equal(0, await function.ExitCodeAsync());
        Assert.Equal("stopped\n", await function.Output);
    }

    [Fact]
    public async Task Initialization_ThatFails_IsReportedAndEndsTheProcessWithError()
    {
        using var function = new FunctionProcess(_api, ("ECHO_INIT", "throw"));
        RuntimeCall error = await _api.NextCallAsync();
        Assert.Equal("/2018-06-01/runtime/init/error", error.Path);
        Assert.Contains("no configuration", error.Text, StringComparison.Ordinal);
        Assert.NotEqual(0, await function.ExitCodeAsync());
        Assert.Contains("no configuration", await function.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_OfTheFunction_LimitsTheHeap_AndTheProcessStillServes()
    {
        using var function = new FunctionProcess(_api, ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"));
        byte[] large = new byte[6_000_000];
        _api.Enqueue(new FakeInvocation("a", large));
        byte[] answer = (await _api.NextCallAsync()).Body;
        Assert.True(large.AsSpan().SequenceEqual(answer));
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private async Task<string[]> LogLinesAsync(FunctionProcess function)
    {
        _api.Enqueue(new FakeInvocation("the-request", "\"log\""));
        await _api.NextCallAsync();
        function.Terminate();
        Assert.Equal(0, await function.ExitCodeAsync());
        return (await function.Output).Split('\n');
    }

    [GeneratedRegex("^2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z\tthe-request\t")]
    private static partial Regex TimeAndRequest();
}
