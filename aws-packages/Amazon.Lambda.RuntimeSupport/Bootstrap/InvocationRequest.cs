using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>An invocation: the event and what the service says about it. Both are the handler's only until it returns.</summary>
public class InvocationRequest : IDisposable
{
    internal InvocationRequest(Stream inputStream, ILambdaContext lambdaContext)
    {
        InputStream = inputStream;
        LambdaContext = lambdaContext;
    }

    /// <summary>
    /// The event's bytes: a read-only <see cref="MemoryStream"/> whose buffer (<see cref="MemoryStream.TryGetBuffer"/>) is reused for the next invocation.
    /// </summary>
    public Stream InputStream { get; }

    /// <summary>The context.</summary>
    public ILambdaContext LambdaContext { get; }

    /// <summary>Closes the event.</summary>
    public void Dispose()
    {
        InputStream.Dispose();
        GC.SuppressFinalize(this);
    }
}
