using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Lambda.RuntimeSupport.Client;
using Microsoft.Extensions.Time.Testing;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>An answer of the Runtime API that begins and does not end is an error, not an endless wait.</summary>
public sealed class RuntimeConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nshort\n0\n\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nno length, and open for ever")]
    public Task Answer_ThatStallsOnAnOpenConnection_EndsWithAnError(string sent) => ExpectStallAsync(Encoding.UTF8.GetBytes(sent));

    [Fact]
    public Task Answer_HeadOfAlmostAMegabyteThatStalls_EndsWithAnError() =>
        ExpectStallAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nLambda-Runtime-Client-Context: " + new string('x', 1_000_000)));

    [Fact]
    public async Task Answer_HeadPastAMegabyte_IsRefused()
    {
        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => ReadAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nX: " + new string('x', 1_100_000)), new FakeTimeProvider()));

        Assert.Contains("bytes of headers", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_EndlessInterimHeads_AreRefused()
    {
        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => ReadAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 20))), new FakeTimeProvider()));

        Assert.Contains("interim", exception.Message, StringComparison.Ordinal);
    }

    private static async Task ExpectStallAsync(byte[] sent)
    {
        var time = new FakeTimeProvider();
        Task reading = ReadAsync(sent, time);
        for (int turn = 0; !reading.IsCompleted && turn < 30_000; turn++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reading, Task.Delay(1, Cancel));
        }

        IOException exception = await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(1), Cancel));
        Assert.Contains("sent nothing for 30 s within an answer", exception.Message, StringComparison.Ordinal);
    }

    // The server sends the bytes and keeps the connection open.
    private static async Task ReadAsync(byte[] sent, TimeProvider time)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var connection = new HttpConnection(RuntimeApiEndpoint.Parse($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), time);
        await connection.OpenAsync(Cancel);
        using Socket server = await listener.AcceptSocketAsync(Cancel);
        Task sending = server.SendAsync(sent, SocketFlags.None);
        ResponseHead head = await connection.ReadHeadAsync(Cancel);
        await connection.ReadBodyAsync(head, new ByteBuffer());
        await sending;
    }
}
