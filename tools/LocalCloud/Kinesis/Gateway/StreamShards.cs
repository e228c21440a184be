using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>The open shards of one stream with what they may take now. Safe for concurrent use.</summary>
internal sealed class StreamShards(string streamName, ShardLimits limits, TimeProvider time)
{
    private const int MaxPages = 100;

    private readonly Lock _gate = new();
    private readonly long _origin = time.GetTimestamp();
    private Dictionary<string, (TokenBucket Records, TokenBucket Bytes)> _buckets = [];
    private UInt128[] _starts = [];
    private string[] _shardIds = [];
    private bool _isKnown;
    private int _changes;

    /// <summary>A split or merge is on its way: until <see cref="EndChange"/> the shards are asked for again before every request.</summary>
    public void BeginChange()
    {
        lock (_gate)
        {
            _changes++;
            _isKnown = false;
        }
    }

    /// <summary>It is done.</summary>
    public void EndChange()
    {
        lock (_gate)
        {
            _changes--;
            _isKnown = false;
        }
    }

    /// <summary>Asks for the shards when something changed them.</summary>
    public async Task LearnAsync(IAmazonKinesis kinesis, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isKnown && _changes == 0)
            {
                return;
            }

            // Set before asking: a change that comes while we ask makes it unknown again.
            _isKnown = true;
        }

        IReadOnlyList<OpenShardRange> open;
        try
        {
            open = await ListOpenAsync(kinesis, streamName, cancellationToken);
        }
        catch
        {
            lock (_gate)
            {
                _isKnown = false;
            }

            throw;
        }

        lock (_gate)
        {
            OpenShardRange[] shards = [.. open.OrderBy(s => s.Start)];
            _starts = [.. shards.Select(s => (UInt128)s.Start)];
            _shardIds = [.. shards.Select(s => s.ShardId)];
            _buckets = shards.ToDictionary(
                s => s.ShardId,
                s => _buckets.TryGetValue(s.ShardId, out (TokenBucket, TokenBucket) kept) ? kept : (new TokenBucket(limits.RecordsPerSecond), new TokenBucket(limits.BytesPerSecond)));
        }
    }

    /// <summary>Takes a record off its shard's limits.</summary>
    /// <param name="partitionKey">Its hash says which shard.</param>
    /// <param name="explicitHashKey">Instead of the hash; null = none.</param>
    /// <param name="bytes">Data and partition key.</param>
    /// <returns>Null when the shard takes it, else the shard that is full.</returns>
    public string? Take(string partitionKey, string? explicitHashKey, int bytes)
    {
        UInt128 hash = HashOf(partitionKey, explicitHashKey);
        double seconds = time.GetElapsedTime(_origin).TotalSeconds;
        lock (_gate)
        {
            int at = Array.BinarySearch(_starts, hash);
            string shardId = _shardIds[at >= 0 ? at : Math.Max(0, ~at - 1)];
            (TokenBucket records, TokenBucket data) = _buckets[shardId];
            records.Fill(seconds);
            data.Fill(seconds);
            if (!records.Has(1) || !data.Has(bytes))
            {
                return shardId;
            }

            records.Take(1);
            data.Take(bytes);
            return null;
        }
    }

    /// <summary>All open shards of a stream.</summary>
    public static async Task<IReadOnlyList<OpenShardRange>> ListOpenAsync(IAmazonKinesis kinesis, string streamName, CancellationToken cancellationToken)
    {
        var open = new List<OpenShardRange>();
        string? token = null;
        for (int page = 0; page < MaxPages; page++)
        {
            var request = token is null ? new ListShardsRequest { StreamName = streamName } : new ListShardsRequest { NextToken = token };
            ListShardsResponse response = await kinesis.ListShardsAsync(request, cancellationToken);
            open.AddRange((response.Shards ?? [])
                .Where(s => string.IsNullOrEmpty(s.SequenceNumberRange?.EndingSequenceNumber))
                .Select(s => new OpenShardRange(s.ShardId, Number(s.HashKeyRange.StartingHashKey), Number(s.HashKeyRange.EndingHashKey))));
            token = response.NextToken;
            if (string.IsNullOrEmpty(token))
            {
                return open;
            }
        }

        throw new InvalidOperationException($"ListShards of {streamName} goes on after {MaxPages} pages.");
    }

    private static UInt128 HashOf(string partitionKey, string? explicitHashKey) =>
        explicitHashKey is not null && UInt128.TryParse(explicitHashKey, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 key)
            ? key
            : BinaryPrimitives.ReadUInt128BigEndian(Md5Of(partitionKey));

    // Kinesis chose MD5 to spread keys; nothing is kept secret by it.
#pragma warning disable CA5351
    private static byte[] Md5Of(string partitionKey) => MD5.HashData(Encoding.UTF8.GetBytes(partitionKey));
#pragma warning restore CA5351

    private static BigInteger Number(string text) => BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
