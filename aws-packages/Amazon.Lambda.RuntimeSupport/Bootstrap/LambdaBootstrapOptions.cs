namespace Amazon.Lambda.RuntimeSupport.Bootstrap;

/// <summary>Options of the invocation loop.</summary>
public class LambdaBootstrapOptions
{
    /// <summary>Where the Runtime API is, <c>host:port[/path]</c>; <c>AWS_LAMBDA_RUNTIME_API</c> when unset.</summary>
    public string? RuntimeApiEndpoint { get; set; }
}
