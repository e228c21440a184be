using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LogFunctions.Functions.Tests.AwsPackages;

internal sealed record CapturedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>An AWS service that keeps what it is asked and answers what it is told, by default an empty object.</summary>
internal sealed class CapturingServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<CapturedRequest> _requests = new();
    private readonly WebApplication _app;

    public CapturingServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
        _app.StartAsync().GetAwaiter().GetResult();
        Endpoint = new Uri(_app.Urls.Single());
    }

    public Uri Endpoint { get; }

    /// <summary>The answer to the n-th request (from 0): status, body, and headers.</summary>
    public Func<int, (int Status, byte[] Body, (string Name, string Value)[] Headers)> Answer { get; set; } = _ => (200, "{}"u8.ToArray(), []);

    public int Count { get; private set; }

    /// <summary>The requests since the last call.</summary>
    public IReadOnlyList<CapturedRequest> Take()
    {
        var taken = new List<CapturedRequest>();
        while (_requests.TryDequeue(out CapturedRequest? request))
        {
            taken.Add(request);
        }

        return taken;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _requests.Enqueue(new CapturedRequest(http.Request.Method, http.Request.Path, headers, body.ToArray()));
        (int status, byte[] answer, (string Name, string Value)[] answerHeaders) = Answer(Count++);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/x-amz-json-1.1";
        http.Response.Headers["x-amzn-RequestId"] = "request-id";
        foreach ((string name, string value) in answerHeaders)
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }
}
