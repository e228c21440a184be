using System.Net;
using System.Net.Sockets;
using LogFunctions.LocalCloud.Hosting;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud;

public sealed class LoopbackHostTests : IAsyncDisposable
{
    private readonly LoopbackHost _host = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Endpoints_Several_AnswerEachOnItsPort()
    {
        LoopbackEndpoint a = _host.Add(0, context => context.Response.WriteAsync("a"), maxBodyBytes: null);
        LoopbackEndpoint b = _host.Add(0, context => context.Response.WriteAsync("b"), maxBodyBytes: null);
        await _host.StartAsync(Cancel);
        Assert.Equal("a", await _http.GetStringAsync(a.Uri, Cancel));
        Assert.Equal("b", await _http.GetStringAsync(b.Uri, Cancel));
    }

    [Fact]
    public async Task Body_LongerThanTheEndpointTakes_IsRefused_AndTheOtherTakesIt()
    {
        LoopbackEndpoint small = _host.Add(0, CountAsync, maxBodyBytes: 10);
        LoopbackEndpoint large = _host.Add(0, CountAsync, maxBodyBytes: null);
        await _host.StartAsync(Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _http.PostAsync(small.Uri, new ByteArrayContent(new byte[11]), Cancel)).StatusCode);
        HttpResponseMessage answer = await _http.PostAsync(large.Uri, new ByteArrayContent(new byte[40_000_000]), Cancel);
        Assert.Equal("40000000", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("https://example.com", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Request_OfAWebPage_IsRefused(string? origin, HttpStatusCode expected)
    {
        LoopbackEndpoint endpoint = _host.Add(0, context => context.Response.WriteAsync("fine"), maxBodyBytes: null);
        await _host.StartAsync(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.Uri);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        Assert.Equal(expected, (await _http.SendAsync(request, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Start_PortInUse_NamesIt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _host.Add(port, CountAsync, maxBodyBytes: null);
        LocalCloudException error = await Assert.ThrowsAsync<LocalCloudException>(() => _host.StartAsync(Cancel));
        Assert.Contains($"port {port} on 127.0.0.1 is in use", error.Message, StringComparison.Ordinal);
    }

    private static async Task CountAsync(HttpContext context)
    {
        long count = 0;
        byte[] buffer = new byte[65_536];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            count += read;
        }

        await context.Response.WriteAsync($"{count}", context.RequestAborted);
    }
}
