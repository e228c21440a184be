using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport.Client;

/// <summary>Where the Runtime API is: <c>host:port</c> on Lambda, <c>host:port/function</c> for emulators that serve several functions.</summary>
internal sealed record RuntimeApiEndpoint(string Host, int Port, string BasePath)
{
    public const string Variable = "AWS_LAMBDA_RUNTIME_API";

    private const int HttpPort = 80;

    /// <summary>For the Host header.</summary>
    public string Authority => $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    public static RuntimeApiEndpoint Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new InvalidOperationException(
                $"{Variable} is not set, so this is no Lambda environment. Run the function in Lambda or an emulator of its Runtime API, or set {Variable} to host:port[/path].");
        }

        if (!Uri.TryCreate("http://" + value, UriKind.Absolute, out Uri? uri) || value.Contains("://", StringComparison.Ordinal) || uri.Query.Length > 0)
        {
            throw new InvalidOperationException($"{Variable} is '{value}'; expected host:port[/path], such as 127.0.0.1:9001.");
        }

        int port = uri.IsDefaultPort ? HttpPort : uri.Port;
        return new RuntimeApiEndpoint(uri.IdnHost.Trim('[', ']'), port, uri.AbsolutePath.TrimEnd('/') + "/2018-06-01/runtime");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"http://{Authority}{BasePath}");
}
