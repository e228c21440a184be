using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

namespace LogFunctions.Functions.Tests.AwsPackages;

public sealed class RuntimeLoopTests : IAsyncDisposable
{
    private readonly FakeRuntimeApi _api = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    // The loop logs what its handlers throw, which is what most tests here are about.
    static RuntimeLoopTests() => Environment.SetEnvironmentVariable(FunctionProcess.LogLevelVariable, "Critical");

    [Theory]
    [InlineData(false, 0, false)]
    [InlineData(true, 0, false)]
    [InlineData(false, 1, false)]
    [InlineData(true, 1, false)]
    [InlineData(true, 7, true)]
    public async Task Event_HoweverItIsFramed_ReachesTheHandlerAndItsAnswerGoesBack(bool chunked, int packetBytes, bool closeAfter)
    {
        Run(LambdaBootstrapBuilder.Create((Func<Stream, ILambdaContext, Task<Stream>>)((input, _) => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(Read(input) + "!"))))));

        for (int i = 0; i < 3; i++)
        {
            _api.Enqueue(new FakeInvocation($"id-{i}", $$"""{"grüße":{{i}}}""") { Chunked = chunked, PacketBytes = packetBytes, CloseAfter = closeAfter });
            RuntimeCall answer = await _api.NextCallAsync();
            Assert.Equal($"/2018-06-01/runtime/invocation/id-{i}/response", answer.Path);
            Assert.Equal($$"""{"grüße":{{i}}}!""", answer.Text);
            Assert.Equal("application/json", answer.Headers["Content-Type"]);
        }

        Assert.Equal(closeAfter ? 4 : 1, _api.ConnectionCount);
    }

    [Fact]
    public async Task Endpoint_WithAPath_IsKeptInEveryCall()
    {
        await using var api = new FakeRuntimeApi("/MyFunction");
        Run(LambdaBootstrapBuilder.Create(() => new MemoryStream("1"u8.ToArray())), api);
        api.Enqueue(new FakeInvocation("a", "{}"));
        Assert.Equal("/MyFunction/2018-06-01/runtime/invocation/a/response", (await api.NextCallAsync()).Path);
        await StopAsync();
    }

    [Fact]
    public async Task Context_Carries_WhatTheHeadersSay()
    {
        var seen = new TaskCompletionSource<(ILambdaContext Context, TimeSpan Remaining)>();
        Run(LambdaBootstrapBuilder.Create((ILambdaContext context) => seen.SetResult((context, context.RemainingTime))));
        long deadlineMs = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds();
        _api.Enqueue(new FakeInvocation("request-1", "{}")
        {
            Headers = new()
            {
                ["LAMBDA-RUNTIME-DEADLINE-MS"] = deadlineMs.ToString(CultureInfo.InvariantCulture),
                ["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:us-east-1:123456789012:function:f:live",
                ["Lambda-Runtime-Trace-Id"] = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
                ["Lambda-Runtime-Client-Context"] = """{"client":{"installation_id":"i","app_title":"Grüße"},"env":{"a":"b"},"custom":{"c":"d"}}""",
                ["Lambda-Runtime-Cognito-Identity"] = """{"cognitoIdentityId":"who","cognitoIdentityPoolId":"pool"}""",
            },
        });

        RuntimeCall answer = await _api.NextCallAsync();
        (ILambdaContext context, TimeSpan remaining) = await seen.Task;
        Assert.Empty(answer.Body);
        Assert.Equal("request-1", context.AwsRequestId);
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:f:live", context.InvokedFunctionArn);
        Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1", context.TraceId);
        Assert.Equal("Grüße", context.ClientContext!.Client.AppTitle);
        Assert.Equal("b", context.ClientContext.Environment["a"]);
        Assert.Equal("d", context.ClientContext.Custom["c"]);
        Assert.Equal(("who", "pool"), (context.Identity!.IdentityId, context.Identity.IdentityPoolId));
        Assert.InRange(remaining, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.True(remaining > TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Deadline_InThePast_GivesNegativeRemainingTime()
    {
        var seen = new TaskCompletionSource<TimeSpan>();
        Run(LambdaBootstrapBuilder.Create((ILambdaContext context) => seen.SetResult(context.RemainingTime)));
        _api.Enqueue(new FakeInvocation("a", "{}") { Headers = new() { ["Lambda-Runtime-Deadline-Ms"] = "1000" } });
        Assert.True(await seen.Task < TimeSpan.Zero);
    }

    [Fact]
    public async Task Handler_ThatThrows_IsReportedWithTypeMessageStackAndCauses_AndTheLoopGoesOn()
    {
        int calls = 0;
        Run(LambdaBootstrapBuilder.Create((Func<Stream, Task<Stream>>)(async _ =>
        {
            await Task.Yield();
            return calls++ == 0 ? throw Failure() : new MemoryStream("fine"u8.ToArray());
        })));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        _api.Enqueue(new FakeInvocation("b", "{}"));

        RuntimeCall error = await _api.NextCallAsync();
        Assert.Equal("/2018-06-01/runtime/invocation/a/error", error.Path);
        Assert.Equal("application/vnd.aws.lambda.error+json", error.Headers["Content-Type"]);
        Assert.Equal("InvalidDataException", error.Headers["Lambda-Runtime-Function-Error-Type"]);
        JsonElement json = JsonDocument.Parse(error.Body).RootElement;
        Assert.Equal("InvalidDataException", json.GetProperty("errorType").GetString());
        Assert.Equal("line \"7\" is no\nJSON: ü", json.GetProperty("errorMessage").GetString());
        Assert.Contains(json.GetProperty("stackTrace").EnumerateArray(), line => line.GetString()!.Contains(nameof(RuntimeLoopTests), StringComparison.Ordinal));
        JsonElement cause = json.GetProperty("cause");
        Assert.Equal("AggregateException", cause.GetProperty("errorType").GetString());
        Assert.Equal(["FormatException", "TimeoutException"], cause.GetProperty("causes").EnumerateArray().Select(e => e.GetProperty("errorType").GetString()));

        string xray = error.Headers["Lambda-Runtime-Function-XRay-Error-Cause"];
        Assert.True(Ascii.IsValid(xray));
        JsonElement exception = JsonDocument.Parse(xray).RootElement.GetProperty("exceptions")[0];
        Assert.Equal("InvalidDataException", exception.GetProperty("type").GetString());
        Assert.NotEqual(0, exception.GetProperty("stack").GetArrayLength());
        Assert.Equal("fine", (await _api.NextCallAsync()).Text);
    }

    [Fact]
    public async Task Handler_ThatThrowsSynchronously_IsReportedToo()
    {
        Run(LambdaBootstrapBuilder.Create((Func<Stream, Task<Stream>>)(_ => throw new InvalidOperationException("at once"))));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        RuntimeCall error = await _api.NextCallAsync();
        Assert.EndsWith("/a/error", error.Path, StringComparison.Ordinal);
        Assert.Equal("at once", JsonDocument.Parse(error.Body).RootElement.GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task Handler_ThatThrowsCancellation_FailsTheInvocation_NotTheLoop()
    {
        Run(LambdaBootstrapBuilder.Create((Func<Stream, Task<Stream>>)(_ => throw new OperationCanceledException("deadline"))));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        _api.Enqueue(new FakeInvocation("b", "{}"));
        Assert.EndsWith("/a/error", (await _api.NextCallAsync()).Path, StringComparison.Ordinal);
        Assert.EndsWith("/b/error", (await _api.NextCallAsync()).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_WithAHugeMessage_StaysBelowTheServicesLimit()
    {
        Run(LambdaBootstrapBuilder.Create((Func<Stream, Task<Stream>>)(_ => throw new InvalidOperationException(new string('"', 3_000_000), new InvalidOperationException(new string('ü', 3_000_000))))));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        RuntimeCall error = await _api.NextCallAsync();
        Assert.InRange(error.Body.Length, 1, 256 * 1024);
        Assert.Equal("InvalidOperationException", JsonDocument.Parse(error.Body).RootElement.GetProperty("errorType").GetString());
        Assert.False(error.Headers.ContainsKey("Lambda-Runtime-Function-XRay-Error-Cause"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17_000)]
    [InlineData(6_000_000)]
    public async Task Response_OfAnySize_FromAnyKindOfStream_ArrivesWhole(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var streams = new Queue<Stream>([
            new MemoryStream(bytes, 0, length, writable: false, publiclyVisible: true),
            new MemoryStream(bytes),
            new TestStream(bytes, canSeek: true),
            new TestStream(bytes, canSeek: false),
        ]);
        Run(LambdaBootstrapBuilder.Create(streams.Dequeue));
        for (int i = streams.Count; i > 0; i--)
        {
            _api.Enqueue(new FakeInvocation("a", "{}"));
            byte[] body = (await _api.NextCallAsync()).Body;
            Assert.True(bytes.AsSpan().SequenceEqual(body));
        }
    }

    [Fact]
    public async Task Response_FromAStreamInItsMiddle_IsSentFromThereOn()
    {
        Run(LambdaBootstrapBuilder.Create(() =>
        {
            var stream = new MemoryStream();
            stream.Write("0123456789"u8);
            stream.Position = 4;
            return stream;
        }));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        Assert.Equal("456789", (await _api.NextCallAsync()).Text);
    }

    [Fact]
    public async Task Response_WhoseStreamFails_IsAFunctionError_AndTheLoopGoesOn()
    {
        int calls = 0;
        Run(LambdaBootstrapBuilder.Create((Func<Stream>)(() => calls++ == 0 ? new TestStream(new byte[100_000], canSeek: true) { FailAt = 70_000 } : new MemoryStream("fine"u8.ToArray()))));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        _api.Enqueue(new FakeInvocation("b", "{}"));
        RuntimeCall error = await _api.NextCallAsync();
        Assert.EndsWith("/a/error", error.Path, StringComparison.Ordinal);
        Assert.Equal("fine", (await _api.NextCallAsync()).Text);
    }

    [Fact]
    public async Task Response_TooLargeForTheService_DoesNotEndTheLoop()
    {
        _api.AnswerStatus = 413;
        Run(LambdaBootstrapBuilder.Create(() => new MemoryStream("big"u8.ToArray())));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        await _api.NextCallAsync();
        _api.AnswerStatus = 202;
        _api.Enqueue(new FakeInvocation("b", "{}"));
        Assert.EndsWith("/b/response", (await _api.NextCallAsync()).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Response_TheServiceRefuses_EndsTheLoopWithItsWords()
    {
        _api.AnswerStatus = 500;
        _api.AnswerBody = "container error";
        Run(LambdaBootstrapBuilder.Create(() => new MemoryStream("x"u8.ToArray())));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        RuntimeApiClientException e = await Assert.ThrowsAsync<RuntimeApiClientException>(() => _loop);
        Assert.Equal(500, e.StatusCode);
        Assert.Contains("container error", e.Message, StringComparison.Ordinal);
        _loop = Task.CompletedTask;
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "SSH-2.0-OpenSSH")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", "no colon here")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "Lambda-Runtime-Aws-Request-Id")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: 20\r\n\r\n{}", "within an answer")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "chunk")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}..\r\n", "chunk")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-", "within an answer")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: two\r\n\r\n{}", "Content-Length 'two'")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: -2\r\n\r\n{}", "Content-Length '-2'")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length:\r\n\r\n{}", "Content-Length ''")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "two Content-Lengths")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: 99999999999\r\n\r\n{}", "99999999999 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", "body of more than")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nContent-Length: 0\r\n\r\n", "101")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nforbidden", "forbidden")]
    [InlineData("", "without an answer")]
    public async Task Answer_ThatIsNoInvocation_EndsTheLoopAndSaysWhatWasWrong(string raw, string said)
    {
        Run(LambdaBootstrapBuilder.Create(() => Stream.Null));
        _api.Enqueue(new FakeInvocation("a", "") { Raw = raw });
        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => _loop.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
        _loop = Task.CompletedTask;
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\n\r\nto the end")]
    [InlineData("HTTP/1.1 200 OK\nLambda-Runtime-Aws-Request-Id: a\nContent-Length: 10\n\nto the end")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\n\r\nHTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\nContent-Length: 10\r\n\r\nto the end")]
    [InlineData("HTTP/1.1 200\r\nLAMBDA-RUNTIME-AWS-REQUEST-ID:a\r\nConnection: close\r\ncontent-length:10\r\n\r\nto the end")]
    public async Task Answer_UpToTheEndOfTheConnection_IsAnInvocationToo(string raw)
    {
        Run(LambdaBootstrapBuilder.Create((Stream input) => (Stream)new MemoryStream(Encoding.UTF8.GetBytes(Read(input)))));
        _api.Enqueue(new FakeInvocation("a", "") { Raw = raw });
        RuntimeCall answer = await _api.NextCallAsync();
        Assert.Equal(("/2018-06-01/runtime/invocation/a/response", "to the end"), (answer.Path, answer.Text));
    }

    [Fact]
    public async Task Initializer_ThatThrows_IsReportedAndRethrown_WithoutAskingForAnInvocation()
    {
        Run(LambdaBootstrapBuilder.Create(() => Stream.Null).UseBootstrapHandler(() => throw new InvalidOperationException("WINDOWS_TABLE is not set")));
        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => _loop);
        Assert.Equal("WINDOWS_TABLE is not set", e.Message);
        RuntimeCall error = await _api.NextCallAsync();
        Assert.Equal("/2018-06-01/runtime/init/error", error.Path);
        Assert.Equal("InvalidOperationException", error.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("WINDOWS_TABLE is not set", JsonDocument.Parse(error.Body).RootElement.GetProperty("errorMessage").GetString());
        Assert.False(_api.Polled.IsCompleted);
        _loop = Task.CompletedTask;
    }

    [Fact]
    public async Task Initializer_ThatSaysNo_EndsTheLoop()
    {
        Run(LambdaBootstrapBuilder.Create(() => Stream.Null).UseBootstrapHandler(() => Task.FromResult(false)));
        await _loop;
        Assert.False(_api.Polled.IsCompleted);
    }

    [Fact]
    public async Task Cancellation_WhileWaiting_EndsTheLoopAtOnce()
    {
        Run(LambdaBootstrapBuilder.Create(() => Stream.Null));
        await _api.Polled;
        await StopAsync();
    }

    [Fact]
    public async Task Cancellation_WithinAnInvocation_LetsItFinishAndSendsItsAnswer()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        Run(LambdaBootstrapBuilder.Create((Func<Task<Stream>>)(async () =>
        {
            entered.SetResult();
            await leave.Task;
            return new MemoryStream("done"u8.ToArray());
        })));
        _api.Enqueue(new FakeInvocation("a", "{}"));
        await entered.Task;
        await _stop.CancelAsync();
        leave.SetResult();
        Assert.Equal("done", (await _api.NextCallAsync()).Text);
        await _loop;
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("http://127.0.0.1:9001")]
    [InlineData("not a host")]
    public async Task Endpoint_ThatLeadsNowhere_IsNamedInTheError(string endpoint)
    {
        using LambdaBootstrap bootstrap = LambdaBootstrapBuilder.Create(() => Stream.Null).ConfigureOptions(o => o.RuntimeApiEndpoint = endpoint).Build();
        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => bootstrap.RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains(endpoint, e.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _api.DisposeAsync();
        _stop.Dispose();
    }

    private static InvalidDataException Failure() => new InvalidDataException("line \"7\" is no\nJSON: ü", new AggregateException(new FormatException("a"), new TimeoutException("b")));

    private static string Read(Stream stream) => new StreamReader(stream).ReadToEnd();

    private void Run(LambdaBootstrapBuilder builder, FakeRuntimeApi? api = null)
    {
        LambdaBootstrap bootstrap = builder.ConfigureOptions(o => o.RuntimeApiEndpoint = (api ?? _api).Endpoint).Build();
        _loop = Task.Run(async () =>
        {
            using (bootstrap)
            {
                await bootstrap.RunAsync(_stop.Token);
            }
        });
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
