using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud.Lambda;

/// <summary>
/// Lambda's two HTTP interfaces on 127.0.0.1: the Runtime API (2018-06-01) that function processes speak, each under its own
/// token, and the Invoke API (2015-03-31) for people: <c>POST /2015-03-31/functions/{name}/invocations</c>.
/// </summary>
internal sealed class LambdaServer
{
    /// <summary>Limit of Lambda for events and answers: 6 MiB.</summary>
    public const int PayloadLimitBytes = 6 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, FunctionPool> _pools = new();
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(FunctionPool pool) => _pools[pool.Name] = pool;

    /// <summary>Lets go of the processes that still wait for an event.</summary>
    public void Stop() => _stopping.TrySetResult();

    public Task HandleAsync(HttpContext context)
    {
        string[] path = (context.Request.Path.Value ?? "").Trim('/').Split('/');
        string method = context.Request.Method;
        return (method, path) switch
        {
            ("GET", [var token, "2018-06-01", "runtime", "invocation", "next"]) => NextAsync(context, token),
            ("POST", [var token, "2018-06-01", "runtime", "invocation", var id, "response"]) => AnswerAsync(context, token, id, InvokeStatus.Succeeded),
            ("POST", [var token, "2018-06-01", "runtime", "invocation", var id, "error"]) => AnswerAsync(context, token, id, InvokeStatus.FunctionError),
            ("POST", [var token, "2018-06-01", "runtime", "init", "error"]) => InitErrorAsync(context, token),
            ("POST", ["2015-03-31", "functions", var name, "invocations"]) => InvokeAsync(context, name),
            _ => ErrorAsync(context, 404, "ResourceNotFoundException", $"{method} {context.Request.Path} is not part of the local Lambda API."),
        };
    }

    private async Task NextAsync(HttpContext context, string token)
    {
        if (Find(token) is not { } instance)
        {
            await ErrorAsync(context, 403, "AccessDeniedException", "No running function process has this token.");
            return;
        }

        Invocation invocation;
        try
        {
            invocation = await instance.NextAsync(context.RequestAborted);
        }
        catch (Exception error) when (error is OperationCanceledException or System.Threading.Channels.ChannelClosedException)
        {
            // Stopping: the process waits until it is ended, instead of seeing an error.
            await Task.WhenAny(_stopping.Task, Task.Delay(Timeout.Infinite, context.RequestAborted));
            context.Abort();
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = invocation.DeadlineMs.ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = instance.Settings.Arn;
        headers["Lambda-Runtime-Trace-Id"] = "Root=1-00000000-000000000000000000000000;Sampled=0";
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = invocation.Payload.Length;
        await context.Response.Body.WriteAsync(invocation.Payload, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, string token, string requestId, InvokeStatus status)
    {
        (InvokeResult result, bool tooLarge) = await ReadResultAsync(context, requestId, status);
        if (Find(token)?.TryComplete(requestId, result) != true)
        {
            await ErrorAsync(context, 403, "InvalidRequestID", $"Request {requestId} is not open in this process.");
        }
        else if (tooLarge)
        {
            await ErrorAsync(context, 413, "RequestEntityTooLarge", $"The answer exceeds {PayloadLimitBytes} bytes.");
        }
        else
        {
            await StatusAsync(context, 202, """{"status":"OK"}""");
        }
    }

    private async Task InitErrorAsync(HttpContext context, string token)
    {
        (InvokeResult error, _) = await ReadResultAsync(context, "", InvokeStatus.FunctionError);
        Find(token)?.ReportInitError(error);
        await StatusAsync(context, 202, """{"status":"OK"}""");
    }

    private async Task InvokeAsync(HttpContext context, string name)
    {
        // The function may be named by its ARN, and with a qualifier.
        name = name.Split(':') is { Length: >= 7 } arn ? arn[6] : name.Split(':')[0];
        if (!_pools.TryGetValue(name, out FunctionPool? pool))
        {
            await ErrorAsync(context, 404, "ResourceNotFoundException", $"Function not found: {name}. There is: {string.Join(", ", _pools.Keys.Order())}.");
            return;
        }

        if (await ReadBodyAsync(context) is not { } payload)
        {
            await ErrorAsync(context, 413, "RequestTooLargeException", $"The event exceeds {PayloadLimitBytes} bytes.");
            return;
        }

        switch (context.Request.Headers["X-Amz-Invocation-Type"].ToString())
        {
            case "DryRun":
                context.Response.StatusCode = 204;
                break;
            case "Event":
                _ = pool.InvokeAsync(payload, CancellationToken.None);
                context.Response.StatusCode = 202;
                break;
            default:
                await WriteResultAsync(context, await pool.InvokeAsync(payload, context.RequestAborted));
                break;
        }
    }

    private static async Task WriteResultAsync(HttpContext context, InvokeResult result)
    {
        context.Response.Headers["x-amzn-RequestId"] = result.RequestId;
        context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
        if (result.Status == InvokeStatus.FunctionError)
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
        }

        context.Response.StatusCode = result.Status == InvokeStatus.Throttled ? 429 : 200;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = result.Payload.Length;
        await context.Response.Body.WriteAsync(result.Payload, context.RequestAborted);
    }

    private FunctionInstance? Find(string token) => _pools.Values.Select(pool => pool.Find(token)).FirstOrDefault(instance => instance is not null);

    private static async Task<(InvokeResult Result, bool TooLarge)> ReadResultAsync(HttpContext context, string requestId, InvokeStatus status) =>
        await ReadBodyAsync(context) is { } body
            ? (new InvokeResult(status, requestId, body), false)
            : (InvokeResult.Error(requestId, "Function.ResponseSizeTooLarge", $"Response payload size exceeded maximum allowed payload size ({PayloadLimitBytes} bytes)."), true);

    /// <returns>Null when the body exceeds the limit.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        try
        {
            using var buffer = new MemoryStream((int)(context.Request.ContentLength ?? 0));
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            return buffer.ToArray();
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static Task ErrorAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.Headers["x-amzn-ErrorType"] = type;
        return StatusAsync(context, status, InvokeResult.Error("", type, message).Text);
    }

    private static Task StatusAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
