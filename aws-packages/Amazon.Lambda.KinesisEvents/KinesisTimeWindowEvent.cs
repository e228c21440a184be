using System.Text.Json.Serialization;
using Amazon.Lambda.KinesisEvents.Converters;

namespace Amazon.Lambda.KinesisEvents;

/// <summary>A batch of an event source with a tumbling window.</summary>
public class KinesisTimeWindowEvent : KinesisEvent
{
    /// <summary>The window, by arrival time.</summary>
    public TimeWindow? Window { get; set; }

    /// <summary>What the invocation before answered; empty at first. Values are strings or whole numbers, nothing else.</summary>
    [JsonConverter(typeof(DictionaryLongToStringJsonConverter))]
    public Dictionary<string, string>? State { get; set; }

    /// <summary>The shard.</summary>
    public string ShardId { get; set; } = null!;

    /// <summary>ARN of the stream or its consumer.</summary>
    public string EventSourceARN { get; set; } = null!;

    /// <summary>Whether the window ends with this invocation; the state is dropped after it.</summary>
    public bool? IsFinalInvokeForWindow { get; set; }

    /// <summary>Whether it ends before its time because the state passed 1 MB.</summary>
    public bool? IsWindowTerminatedEarly { get; set; }

    /// <summary>A window.</summary>
    public class TimeWindow
    {
        /// <summary>Start, included.</summary>
        public DateTime Start { get; set; }

        /// <summary>End, excluded.</summary>
        public DateTime End { get; set; }
    }
}
