using System.Text.Json;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.CloudWatch;
using LogFunctions.LocalCloud.Hosting;
using LogFunctions.LocalCloud.Lambda;

namespace LogFunctions.LocalCloud.Page;

/// <summary>The page: the template's dashboards over the local CloudWatch and Lambda.</summary>
internal sealed class PageService : ILocalService
{
    private readonly HttpClient _http = new();
    private readonly LoopbackEndpoint _endpoint;

    /// <param name="context">Shared by all services.</param>
    /// <param name="cloudWatch">Has the dashboards and the metrics.</param>
    /// <param name="lambda">Has the functions of custom widgets.</param>
    /// <param name="log">Keeps what the functions write.</param>
    public PageService(LocalCloudContext context, CloudWatchService cloudWatch, LambdaService lambda, KeptLog log)
    {
        Tail = new LineTail(context.Time);
        KeyValuePair<string, string>[]? dashboards = null;
        var backend = new PageBackend
        {
            Where = "this machine",
            Dashboards = () => dashboards ??= [.. cloudWatch.Dashboards],
            CloudWatchAsync = new CloudWatchJson(_http, _ => cloudWatch.Endpoint).CallAsync,
            InvokeAsync = (arn, payload, cancellationToken) => InvokeAsync(lambda, arn, payload, cancellationToken),
            PreferredRange = "15m",
            ShortPeriodSeconds = ShortestWindow(context),
            Tail = Tail,
            Logs = log.Lines,
        };
        _endpoint = context.Http.Add(context.PortOf(ServicePort.Page), new PageServer(backend, context.Time).HandleAsync, PageServer.MaxBodyBytes);
    }

    public Uri Endpoint => _endpoint.Uri;

    /// <summary>To be filled by whoever can read lines.</summary>
    public LineTail Tail { get; }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What is published by the window is seen no finer than that.</summary>
    private static int? ShortestWindow(LocalCloudContext context)
    {
        string? windows = context.Options.FunctionEnvironment.GetValueOrDefault("WINDOW_SECONDS")
            ?? context.Template.Functions.Select(function => function.Environment.GetValueOrDefault("WINDOW_SECONDS")).FirstOrDefault(value => value is not null);
        return int.TryParse(windows?.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture, out int seconds) && seconds > 0 ? seconds : null;
    }

    private static async Task<JsonNode?> InvokeAsync(LambdaService lambda, string arn, JsonObject payload, CancellationToken cancellationToken)
    {
        string name = arn.Split(':') is { Length: >= 7 } parts ? parts[6] : arn;
        InvokeResult result;
        try
        {
            result = await lambda.Pool(name).InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(payload), cancellationToken);
        }
        catch (LocalCloudException error)
        {
            throw new PageException(error.Message, 404, error);
        }

        return result.Status == InvokeStatus.Succeeded
            ? CustomAnswer.Parse(result.Text)
            : throw new PageException($"{name} failed: {result.ErrorSummary}", 502);
    }
}
