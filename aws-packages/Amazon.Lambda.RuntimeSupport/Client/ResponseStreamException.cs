namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>The stream that a handler returned could not be read to its end.</summary>
internal sealed class ResponseStreamException(string message, Exception? inner) : IOException(message, inner);
