namespace LogFunctions.Hosting.Kinesis;

/// <summary>A record of the event at hand, to come back to.</summary>
public readonly struct RecordMark
{
    internal RecordMark(int position, int recordIndex, RecordFields fields, EventShard shard) =>
        (Position, RecordIndex, Fields, Shard) = (position, recordIndex, fields, shard);

    internal int Position { get; }

    internal int RecordIndex { get; }

    internal RecordFields Fields { get; }

    internal EventShard Shard { get; }
}
