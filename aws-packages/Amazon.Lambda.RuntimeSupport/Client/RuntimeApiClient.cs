using System.Net.Sockets;
using System.Text;
using Amazon.Lambda.RuntimeSupport.Errors;

namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>
/// The Runtime API, https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html: next invocation, its response or error,
/// initialization error. Not safe for concurrent use.
/// </summary>
internal sealed class RuntimeApiClient(RuntimeApiEndpoint endpoint) : IDisposable
{
    private const int PayloadTooLarge = 413;

    // A response that fits behind its head goes out with it in one packet.
    private const int SendBytes = 16 * 1024;

    private static readonly string s_userAgent = $"aws-lambda-dotnet/{Environment.Version}-logfunctions";

    private readonly HttpConnection _connection = new(endpoint, TimeProvider.System);
    private readonly byte[] _next = Encoding.UTF8.GetBytes($"GET {endpoint.BasePath}/invocation/next HTTP/1.1\r\nHost: {endpoint.Authority}\r\nUser-Agent: {s_userAgent}\r\n\r\n");
    private readonly ByteBuffer _event = new();
    private readonly ByteBuffer _answer = new();
    private byte[] _send = new byte[SendBytes];

    /// <summary>The event of the invocation that <see cref="NextAsync"/> last returned.</summary>
    public ArraySegment<byte> Event => new(_event.Array, 0, _event.Length);

    /// <summary>Waits for the next invocation, for as long as it takes.</summary>
    /// <exception cref="OperationCanceledException">No invocation had come when <paramref name="stop"/> was cancelled.</exception>
    public async Task<ResponseHead> NextAsync(CancellationToken stop)
    {
        ResponseHead head = await ExchangeAsync(_next, null, stop).ConfigureAwait(false);
        await ReadBodyAsync(head, _event).ConfigureAwait(false);
        if (head.Status != 200)
        {
            throw Unexpected("next", head, Event);
        }

        return head.RequestId is null
            ? throw new RuntimeApiClientException("The Runtime API sent an invocation without Lambda-Runtime-Aws-Request-Id.", head.Status, string.Empty)
            : head;
    }

    /// <summary>Sends what the handler answered; false when the service refused it as too large and has failed the invocation itself.</summary>
    /// <exception cref="ResponseStreamException">The handler's stream failed; the invocation is not answered yet.</exception>
    public async Task<bool> SendResponseAsync(string requestId, Stream response)
    {
        var body = ResponseBody.Of(response);
        string framing = body.Length is { } bytes ? $"Content-Length: {bytes}" : "Transfer-Encoding: chunked";
        int length = Head($"{Post($"invocation/{requestId}/response")}Content-Type: application/json\r\n{framing}\r\n\r\n");
        if (body.Memory is { } small && length + small.Length <= _send.Length)
        {
            small.CopyTo(_send.AsMemory(length));
            (length, body) = (length + small.Length, null);
        }

        ResponseHead head = await ExchangeAsync(_send.AsMemory(0, length), body, CancellationToken.None).ConfigureAwait(false);
        await ReadBodyAsync(head, _answer).ConfigureAwait(false);
        if (head.Status == PayloadTooLarge)
        {
            return false;
        }

        EnsureAccepted("response", head);
        return true;
    }

    /// <summary>Reports that the handler failed.</summary>
    public Task SendInvocationErrorAsync(string requestId, Exception exception) => SendErrorAsync($"invocation/{requestId}/error", exception, withCause: true);

    /// <summary>Reports that the function could not be initialized.</summary>
    public Task SendInitializationErrorAsync(Exception exception) => SendErrorAsync("init/error", exception, withCause: false);

    public void Dispose() => _connection.Dispose();

    private async Task SendErrorAsync(string path, Exception exception, bool withCause)
    {
        byte[] json = ErrorJson.Write(exception);
        string cause = withCause && XRayCauseJson.Write(exception) is { } xray ? $"Lambda-Runtime-Function-XRay-Error-Cause: {xray}\r\n" : string.Empty;
        int length = Head(
            $"{Post(path)}Content-Type: application/vnd.aws.lambda.error+json\r\nLambda-Runtime-Function-Error-Type: {ErrorJson.TypeName(exception)}\r\n{cause}Content-Length: {json.Length}\r\n\r\n");
        ResponseHead head = await ExchangeAsync(_send.AsMemory(0, length), ResponseBody.Of(json), CancellationToken.None).ConfigureAwait(false);
        await ReadBodyAsync(head, _answer).ConfigureAwait(false);
        EnsureAccepted("error", head);
    }

    /// <summary>Sends a request and reads the head of its answer. A kept connection that the server has closed meanwhile is replaced, once.</summary>
    private async Task<ResponseHead> ExchangeAsync(ReadOnlyMemory<byte> head, ResponseBody? body, CancellationToken stop)
    {
        while (true)
        {
            bool isKept = _connection.IsOpen;
            try
            {
                if (!isKept)
                {
                    await _connection.OpenAsync(stop).ConfigureAwait(false);
                }

                await _connection.SendAsync(head).ConfigureAwait(false);
                if (body is not null)
                {
                    await body.SendAsync(_connection).ConfigureAwait(false);
                }

                return await _connection.ReadHeadAsync(stop).ConfigureAwait(false);
            }
            catch (Exception e) when (isKept && (e is SocketException or ConnectionClosedException) && body?.TryRewind() != false)
            {
                _connection.Close();
            }
            catch
            {
                _connection.Close();
                throw;
            }
        }
    }

    private async ValueTask ReadBodyAsync(ResponseHead head, ByteBuffer body)
    {
        try
        {
            await _connection.ReadBodyAsync(head, body).ConfigureAwait(false);
        }
        catch
        {
            _connection.Close();
            throw;
        }
    }

    private void EnsureAccepted(string what, ResponseHead head)
    {
        if (head.Status is < 200 or > 299)
        {
            throw Unexpected(what, head, new ArraySegment<byte>(_answer.Array, 0, _answer.Length));
        }
    }

    private static RuntimeApiClientException Unexpected(string what, ResponseHead head, ArraySegment<byte> body) =>
        new($"The Runtime API answered '{what}' with status {head.Status}.", head.Status, Encoding.UTF8.GetString(body));

    private string Post(string path) => $"POST {endpoint.BasePath}/{path} HTTP/1.1\r\nHost: {endpoint.Authority}\r\nUser-Agent: {s_userAgent}\r\n";

    /// <summary>Puts a request's head into the send buffer and returns its length.</summary>
    private int Head(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        if (length > _send.Length)
        {
            _send = new byte[length];
        }

        return Encoding.UTF8.GetBytes(text, _send);
    }
}
