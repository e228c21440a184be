using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LogFunctions.LocalCloud.Hosting;

/// <summary>A port of <see cref="LoopbackHost"/>, and who answers there.</summary>
internal sealed class LoopbackEndpoint(int wantedPort, RequestDelegate handle, long? maxBodyBytes)
{
    /// <summary>Where it answers, such as http://127.0.0.1:4568/; known once the host has started.</summary>
    public Uri Uri { get; private set; } = new("http://127.0.0.1");

    public RequestDelegate Handle => handle;

    public long? MaxBodyBytes => maxBodyBytes;

    /// <summary>0 = any free port.</summary>
    public int WantedPort => wantedPort;

    internal ListenOptions? Listen { get; set; }

    /// <returns>The port it was given.</returns>
    internal int Bind()
    {
        int port = Listen!.IPEndPoint!.Port;
        Uri = new Uri($"http://127.0.0.1:{port}");
        return port;
    }
}
