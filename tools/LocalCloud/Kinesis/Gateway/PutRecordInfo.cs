namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>A record of a request.</summary>
/// <param name="PartitionKey">Its key.</param>
/// <param name="ExplicitHashKey">Instead of the key's hash; null = none.</param>
/// <param name="Bytes">Of data and key: what counts for the limits.</param>
/// <param name="Start">Where its object begins in the body.</param>
/// <param name="End">And ends, exclusive.</param>
internal readonly record struct PutRecordInfo(string PartitionKey, string? ExplicitHashKey, int Bytes, int Start, int End);
