namespace Amazon.Lambda.KinesisEvents;

/// <summary>A batch of records of one shard.</summary>
public class KinesisEvent
{
    /// <summary>The records, in order.</summary>
    public IList<KinesisEventRecord>? Records { get; set; }

    /// <summary>The stream's part of a record.</summary>
    public class Record : Amazon.Kinesis.Model.Record
    {
        /// <summary>Version of the record's form.</summary>
        public string KinesisSchemaVersion { get; set; } = null!;
    }

    /// <summary>A record and where it comes from.</summary>
    public class KinesisEventRecord
    {
        /// <summary>Region of the stream.</summary>
        public string AwsRegion { get; set; } = null!;

        /// <summary><c>shardId:sequenceNumber</c>.</summary>
        public string EventId { get; set; } = null!;

        /// <summary><c>aws:kinesis:record</c>.</summary>
        public string EventName { get; set; } = null!;

        /// <summary><c>aws:kinesis</c>.</summary>
        public string EventSource { get; set; } = null!;

        /// <summary>ARN of the stream or its consumer.</summary>
        public string EventSourceARN { get; set; } = null!;

        /// <summary>Version of the event's form.</summary>
        public string EventVersion { get; set; } = null!;

        /// <summary>Role that the function runs in.</summary>
        public string InvokeIdentityArn { get; set; } = null!;

        /// <summary>The record.</summary>
        public Record Kinesis { get; set; } = null!;
    }
}
