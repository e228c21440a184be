namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>The server closed the connection instead of answering. On a kept connection that is its right, and the request may be sent again on a new one.</summary>
internal sealed class ConnectionClosedException() : IOException("The Runtime API closed the connection without an answer.");
