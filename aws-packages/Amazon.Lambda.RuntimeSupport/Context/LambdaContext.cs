using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Client;

namespace Amazon.Lambda.RuntimeSupport.Context;

/// <summary>The context of one invocation.</summary>
internal sealed class LambdaContext(ResponseHead head, LambdaEnvironment environment, ILambdaLogger logger, ILambdaSerializer? serializer, TimeProvider time) : ILambdaContext
{
    // A function may run for 15 minutes at most: what is assumed when an emulator sends no deadline.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    private readonly DateTimeOffset _deadline = head.DeadlineMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : time.GetUtcNow() + s_longest;

    public string AwsRequestId => head.RequestId!;

    public IClientContext? ClientContext => field ??= head.ClientContext is { } json ? CognitoClientContext.Parse(json) : null;

    public string FunctionName => environment.FunctionName;

    public string FunctionVersion => environment.FunctionVersion;

    public ICognitoIdentity? Identity => field ??= head.CognitoIdentity is { } json ? CognitoIdentity.Parse(json) : null;

    public string InvokedFunctionArn => head.InvokedFunctionArn ?? string.Empty;

    public ILambdaLogger Logger => logger;

    public string LogGroupName => environment.LogGroupName;

    public string LogStreamName => environment.LogStreamName;

    public int MemoryLimitInMB => environment.MemoryMB;

    public TimeSpan RemainingTime => _deadline - time.GetUtcNow();

    public string TenantId => head.TenantId ?? string.Empty;

    public string TraceId => head.TraceId ?? string.Empty;

    public ILambdaSerializer? Serializer => serializer;
}
