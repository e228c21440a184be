using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogFunctions.Benchmarks.ColdStart;

/// <summary>
/// The smallest Lambda Runtime API: hands out one event, notes when its answer came, and holds every further `next`.
/// On raw sockets, so that the server's own start does not count.
/// </summary>
internal sealed class OneShotRuntimeApi : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _event;
    private TaskCompletionSource<(long Timestamp, string Answer)> _answered = NewSource();
    private int _handedOut;

    public OneShotRuntimeApi(byte[] eventJson)
    {
        _event = eventJson;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Completes with the time (Stopwatch ticks) and kind of the function's first answer since <see cref="Reset"/>.</summary>
    public Task<(long Timestamp, string Answer)> Answered => _answered.Task;

    public void Reset()
    {
        _answered = NewSource();
        Volatile.Write(ref _handedOut, 0);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static TaskCompletionSource<(long, string)> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                _ = ServeAsync(socket);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: the run is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            var reader = new HttpRequestReader(stream);
            while (await reader.ReadAsync(_stop.Token) is { } header)
            {
                await AnswerAsync(stream, header);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The function was killed after its answer; the next run opens a new connection.
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string header)
    {
        if (header.StartsWith("GET", StringComparison.Ordinal))
        {
            if (Interlocked.Exchange(ref _handedOut, 1) != 0)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            long deadlineMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 60_000;
            string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n" +
                $"Lambda-Runtime-Deadline-Ms: {deadlineMs}\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:f\r\n" +
                $"Content-Length: {_event.Length}\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
            await stream.WriteAsync(_event, _stop.Token);
            return;
        }

        string path = header.Split(' ', 3)[1];
        _answered.TrySetResult((Stopwatch.GetTimestamp(), path[(path.LastIndexOf('/') + 1)..]));
        await stream.WriteAsync("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
    }
}
