using System.Runtime.Serialization;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.KinesisEvents;

/// <summary>Answer of a function whose event source has ReportBatchItemFailures.</summary>
[DataContract]
public class StreamsEventResponse
{
    /// <summary>Records to repeat, with all after the first of them; none = success.</summary>
    [DataMember(Name = "batchItemFailures", EmitDefaultValue = false)]
    [JsonPropertyName("batchItemFailures")]
    public IList<BatchItemFailure>? BatchItemFailures { get; set; }

    /// <summary>A record to repeat.</summary>
    [DataContract]
    public class BatchItemFailure
    {
        /// <summary>Its sequence number.</summary>
        [DataMember(Name = "itemIdentifier", EmitDefaultValue = false)]
        [JsonPropertyName("itemIdentifier")]
        public string ItemIdentifier { get; set; } = null!;
    }
}
