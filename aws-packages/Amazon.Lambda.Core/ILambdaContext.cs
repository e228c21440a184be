namespace Amazon.Lambda.Core;

/// <summary>What the service tells a function about the invocation at hand.</summary>
public interface ILambdaContext
{
    /// <summary>Id of this invocation; a retry of the same event by an event source has another id.</summary>
    string AwsRequestId { get; }

    /// <summary>What a mobile SDK said about itself, or null.</summary>
    IClientContext? ClientContext { get; }

    /// <summary>Name of the function.</summary>
    string FunctionName { get; }

    /// <summary>Version of the function, <c>$LATEST</c> or a number.</summary>
    string FunctionVersion { get; }

    /// <summary>Who called by Amazon Cognito, or null.</summary>
    ICognitoIdentity? Identity { get; }

    /// <summary>ARN by which the function was invoked: of the function, a version or an alias.</summary>
    string InvokedFunctionArn { get; }

    /// <summary>Logger that prefixes lines with time, request id and level.</summary>
    ILambdaLogger Logger { get; }

    /// <summary>CloudWatch log group of the function.</summary>
    string LogGroupName { get; }

    /// <summary>CloudWatch log stream of this execution environment.</summary>
    string LogStreamName { get; }

    /// <summary>Configured memory of the function, MB.</summary>
    int MemoryLimitInMB { get; }

    /// <summary>Time until the service kills the invocation; negative when that moment has passed.</summary>
    TimeSpan RemainingTime { get; }

    /// <summary>Tenant of a tenant-isolated function, else empty.</summary>
    string TenantId => string.Empty;

    /// <summary>AWS X-Ray trace header of the invocation, else empty.</summary>
    string TraceId => string.Empty;

    /// <summary>The serializer the function was registered with, or null.</summary>
    ILambdaSerializer? Serializer => null;
}
