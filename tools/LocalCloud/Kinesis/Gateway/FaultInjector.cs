namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>Lets calls fail as AWS Fault Injection Service does. Safe for concurrent use.</summary>
/// <param name="faults">What, and how often.</param>
/// <param name="random">Says which calls.</param>
internal sealed class FaultInjector(IReadOnlyList<KinesisFault> faults, Random random)
{
    private readonly Lock _gate = new();

    /// <returns>The error that this call gets; null = none.</returns>
    public GatewayAnswer? FaultOf(string operation)
    {
        foreach (KinesisFault fault in faults)
        {
            if (IsFor(fault.Kind, operation) && Next() < fault.Share)
            {
                return AnswerOf(fault.Kind);
            }
        }

        return null;
    }

    private double Next()
    {
        lock (_gate)
        {
            return random.NextDouble();
        }
    }

    private static bool IsFor(KinesisFaultKind kind, string operation) => kind switch
    {
        KinesisFaultKind.ProvisionedThroughputException => operation is "PutRecord" or "PutRecords" or "GetRecords",
        KinesisFaultKind.ExpiredIteratorException => operation is "GetRecords",
        _ => true,
    };

    private static GatewayAnswer AnswerOf(KinesisFaultKind kind) => kind switch
    {
        KinesisFaultKind.ProvisionedThroughputException => GatewayAnswer.Error("ProvisionedThroughputExceededException", "Injected: rate exceeded."),
        KinesisFaultKind.ExpiredIteratorException => GatewayAnswer.Error("ExpiredIteratorException", "Injected: the iterator has expired."),
        KinesisFaultKind.ThrottleError => GatewayAnswer.Error("ThrottlingException", "Injected: rate exceeded."),
        KinesisFaultKind.UnavailableError => GatewayAnswer.Error("ServiceUnavailable", "Injected: service unavailable.", 503),
        _ => GatewayAnswer.Error("InternalFailure", "Injected: internal failure.", 500),
    };
}
