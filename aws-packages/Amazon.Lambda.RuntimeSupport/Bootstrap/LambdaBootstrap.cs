using System.Globalization;
using System.Runtime.InteropServices;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;
using Amazon.Lambda.RuntimeSupport.Client;
using Amazon.Lambda.RuntimeSupport.Context;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// The invocation loop of a function: asks the Runtime API for the next invocation, calls the handler, sends its answer or
/// reports what it threw, and again. Ends when cancelled or on SIGTERM, after the invocation at hand has been answered.
/// </summary>
public class LambdaBootstrap : IDisposable
{
    private readonly LambdaBootstrapHandler _handler;
    private readonly LambdaBootstrapInitializer? _initializer;
    private readonly ILambdaSerializer? _serializer;
    private readonly string? _endpoint;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly LambdaEnvironment _environment = new(Environment.GetEnvironmentVariable);
    private readonly LambdaLog _log;
    private RuntimeApiClient? _client;

    /// <summary>A loop that calls the handler, after the initializer if there is one.</summary>
    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer = null)
        : this(handler, null, initializer, null)
    {
    }

    /// <summary>A loop that calls the handler, after the initializer if there is one.</summary>
    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapOptions lambdaBootstrapOptions, LambdaBootstrapInitializer? initializer = null)
        : this(handler, lambdaBootstrapOptions, initializer, null)
    {
    }

    /// <summary>A loop that calls the wrapped handler, after the initializer if there is one.</summary>
    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapInitializer? initializer = null)
        : this(NotNull(handlerWrapper).Handler, null, initializer, handlerWrapper.Serializer)
    {
    }

    /// <summary>A loop that calls the wrapped handler, after the initializer if there is one.</summary>
    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapOptions lambdaBootstrapOptions, LambdaBootstrapInitializer? initializer = null)
        : this(NotNull(handlerWrapper).Handler, lambdaBootstrapOptions, initializer, handlerWrapper.Serializer)
    {
    }

    private LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapOptions? options, LambdaBootstrapInitializer? initializer, ILambdaSerializer? serializer)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _handler = handler;
        _initializer = initializer;
        _serializer = serializer;
        _endpoint = options?.RuntimeApiEndpoint;
        _log = new LambdaLog(LogSettings.From(Environment.GetEnvironmentVariable), _time, Console.OpenStandardOutput);
    }

    /// <summary>
    /// Runs the loop until <paramref name="cancellationToken"/> is cancelled or the process gets SIGTERM. An invocation that has
    /// begun is finished and answered first.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no Runtime API to talk to.</exception>
    /// <exception cref="RuntimeApiClientException">The Runtime API refused a call.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        string? inherited = Environment.GetEnvironmentVariable(RuntimeApiEndpoint.Variable);
        _client ??= new RuntimeApiClient(RuntimeApiEndpoint.Parse(string.IsNullOrEmpty(_endpoint) ? inherited : _endpoint));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });

        // A process that is a Lambda environment logs like one; a host that merely runs a loop in-process keeps its console.
        if (!string.IsNullOrEmpty(inherited))
        {
            TakeOverConsole();
            LimitHeap();
        }

        if (_initializer is not null && !await InitializeAsync(_initializer).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            while (!stop.IsCancellationRequested)
            {
                await InvokeOnceAsync(stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to end while no invocation was at hand.
        }
    }

    /// <summary>Closes the connection to the Runtime API.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the connection to the Runtime API.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _client?.Dispose();
        }
    }

    private static HandlerWrapper NotNull(HandlerWrapper wrapper)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        return wrapper;
    }

    private async Task<bool> InitializeAsync(LambdaBootstrapInitializer initializer)
    {
        try
        {
            return await initializer().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.WriteLine(nameof(LogLevel.Error), e, null, null);
            await _client!.SendInitializationErrorAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    private async Task InvokeOnceAsync(CancellationToken stop)
    {
        ResponseHead head = await _client!.NextAsync(stop).ConfigureAwait(false);
        SetTraceId(head.TraceId);
        var context = new LambdaContext(head, _environment, _log, _serializer, _time);
        _log.Invocation = context;
        ArraySegment<byte> bytes = _client.Event;
        using var invocation = new InvocationRequest(new MemoryStream(bytes.Array!, 0, bytes.Count, writable: false, publiclyVisible: true), context);
        try
        {
            await AnswerAsync(invocation).ConfigureAwait(false);
        }
        catch (HandlerFailedException failure)
        {
            Exception cause = failure.InnerException!;
            _log.WriteLine(nameof(LogLevel.Error), cause, null, null);
            await _client.SendInvocationErrorAsync(context.AwsRequestId, cause).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(InvocationRequest invocation)
    {
        InvocationResponse? response;
        try
        {
            response = await _handler(invocation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw new HandlerFailedException(e);
        }

        try
        {
            if (!await _client!.SendResponseAsync(invocation.LambdaContext.AwsRequestId, response?.OutputStream ?? Stream.Null).ConfigureAwait(false))
            {
                _log.WriteLine(nameof(LogLevel.Error), null, "The response is larger than the service takes (6 MB); it has failed the invocation.", null);
            }
        }
        catch (ResponseStreamException e)
        {
            throw new HandlerFailedException(e);
        }
        finally
        {
            if (response is { DisposeOutputStream: true })
            {
                await response.OutputStream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static void SetTraceId(string? traceId)
    {
        LambdaTraceProvider.SetCurrentTraceId(traceId);
        // The AWS SDK takes the header it passes on from here.
        Environment.SetEnvironmentVariable(LambdaEnvironment.TraceIdVariable, traceId);
    }

    private void TakeOverConsole()
    {
        Console.SetOut(new ConsoleWriter(_log, LogLevel.Information));
        Console.SetError(new ConsoleWriter(_log, LogLevel.Error));
        LambdaLogger.RedirectTo(_log.WriteLine);
    }

    /// <summary>Tells the collector how much memory the function has, which may be less than the machine's: it then collects instead of being killed.</summary>
    private void LimitHeap()
    {
        bool isOptedOut = string.Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK"), "true", StringComparison.OrdinalIgnoreCase);
        ulong bytes = (ulong)_environment.MemoryMB * 1024 * 1024;
        if (isOptedOut || bytes == 0 || (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < bytes)
        {
            return;
        }

        try
        {
            AppContext.SetData("GCHeapHardLimit", bytes);
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException e)
        {
            // More is in use already than the limit: the service would have killed the process.
            _log.WriteLine(nameof(LogLevel.Warning), null, string.Create(CultureInfo.InvariantCulture, $"The heap can't be limited to {_environment.MemoryMB} MB: {e.Message}"), null);
        }
    }

    /// <summary>The handler, or the stream it returned, threw: the invocation failed, the loop goes on.</summary>
    private sealed class HandlerFailedException(Exception cause) : Exception(cause.Message, cause);
}
