using System.Text.Json;
using LogFunctions.LocalCloud.Lambda;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>
/// Invokes a function through any Lambda invoke endpoint: a POST of the event. Understood are the ways in which endpoints say that a function failed: the header
/// <c>X-Amz-Function-Error</c> (AWS, <c>sam local start-lambda</c>, the Test Tool, <c>logfn up</c>), and the bare error document with status 200 of the
/// runtime interface emulator in AWS's container images.
/// </summary>
/// <param name="http">Without a time limit: a function may run for 15 minutes.</param>
/// <param name="url">Where to post.</param>
/// <param name="newId">Makes request ids where the endpoint gives none.</param>
internal sealed class HttpInvoker(HttpClient http, Uri url, Func<string> newId) : IFunctionInvoker
{
    private static readonly int[] s_notRun = [429, 502, 503, 504];

    public async Task<InvokeResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(payload) };
        request.Content.Headers.ContentType = new("application/json");
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            string requestId = response.Headers.TryGetValues("x-amzn-RequestId", out IEnumerable<string>? ids) ? ids.First() : newId();
            int status = (int)response.StatusCode;
            if (s_notRun.Contains(status))
            {
                return InvokeResult.Error(requestId, "NotRun", $"{url} answered {status}", InvokeStatus.Throttled);
            }

            if (status is < 200 or > 299)
            {
                return InvokeResult.Error(requestId, "InvokeFailed", $"{url} answered {status}; is the address that of a function?");
            }

            bool failed = response.Headers.Contains("X-Amz-Function-Error") || IsErrorDocument(answer);
            return new InvokeResult(failed ? InvokeStatus.FunctionError : InvokeStatus.Succeeded, requestId, answer);
        }
        catch (HttpRequestException error)
        {
            // Nobody answers: as when Lambda has no room, the records wait and no try is counted.
            return InvokeResult.Error(newId(), "NotRun", $"{url}: {error.Message}", InvokeStatus.Throttled);
        }
    }

    /// <summary>An answer to a stream is empty or names failed items; a document with these two names is an error.</summary>
    private static bool IsErrorDocument(byte[] answer)
    {
        if (answer.Length == 0 || answer[0] != '{')
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            return document.RootElement.TryGetProperty("errorMessage", out _) && document.RootElement.TryGetProperty("errorType", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
