using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LogFunctions.LocalCloud.Hosting;

/// <summary>One HTTP server on 127.0.0.1 for all services of this process, a port for each.</summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private readonly List<LoopbackEndpoint> _endpoints = [];
    private readonly Dictionary<int, LoopbackEndpoint> _byPort = [];
    private WebApplication? _app;

    /// <summary>Adds an endpoint; before <see cref="StartAsync"/>.</summary>
    /// <param name="port">0 = any free port.</param>
    /// <param name="handle">Answers its requests.</param>
    /// <param name="maxBodyBytes">Longest body of a request; null = no limit, for those who stream.</param>
    public LoopbackEndpoint Add(int port, RequestDelegate handle, long? maxBodyBytes)
    {
        var endpoint = new LoopbackEndpoint(port, handle, maxBodyBytes);
        _endpoints.Add(endpoint);
        return endpoint;
    }

    /// <summary>Listens on all endpoints.</summary>
    /// <exception cref="LocalCloudException">A port is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_endpoints.Count == 0)
        {
            return;
        }

        // No arguments, no configuration files, no environment: it must not depend on where it was started.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        _app = builder.Build();
        _app.Run(HandleAsync);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException error)
        {
            string ports = string.Join(", ", _endpoints.Select(endpoint => endpoint.WantedPort).Where(port => port > 0 && IsTaken(port)));
            throw new LocalCloudException($"port {ports} on 127.0.0.1 is in use: choose another one, or none for a free one.", error);
        }

        foreach (LoopbackEndpoint endpoint in _endpoints)
        {
            _byPort[endpoint.Bind()] = endpoint;
        }
    }

    /// <summary>The server says only that some port is taken: this finds which.</summary>
    private static bool IsTaken(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        foreach (LoopbackEndpoint endpoint in _endpoints)
        {
            options.Listen(IPAddress.Loopback, endpoint.WantedPort, listen => endpoint.Listen = listen);
        }
    }

    private Task HandleAsync(HttpContext context)
    {
        // Pages of the web must not reach a developer's data and functions through the browser.
        string? origin = context.Request.Headers.Origin;
        if (origin is not null && origin != $"{context.Request.Scheme}://{context.Request.Host}")
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("Requests of web pages are not allowed.");
        }

        LoopbackEndpoint endpoint = _byPort[context.Connection.LocalPort];
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = endpoint.MaxBodyBytes;
        return endpoint.Handle(context);
    }
}
