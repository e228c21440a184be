using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Page;

namespace LogFunctions.Tools.Tests.Page;

/// <summary>The page's server over a CloudWatch that is written by hand.</summary>
internal sealed class PageFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly LoopbackHost _host = new();
    private readonly LoopbackEndpoint _endpoint;
    private List<(string? Region, string Operation, JsonObject Request)> _asked = [];

    private PageFixture(PageBackend backend)
    {
        _endpoint = _host.Add(0, new PageServer(backend, new FixedTime()).HandleAsync, PageServer.MaxBodyBytes);
    }

    public HttpClient Client { get; } = new();

    public static async Task<PageFixture> StartAsync(string body, Func<string, JsonObject, JsonObject>? cloudWatch = null, Func<PageBackend, PageBackend>? change = null)
    {
        List<(string?, string, JsonObject)> asked = [];
        var backend = new PageBackend
        {
            Where = "a test",
            Dashboards = () => [KeyValuePair.Create("ops", body)],
            CloudWatchAsync = (region, operation, request, _) =>
            {
                lock (asked)
                {
                    asked.Add((region, operation, (JsonObject)request.DeepClone()));
                }

                // Through text, as it comes over HTTP.
                return Task.FromResult(JsonNode.Parse((cloudWatch?.Invoke(operation, request) ?? []).ToJsonString())!.AsObject());
            },
        };
        var fixture = new PageFixture(change?.Invoke(backend) ?? backend);
        await fixture._host.StartAsync(TestContext.Current.CancellationToken);
        fixture.Client.BaseAddress = fixture._endpoint.Uri;
        fixture._asked = asked;
        return fixture;
    }

    /// <summary>What CloudWatch was asked so far.</summary>
    public IReadOnlyList<(string? Region, string Operation, JsonObject Request)> Requests
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    public async Task<JsonObject> PostAsync(string path, object body)
    {
        using HttpResponseMessage response = await Client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsObject();
    }

    /// <summary>The data of all widgets in the last hour.</summary>
    public Task<JsonObject> DataAsync(params int[] widgets) => PostAsync("/api/data", new
    {
        widgets,
        from = Now.AddHours(-1).ToUnixTimeMilliseconds(),
        to = Now.ToUnixTimeMilliseconds(),
    });

    /// <summary>An answer of GetMetricData: a value a minute, ending now, for every query that wants data.</summary>
    public static JsonObject Series(JsonObject request, params double[] values) => new()
    {
        ["MetricDataResults"] = new JsonArray([.. request["MetricDataQueries"]!.AsArray().Where(query => (bool?)query!["ReturnData"] != false).Select(query => (JsonNode)new JsonObject
        {
            ["Id"] = query!["Id"]!.ToString(),
            ["Label"] = query["Label"]?.ToString() ?? "own",
            ["Timestamps"] = new JsonArray([.. values.Select((_, i) => (JsonNode)(Now.ToUnixTimeSeconds() - (60L * (values.Length - 1 - i))))]),
            ["Values"] = new JsonArray([.. values.Select(value => (JsonNode)value)]),
        })]),
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
