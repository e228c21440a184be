using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LogFunctions.Benchmarks.ColdStart;
using LogFunctions.Benchmarks.Corpus;

namespace LogFunctions.Benchmarks.FirstSecond;

/// <summary>
/// A Lambda Runtime API that always has the next event at hand: a ring of prepared ones, sent as they lie in memory. Every pass of the
/// ring comes from a new shard (twelve digits per record are overwritten), or its records would be passed over as duplicates.
/// </summary>
internal sealed class FirehoseRuntimeApi : IDisposable
{
    private static readonly byte[] s_accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly EventCorpus _ring;
    private readonly byte[][] _heads;
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _handedOut;
    private long _answered;
    private long _firstTimestamp;

    public FirehoseRuntimeApi(EventCorpus ring)
    {
        _ring = ring;
        _heads = [.. ring.Events.Select(bytes => Encoding.ASCII.GetBytes(Head(bytes.Length)))];
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Events answered with a response.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Stopwatch time at which the first event was asked for; 0 before.</summary>
    public long FirstTimestamp => Interlocked.Read(ref _firstTimestamp);

    /// <summary>Fails when the function answers with an error.</summary>
    public Task Failed => _failed.Task;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private static string Head(int length) =>
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n" +
        string.Create(CultureInfo.InvariantCulture, $"Lambda-Runtime-Deadline-Ms: {DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds()}\r\n") +
        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:f\r\n" +
        string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n\r\n");

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
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
                if (header.StartsWith("GET", StringComparison.Ordinal))
                {
                    await SendNextAsync(stream);
                    continue;
                }

                if (!header.AsSpan(0, header.IndexOf("\r\n", StringComparison.Ordinal)).Contains("/response ", StringComparison.Ordinal))
                {
                    _failed.TrySetException(new InvalidOperationException($"The function answered an event with an error: {header.Split('\r')[0]}"));
                    return;
                }

                Interlocked.Increment(ref _answered);
                await stream.WriteAsync(s_accepted, _stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The function was killed: its time is over.
        }
    }

    private async Task SendNextAsync(NetworkStream stream)
    {
        long number = _handedOut++;
        if (number == 0)
        {
            Interlocked.Exchange(ref _firstTimestamp, Stopwatch.GetTimestamp());
        }

        int index = (int)(number % _ring.Events.Length);
        _ring.MoveToShard(index, (int)(number / _ring.Events.Length));
        await stream.WriteAsync(_heads[index], _stop.Token);
        await stream.WriteAsync(_ring.Events[index], _stop.Token);
    }
}
