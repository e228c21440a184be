using System.Runtime.Serialization;
using System.Text.Json.Serialization;
using Amazon.Lambda.KinesisEvents.Converters;

namespace Amazon.Lambda.KinesisEvents;

/// <summary>Answer to a <see cref="KinesisTimeWindowEvent"/>; without state the service counts the invocation as failed.</summary>
[DataContract]
public class KinesisTimeWindowResponse
{
    /// <summary>State for the next invocation of the window.</summary>
    [DataMember(Name = "state")]
    [JsonPropertyName("state")]
    [JsonConverter(typeof(DictionaryLongToStringJsonConverter))]
    public Dictionary<string, string>? State { get; set; }

    /// <summary>Records to repeat, with all after the first of them.</summary>
    [DataMember(Name = "batchItemFailures")]
    [JsonPropertyName("batchItemFailures")]
    public IList<BatchItemFailure>? BatchItemFailures { get; set; }

    /// <summary>A record to repeat.</summary>
    [DataContract]
    public class BatchItemFailure
    {
        /// <summary>Its sequence number.</summary>
        [DataMember(Name = "itemIdentifier")]
        [JsonPropertyName("itemIdentifier")]
        public string ItemIdentifier { get; set; } = null!;
    }
}
