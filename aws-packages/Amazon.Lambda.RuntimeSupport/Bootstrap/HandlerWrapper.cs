using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// Brings a handler of any of the usual shapes into the form the invocation loop calls. Handlers may need a cast to their delegate
/// type, so that the compiler can tell the overloads apart.
/// </summary>
public partial class HandlerWrapper : IDisposable
{
    private static readonly InvocationResponse s_empty = new(Stream.Null, disposeOutputStream: false);

    // One for all invocations: they come one at a time, and its buffer keeps the size of the largest response.
    private readonly MemoryStream _output = new();

    private HandlerWrapper(ILambdaSerializer? serializer, Func<HandlerWrapper, LambdaBootstrapHandler> bind)
    {
        Serializer = serializer;
        Handler = bind(this);
    }

    /// <summary>What the loop calls for each invocation.</summary>
    public LambdaBootstrapHandler Handler { get; }

    internal ILambdaSerializer? Serializer { get; }

    /// <summary>For a handler that reads the event from the first stream and writes the response to the second.</summary>
    public static HandlerWrapper GetHandlerWrapper(Action<Stream, ILambdaContext, MemoryStream> invokeDelegate) => new(null, self => invocation =>
    {
        invokeDelegate(invocation.InputStream, invocation.LambdaContext, self.EmptyOutput());
        return Task.FromResult(self.Output());
    });

    /// <summary>Releases the response buffer.</summary>
    public void Dispose()
    {
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    private static HandlerWrapper Nothing(ILambdaSerializer? serializer, Func<InvocationRequest, Task> call) => new(serializer, _ => async invocation =>
    {
        await call(invocation).ConfigureAwait(false);
        return s_empty;
    });

    private static HandlerWrapper NothingSync(ILambdaSerializer? serializer, Action<InvocationRequest> call) => new(serializer, _ => invocation =>
    {
        call(invocation);
        return Task.FromResult(s_empty);
    });

    private static HandlerWrapper Response(ILambdaSerializer? serializer, Func<InvocationRequest, Task<Stream>> call) =>
        new(serializer, _ => async invocation => new InvocationResponse(await call(invocation).ConfigureAwait(false)));

    private static HandlerWrapper Value<TOutput>(ILambdaSerializer serializer, Func<InvocationRequest, Task<TOutput>> call) => new(serializer, self => async invocation =>
    {
        TOutput value = await call(invocation).ConfigureAwait(false);
        serializer.Serialize(value, self.EmptyOutput());
        return self.Output();
    });

    private MemoryStream EmptyOutput()
    {
        _output.SetLength(0);
        return _output;
    }

    private InvocationResponse Output()
    {
        _output.Position = 0;
        return new InvocationResponse(_output, disposeOutputStream: false);
    }
}
