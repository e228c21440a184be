using System.Net;
using System.Text;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Lambda;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.LocalCloud;

public sealed class FunctionPoolTests : IAsyncLifetime
{
    private readonly TestLog _log = new();
    private readonly MetricCollector _metrics = new(new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_763_900_000_000)));
    private readonly List<FunctionPool> _pools = [];
    private readonly LambdaServer _server = new();
    private readonly LoopbackHost _host = new();
    private readonly LoopbackEndpoint _endpoint;

    public FunctionPoolTests() => _endpoint = _host.Add(0, _server.HandleAsync, LambdaServer.PayloadLimitBytes);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _host.StartAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (FunctionPool pool in _pools)
        {
            int[] processIds = [.. pool.ProcessIds];
            await pool.DisposeAsync();
            Assert.All(processIds, id => Assert.False(RunningProcess.Exists(id), $"process {id} was left behind"));
        }

        _server.Stop();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Invoke_ManyAtOnceOnTwoProcesses_EachGetsItsOwnAnswer()
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings() with { Instances = 2 });

        InvokeResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => InvokeAsync(pool, $$"""{"i":{{i}}}""")));

        Assert.All(results, (result, i) => Assert.Equal((InvokeStatus.Succeeded, $$"""{"i":{{i}}}"""), (result.Status, result.Text)));
        Assert.Equal(50, _metrics.Get("AWS/Lambda", "Invocations", "FunctionName=AggregatorFunction").Sum);
        Assert.Equal(2, pool.ProcessIds.Count);
    }

    [Fact]
    public async Task Invoke_FunctionReportsError_GivesTypeAndMessageAndKeepsTheProcess()
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings());
        int processId = pool.ProcessIds.Single();

        InvokeResult result = await InvokeAsync(pool, """{"do":"error","message":"no such thing"}""");

        Assert.Equal(InvokeStatus.FunctionError, result.Status);
        Assert.Equal("Test.Error: no such thing", result.ErrorSummary);
        Assert.Equal(processId, pool.ProcessIds.Single());
    }

    [Theory]
    [InlineData("crash", "signal: 9")]
    [InlineData("exit", "exit status 7")]
    public async Task Invoke_ProcessDies_IsAFunctionErrorAndTheNextProcessServes(string how, string message)
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings());

        InvokeResult lost = await InvokeAsync(pool, $$"""{"do":"{{how}}"}""");
        InvokeResult next = await InvokeAsync(pool, """{"fine":1}""");

        Assert.Equal(InvokeStatus.FunctionError, lost.Status);
        Assert.Contains("Runtime.ExitError", lost.Text, StringComparison.Ordinal);
        Assert.Contains(message, lost.ErrorSummary, StringComparison.Ordinal);
        Assert.Equal(InvokeStatus.Succeeded, next.Status);
    }

    [Fact]
    public async Task Invoke_TakesTooLong_IsKilledAndSaysSo()
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings() with { Timeout = TimeSpan.FromMilliseconds(300) });

        InvokeResult result = await InvokeAsync(pool, """{"do":"sleep"}""");

        Assert.Equal(InvokeStatus.FunctionError, result.Status);
        Assert.Contains("Task timed out after 0.30 seconds", result.ErrorSummary, StringComparison.Ordinal);
        Assert.Equal(InvokeStatus.Succeeded, (await InvokeAsync(pool, """{"fine":1}""")).Status);
    }

    [Fact]
    public async Task KillOne_WhileBusy_LosesThatInvocationOnly()
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings());
        Task<InvokeResult> running = InvokeAsync(pool, """{"do":"sleep"}""");
        while (!pool.IsBusy)
        {
            await Task.Yield();
        }

        int killed = pool.KillOne();

        Assert.NotEqual(0, killed);
        Assert.Equal(InvokeStatus.FunctionError, (await running).Status);
        Assert.Equal(InvokeStatus.Succeeded, (await InvokeAsync(pool, """{"fine":1}""")).Status);
    }

    [Fact]
    public async Task Dispose_WhileProcessesAreBeingStarted_Ends()
    {
        for (int i = 0; i < 10; i++)
        {
            var pool = new FunctionPool(TestFunctions.Settings() with { Instances = 2 }, _log, _metrics, TimeProvider.System);
            _server.Add(pool);
            pool.Start(_endpoint.Uri.Authority);
            if (i % 2 == 1)
            {
                await Task.Yield();
            }

            await pool.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        }
    }

    [Fact]
    public async Task Start_InitializationFails_SaysWhy()
    {
        var pool = new FunctionPool(TestFunctions.Settings(("FAIL_INIT", "LEDGER_TABLE is missing")), _log, _metrics, TimeProvider.System);
        _pools.Add(pool);
        _server.Add(pool);
        pool.Start(_endpoint.Uri.Authority);

        var error = await Assert.ThrowsAsync<LocalCloudException>(() => pool.Ready);
        InvokeResult result = await InvokeAsync(pool, "{}");

        Assert.Contains("LEDGER_TABLE is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("LEDGER_TABLE is missing", result.ErrorSummary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ProgramIsMissing_SaysWhich()
    {
        var pool = new FunctionPool(TestFunctions.Settings() with { Command = ["/no/such/program"] }, _log, _metrics, TimeProvider.System);
        _pools.Add(pool);
        _server.Add(pool);
        pool.Start(_endpoint.Uri.Authority);

        var error = await Assert.ThrowsAsync<LocalCloudException>(() => pool.Ready);

        Assert.Contains("/no/such/program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_Environment_IsLambdasAndNotTheDevelopers()
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings(("LEDGER_TABLE", "ledger")));

        Assert.Equal("\"ledger\"", await EnvironmentAsync("LEDGER_TABLE"));
        Assert.Equal("\"AggregatorFunction\"", await EnvironmentAsync("AWS_LAMBDA_FUNCTION_NAME"));
        Assert.Equal("\"us-east-1\"", await EnvironmentAsync("AWS_REGION"));
        Assert.Equal("null", await EnvironmentAsync("DOTNET_CLI_TELEMETRY_SESSIONID"));
        Assert.Equal("null", await EnvironmentAsync("AWS_PROFILE"));

        async Task<string> EnvironmentAsync(string name) => (await InvokeAsync(pool, $$"""{"do":"env","name":"{{name}}"}""")).Text;
    }

    [Fact]
    public async Task Process_WritesLines_MetricsAndLogAreToldApart()
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings());
        const string Metric =
            """{\"_aws\":{\"Timestamp\":1763900000000,\"CloudWatchMetrics\":[{\"Namespace\":\"LogFunctions\",\"Dimensions\":[[],[\"Shard\"]],\"Metrics\":[{\"Name\":\"LinesAccepted\",\"Unit\":\"Count\"}]}]},\"Shard\":\"s0\",\"LinesAccepted\":[5,7]}""";

        await InvokeAsync(pool, $$"""{"do":"print","line":"{{Metric}}"}""");
        await InvokeAsync(pool, """{"do":"print","line":"plain"}""");
        await InvokeAsync(pool, """{"do":"exit"}""");

        Assert.Equal(new MetricStatistics(2, 12, 5, 7, 7), _metrics.Get("LogFunctions", "LinesAccepted"));
        Assert.Equal(12, _metrics.Get("LogFunctions", "LinesAccepted", "Shard=s0").Sum);
        Assert.Contains("output AggregatorFunction plain", _log.Lines);
        Assert.DoesNotContain(_log.Lines, line => line.Contains("_aws", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Invoke_AnswerIsTooLarge_IsAFunctionError()
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings());

        InvokeResult result = await InvokeAsync(pool, """{"do":"big"}""");

        Assert.Equal(InvokeStatus.FunctionError, result.Status);
        Assert.Contains("ResponseSizeTooLarge", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_TooManyWait_IsThrottled()
    {
        FunctionPool pool = await StartAsync(TestFunctions.Settings() with { WaitingMax = 1 });
        Task<InvokeResult> running = InvokeAsync(pool, """{"do":"sleep"}""");
        while (!pool.IsBusy)
        {
            await Task.Yield();
        }

        Task<InvokeResult> waiting = InvokeAsync(pool, "{}");
        InvokeResult refused = await InvokeAsync(pool, "{}");

        Assert.Equal(InvokeStatus.Throttled, refused.Status);
        pool.KillOne();
        await Task.WhenAll(running, waiting);
    }

    [Fact]
    public async Task InvokeApi_LikeTheAwsCli_AnswersErrorsAndUnknownNames()
    {
        await StartAsync(TestFunctions.Settings());
        using var http = new HttpClient { BaseAddress = _endpoint.Uri };

        using HttpResponseMessage answer = await http.PostAsync("2015-03-31/functions/AggregatorFunction/invocations", new StringContent("""{"a":1}"""), Cancel);
        using HttpResponseMessage failed = await http.PostAsync("2015-03-31/functions/AggregatorFunction/invocations", new StringContent("""{"do":"error","message":"x"}"""), Cancel);
        using HttpResponseMessage unknown = await http.PostAsync("2015-03-31/functions/Nope/invocations", new StringContent("{}"), Cancel);

        Assert.Equal("""{"a":1}""", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("Unhandled", failed.Headers.GetValues("X-Amz-Function-Error").Single());
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("AggregatorFunction", await unknown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeApi_RequestOfAWebPage_IsRefused()
    {
        await StartAsync(TestFunctions.Settings());
        using var http = new HttpClient { BaseAddress = _endpoint.Uri };
        http.DefaultRequestHeaders.Add("Origin", "https://example.com");

        using HttpResponseMessage answer = await http.PostAsync("2015-03-31/functions/AggregatorFunction/invocations", new StringContent("{}"), Cancel);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task<FunctionPool> StartAsync(FunctionSettings settings)
    {
        var pool = new FunctionPool(settings, _log, _metrics, TimeProvider.System);
        _pools.Add(pool);
        _server.Add(pool);
        pool.Start(_endpoint.Uri.Authority);
        await pool.Ready.WaitAsync(Cancel);
        return pool;
    }

    private static Task<InvokeResult> InvokeAsync(FunctionPool pool, string json) => pool.InvokeAsync(Encoding.UTF8.GetBytes(json), Cancel);
}
