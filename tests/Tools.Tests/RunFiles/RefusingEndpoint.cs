using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LogFunctions.Tools.Tests.RunFiles;

/// <summary>An AWS endpoint that refuses every request with a sentence of its own: who repeats it has been there.</summary>
internal sealed class RefusingEndpoint : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    public RefusingEndpoint(string sentence)
    {
        string body = $$"""{"__type":"com.amazon#ValidationException","message":"{{sentence}}"}""";
        _answer = Encoding.ASCII.GetBytes($"HTTP/1.1 400 Bad Request\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        _listener.Start();
        Uri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Uri { get; }

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (SocketException)
        {
            // disposed of
        }
        catch (ObjectDisposedException)
        {
            // disposed of
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            NetworkStream stream = client.GetStream();
            byte[] request = new byte[64 * 1024];
            int length = 0;
            while (request.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0 && await stream.ReadAsync(request.AsMemory(length)) is > 0 and int read)
            {
                length += read;
            }

            await stream.WriteAsync(_answer);
            client.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(request) > 0)
            {
                // what is left of the body: closing before it was read would reset the connection
            }
        }
    }
}
