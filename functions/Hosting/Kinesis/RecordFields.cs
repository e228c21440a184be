namespace LogFunctions.Hosting.Kinesis;

/// <summary>Where the fields of one record lie in the event, and when it arrived.</summary>
internal struct RecordFields
{
    /// <summary>Digits of the sequence number.</summary>
    public int SequenceStart;
    public int SequenceLength;

    /// <summary>The inside of the JSON string <c>data</c>.</summary>
    public int DataStart;
    public int DataLength;

    /// <summary>Behind the record's closing brace.</summary>
    public int End;

    /// <summary>Milliseconds since the epoch.</summary>
    public long ArrivalMs;
}
