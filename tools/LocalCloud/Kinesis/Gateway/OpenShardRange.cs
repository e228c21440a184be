using System.Numerics;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>An open shard: where it begins and ends in the hash space of 2^128 keys, both inclusive.</summary>
internal sealed record OpenShardRange(string ShardId, BigInteger Start, BigInteger End);
