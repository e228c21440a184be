using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using LogFunctions.LocalCloud.CloudWatch.Alarms;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>
/// CloudWatch's API as SDKs speak it: AWS JSON 1.0 (boto3, the AWS CLI, our client) and RPC v2 CBOR (the published AWSSDK.CloudWatch), both of one model.
/// The old Query protocol and operations that nothing here calls are refused by name.
/// </summary>
/// <param name="metrics">The metrics.</param>
/// <param name="dashboards">From name to body.</param>
/// <param name="time">The clock.</param>
internal sealed class CloudWatchServer(MetricCollector metrics, Func<IReadOnlyDictionary<string, string>> dashboards, TimeProvider time)
{
    /// <summary>CloudWatch's limit of a call, before and after inflation.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private const string Target = "GraniteServiceVersion20100801";

    /// <summary>The template's alarms; none until it is served.</summary>
    public AlarmBoard Alarms { get; set; } = new([], [], metrics, time);

    public async Task HandleAsync(HttpContext context)
    {
        bool isCbor = context.Request.Path.StartsWithSegments($"/service/{Target}/operation", out PathString rest);
        string operation = isCbor ? (rest.Value ?? "").Trim('/') : OperationOf(context.Request.Headers["X-Amz-Target"].ToString());
        int status = StatusCodes.Status200OK;
        JsonObject answer;
        try
        {
            RequireKnownProtocol(context.Request, isCbor, operation);
            byte[] body = await ReadAsync(context.Request, context.RequestAborted);
            JsonObject request = isCbor ? CborJson.Read(body) : ReadJson(body);
            answer = Answer(operation, new RequestReader("", request));
        }
        catch (CloudWatchApiException error)
        {
            status = StatusCodes.Status400BadRequest;
            answer = new JsonObject { ["__type"] = $"com.amazonaws.cloudwatch#{error.Code}", ["message"] = error.Message };
            context.Response.Headers["x-amzn-query-error"] = $"{error.Code};Sender";
        }

        byte[] bytes = isCbor ? CborJson.Write(answer) : JsonSerializer.SerializeToUtf8Bytes(answer);
        context.Response.StatusCode = status;
        context.Response.ContentType = isCbor ? "application/cbor" : "application/x-amz-json-1.0";
        if (isCbor)
        {
            context.Response.Headers["smithy-protocol"] = "rpc-v2-cbor";
        }

        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static string OperationOf(string target) => target.StartsWith(Target + ".", StringComparison.Ordinal) ? target[(Target.Length + 1)..] : "";

    private static void RequireKnownProtocol(HttpRequest request, bool isCbor, string operation)
    {
        if (request.Method != "POST" || (operation.Length == 0 && !isCbor))
        {
            throw new CloudWatchApiException("InvalidAction", "The local CloudWatch speaks AWS JSON 1.0 (header X-Amz-Target) and RPC v2 CBOR (POST /service/...); a newer SDK or AWS CLI does, too.");
        }
    }

    private JsonObject Answer(string operation, RequestReader request) => operation switch
    {
        "PutMetricData" => PutMetricData.Answer(request, metrics, time.GetUtcNow().ToUnixTimeSeconds()),
        "GetMetricData" => GetMetricData.Answer(request, metrics),
        "ListMetrics" => ListMetrics.Answer(request, metrics),
        "DescribeAlarms" => DescribeAlarms.Answer(request, Alarms),
        "GetDashboard" => GetDashboard(request.RequiredText("DashboardName")),
        "ListDashboards" => new JsonObject { ["DashboardEntries"] = new JsonArray([.. dashboards().Select(pair => (JsonNode)new JsonObject { ["DashboardName"] = pair.Key, ["Size"] = pair.Value.Length })]) },
        _ => throw new CloudWatchApiException("InvalidAction", $"The local CloudWatch has no operation '{operation}'; it has PutMetricData, GetMetricData, ListMetrics, DescribeAlarms, GetDashboard and ListDashboards."),
    };

    private JsonObject GetDashboard(string name) => dashboards().TryGetValue(name, out string? body)
        ? new JsonObject { ["DashboardName"] = name, ["DashboardArn"] = $"arn:aws:cloudwatch::000000000000:dashboard/{name}", ["DashboardBody"] = body }
        : throw new CloudWatchApiException("ResourceNotFound", $"Dashboard {name} does not exist; there is: {string.Join(", ", dashboards().Keys)}.");

    private static JsonObject ReadJson(byte[] body)
    {
        try
        {
            return body.Length == 0 ? [] : JsonNode.Parse(body) as JsonObject ?? throw new CloudWatchApiException("SerializationException", "The body is not a JSON object.");
        }
        catch (JsonException error)
        {
            throw new CloudWatchApiException("SerializationException", $"The body is not JSON: {error.Message}");
        }
    }

    // SDKs compress PutMetricData from 10 KB on.
    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
            using var bytes = new MemoryStream();
            byte[] part = new byte[16 * 1024];
            while (await body.ReadAsync(part, cancellationToken) is > 0 and var read)
            {
                bytes.Write(part, 0, read);
                if (bytes.Length > MaxBodyBytes)
                {
                    throw TooLarge();
                }
            }

            return bytes.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new CloudWatchApiException("SerializationException", $"The body is not gzip: {error.Message}");
        }
        catch (BadHttpRequestException)
        {
            throw TooLarge();
        }
    }

    private static CloudWatchApiException TooLarge() => new("RequestEntityTooLargeException", $"The request is larger than {MaxBodyBytes} bytes.");
}
