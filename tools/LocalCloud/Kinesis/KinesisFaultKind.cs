namespace LogFunctions.LocalCloud;

/// <summary>What AWS Fault Injection Service does to calls of Kinesis.</summary>
public enum KinesisFaultKind
{
    /// <summary>aws:fis:inject-api-internal-error: InternalFailure, HTTP 500.</summary>
    InternalError,

    /// <summary>aws:fis:inject-api-throttle-error: ThrottlingException, HTTP 400.</summary>
    ThrottleError,

    /// <summary>aws:fis:inject-api-unavailable-error: ServiceUnavailable, HTTP 503.</summary>
    UnavailableError,

    /// <summary>aws:kinesis:stream-provisioned-throughput-exception: PutRecord, PutRecords and GetRecords, HTTP 400.</summary>
    ProvisionedThroughputException,

    /// <summary>aws:kinesis:stream-expired-iterator-exception: GetRecords, HTTP 400.</summary>
    ExpiredIteratorException,
}
