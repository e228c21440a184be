namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The Runtime API refused a call. The process can only end: the service starts another.</summary>
public class RuntimeApiClientException : Exception
{
    private const int ShownCharacters = 512;

    internal RuntimeApiClientException(string message, int statusCode, string response)
        : base($"{message}{(response.Length > 0 ? " Response: " + response[..Math.Min(response.Length, ShownCharacters)] : string.Empty)}")
    {
        StatusCode = statusCode;
        Response = response;
    }

    /// <summary>HTTP status of the answer.</summary>
    public int StatusCode { get; }

    /// <summary>Body of the answer.</summary>
    public string Response { get; }
}
