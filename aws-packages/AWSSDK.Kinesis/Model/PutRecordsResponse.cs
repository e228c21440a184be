using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>What became of each record.</summary>
public class PutRecordsResponse : AmazonWebServiceResponse
{
    /// <summary>Encryption of the records; null when the service does not say.</summary>
    public EncryptionType? EncryptionType { get; set; }

    /// <summary>Records that were refused and must be sent again.</summary>
    public int? FailedRecordCount { get; set; }

    /// <summary>Results in the order of the request.</summary>
    public List<PutRecordsResultEntry>? Records { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
