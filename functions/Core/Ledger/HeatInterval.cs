namespace LogFunctions.Core.Ledger;

/// <summary>What a shard received in ten seconds of arrival time.</summary>
/// <param name="StartSeconds">Start, seconds since the Unix epoch; a multiple of <see cref="ShardHeat.IntervalSeconds"/>.</param>
/// <param name="Records">Kinesis records.</param>
/// <param name="Bytes">Bytes of their payloads as they were put: packed, without partition keys.</param>
/// <param name="PeakRecords">Most records in one of its seconds.</param>
/// <param name="PeakBytes">Most bytes in one of its seconds; not always the same second.</param>
public readonly record struct HeatInterval(long StartSeconds, long Records, long Bytes, long PeakRecords, long PeakBytes);
