namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What a handler answers, sent from the stream's position to its end.</summary>
public class InvocationResponse
{
    /// <summary>An answer whose stream is disposed once sent.</summary>
    public InvocationResponse(Stream outputStream)
        : this(outputStream, disposeOutputStream: true)
    {
    }

    /// <summary>An answer whose stream is disposed once sent, or left to its owner.</summary>
    public InvocationResponse(Stream outputStream, bool disposeOutputStream)
    {
        ArgumentNullException.ThrowIfNull(outputStream);
        OutputStream = outputStream;
        DisposeOutputStream = disposeOutputStream;
    }

    /// <summary>The bytes.</summary>
    public Stream OutputStream { get; set; }

    /// <summary>Whether the loop disposes the stream once sent.</summary>
    public bool DisposeOutputStream { get; }
}
