using Amazon.Lambda.Core;
using LogFunctions.Simulator.Histories;

namespace LogFunctions.Simulator.EventSource;

/// <summary>What Lambda tells a function of its invocation.</summary>
internal sealed class SimLambdaContext(World world, long deadlineMs) : ILambdaContext
{
    public TimeSpan RemainingTime => TimeSpan.FromMilliseconds(deadlineMs - world.Scheduler.NowMs);

    public string AwsRequestId => "simulated";

    public IClientContext? ClientContext => null;

    public string FunctionName => "function";

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity? Identity => null;

    public string InvokedFunctionArn => "arn:aws:lambda:us-east-1:123456789012:function:function";

    public ILambdaLogger Logger => throw new NotSupportedException("the functions have a log of their own");

    public string LogGroupName => "/aws/lambda/function";

    public string LogStreamName => "simulated";

    public int MemoryLimitInMB => 512;
}
