using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>An invocation that <see cref="FakeRuntimeApi"/> hands out, and how it goes over the wire.</summary>
internal sealed record FakeInvocation(string RequestId, byte[] Event)
{
    public FakeInvocation(string requestId, string text)
        : this(requestId, Encoding.UTF8.GetBytes(text))
    {
    }

    public Dictionary<string, string> Headers { get; init; } = new() { ["Lambda-Runtime-Deadline-Ms"] = "0" };

    public bool Chunked { get; init; }

    /// <summary>Bytes per packet; 0 = all at once.</summary>
    public int PacketBytes { get; init; }

    public bool CloseAfter { get; init; }

    /// <summary>Sent instead of a proper answer, byte for byte, before the connection is closed.</summary>
    public string? Raw { get; init; }
}

/// <summary>A call that the runtime made.</summary>
internal sealed record RuntimeCall(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>
/// The Runtime API over a bare socket, so that a test decides about framing, packets and closed connections. Invocations are
/// handed out in order; every other call is recorded.
/// </summary>
internal sealed class FakeRuntimeApi : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly ConcurrentQueue<FakeInvocation> _invocations = new();
    private readonly SemaphoreSlim _called = new(0);
    private readonly ConcurrentQueue<RuntimeCall> _calls = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly TaskCompletionSource _polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _delivered = new();
    private int _connectionCount;

    public FakeRuntimeApi(string path = "")
    {
        _listener.Start();
        BasePath = path;
        Endpoint = $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}";
        _accepting = AcceptAsync();
    }

    /// <summary>Value for AWS_LAMBDA_RUNTIME_API.</summary>
    public string Endpoint { get; }

    public string BasePath { get; }

    /// <summary>Status of the answers to responses and errors.</summary>
    public int AnswerStatus { get; set; } = 202;

    public string AnswerBody { get; set; } = """{"status":"OK"}""";

    public int ConnectionCount => Volatile.Read(ref _connectionCount);

    /// <summary>Completes when the runtime first asks for an invocation.</summary>
    public Task Polled => _polled.Task;

    /// <summary>Completes when the invocation has been sent to the runtime.</summary>
    public Task Delivered(string requestId) => Delivery(requestId).Task;

    public void Enqueue(FakeInvocation invocation)
    {
        _invocations.Enqueue(invocation);
        _available.Release();
    }

    /// <summary>The next call other than for an invocation.</summary>
    public async Task<RuntimeCall> NextCallAsync()
    {
        Assert.True(await _called.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "the runtime made no call within 30 s");
        Assert.True(_calls.TryDequeue(out RuntimeCall? call));
        return call;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
        _available.Dispose();
        _called.Dispose();
    }

    private TaskCompletionSource Delivery(string requestId) => _delivered.GetOrAdd(requestId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _connectionCount);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            while (await ReadCallAsync(stream) is { } call)
            {
                if (call.Method == "GET")
                {
                    Assert.Equal(BasePath + "/2018-06-01/runtime/invocation/next", call.Path);
                    _polled.TrySetResult();
                    await _available.WaitAsync(_stop.Token);
                    _invocations.TryDequeue(out FakeInvocation? invocation);
                    await SendAsync(stream, invocation!);
                    Delivery(invocation!.RequestId).TrySetResult();
                    if (invocation.CloseAfter || invocation.Raw is not null)
                    {
                        return;
                    }
                }
                else
                {
                    _calls.Enqueue(call);
                    _called.Release();
                    string answer = $"HTTP/1.1 {AnswerStatus} Whatever\r\nContent-Type: application/json\r\nContent-Length: {AnswerBody.Length}\r\n\r\n{AnswerBody}";
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The runtime went away, or the test is over.
        }
    }

    private async Task SendAsync(NetworkStream stream, FakeInvocation invocation)
    {
        if (invocation.Raw is { } raw)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(raw), _stop.Token);
            return;
        }

        var head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");
        head.Append("lambda-runtime-aws-request-id: ").Append(invocation.RequestId).Append("\r\n");
        foreach ((string name, string value) in invocation.Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        var message = new MemoryStream();
        if (invocation.Chunked)
        {
            message.Write(Encoding.UTF8.GetBytes(head + "Transfer-Encoding: chunked\r\n\r\n"));
            foreach (byte[] chunk in invocation.Event.Chunk(Math.Max(1, invocation.Event.Length / 3)))
            {
                message.Write(Encoding.ASCII.GetBytes(chunk.Length.ToString("x", CultureInfo.InvariantCulture) + ";note=1\r\n"));
                message.Write(chunk);
                message.Write("\r\n"u8);
            }

            message.Write("0\r\nTrailer: x\r\n\r\n"u8);
        }
        else
        {
            message.Write(Encoding.UTF8.GetBytes($"{head}Content-Length: {invocation.Event.Length}\r\n\r\n"));
            message.Write(invocation.Event);
        }

        foreach (byte[] packet in message.ToArray().Chunk(invocation.PacketBytes > 0 ? invocation.PacketBytes : int.MaxValue))
        {
            await stream.WriteAsync(packet, _stop.Token);
        }
    }

    private async Task<RuntimeCall?> ReadCallAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines[1..].Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        byte[] body = headers.ContainsKey("Transfer-Encoding") ? await ReadChunksAsync(stream) : await ReadAsync(stream, int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture));
        string[] request = lines[0].Split(' ');
        return new RuntimeCall(request[0], request[1], headers, body);
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        byte[] bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }

    private async Task<byte[]> ReadChunksAsync(NetworkStream stream)
    {
        var body = new MemoryStream();
        while (true)
        {
            var line = new StringBuilder();
            while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
            {
                line.Append((char)(await ReadAsync(stream, 1))[0]);
            }

            int length = int.Parse(line.ToString().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Write(await ReadAsync(stream, length));
            await ReadAsync(stream, 2);
            if (length == 0)
            {
                return body.ToArray();
            }
        }
    }
}
