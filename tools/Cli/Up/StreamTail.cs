using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using LogFunctions.Core.Endpoints;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Payloads;
using LogFunctions.LocalCloud;
using LogFunctions.LocalCloud.Page;

namespace LogFunctions.Cli.Up;

/// <summary>
/// Fills the page's live tail from the stream, while somebody looks: a reader of its own beside the function's, from the newest record on. What
/// it shows is what the function will be given, whatever becomes of it.
/// </summary>
/// <param name="host">The run.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamTail(LocalCloudHost host, TimeProvider time)
{
    // More lines a second nobody reads.
    private const int LinesPerRead = 200;
    private const int RecordsPerRead = 1_000;

    private static readonly TimeSpan s_read = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_newShards = TimeSpan.FromSeconds(10);

    private readonly PayloadReader _payloads = new(new PayloadOptions());
    private readonly Dictionary<string, string?> _iterators = [];
    private long _listedAt;

    /// <summary>Runs until it is cancelled. The tail is a comfort: what fails is tried again, and never ends the run.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using IAmazonKinesis kinesis = host.CreateKinesisClient();
        TailSink sink = CreateSink(host.Tail, host.EnvironmentOf(Conclusion.Aggregator));
        try
        {
            while (true)
            {
                if (!host.Tail.IsWatched)
                {
                    _iterators.Clear();
                    await Task.Delay(s_look, time, cancellationToken);
                    continue;
                }

                try
                {
                    await ReadAsync(kinesis, sink, cancellationToken);
                }
                catch (Exception error) when (error is AmazonKinesisException or HttpRequestException or Amazon.Runtime.AmazonClientException)
                {
                    _iterators.Clear();
                }

                await Task.Delay(s_read, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run ends.
        }
    }

    /// <summary>A sink that reads lines as the function's variables say.</summary>
    internal static TailSink CreateSink(LineTail tail, IReadOnlyDictionary<string, string> variables)
    {
        string Of(string name) => variables.GetValueOrDefault(name) ?? "";
        ParserOptions parser = (Of("LOG_FORMAT") is { Length: > 0 } format ? LogFormatSetting.Parse(format) : new LogFormatSetting(LogFormat.Auto, [], DirectivesOnly: false))
            .ApplyTo(new ParserOptions
            {
                FieldAliases = ParserOptions.ParseFieldAliases(Of("FIELD_ALIASES")),
                CloudFrontFields = ParserOptions.ParseCloudFrontFields(Of("CLOUDFRONT_FIELDS")),
                ApacheTimeUnit = Of("APACHE_TIME_UNIT") switch { "ms" => ApacheTimeUnit.Milliseconds, "s" => ApacheTimeUnit.Seconds, _ => ApacheTimeUnit.Microseconds },
            });
        return new TailSink(tail, parser, new EndpointOptions
        {
            TemplateIds = Of("TEMPLATE_IDS") switch { "off" => IdFolding.Off, "strict" => IdFolding.Strict, _ => IdFolding.On },
            Templates = EndpointOptions.ParseTemplates(Of("ENDPOINT_TEMPLATES")),
        });
    }

    private async Task ReadAsync(IAmazonKinesis kinesis, TailSink sink, CancellationToken cancellationToken)
    {
        if (_iterators.Count == 0 || time.GetElapsedTime(_listedAt) > s_newShards)
        {
            await FindShardsAsync(kinesis, cancellationToken);
        }

        sink.Left = LinesPerRead;
        foreach ((string shard, string? iterator) in _iterators.ToArray())
        {
            if (iterator is null)
            {
                continue; // closed, and read to its end
            }

            GetRecordsResponse response = await kinesis.GetRecordsAsync(new GetRecordsRequest { ShardIterator = iterator, Limit = RecordsPerRead }, cancellationToken);
            _iterators[shard] = response.NextShardIterator;
            foreach (Record record in response.Records ?? [])
            {
                long arrivalMs = new DateTimeOffset(record.ApproximateArrivalTimestamp?.ToUniversalTime() ?? DateTime.UnixEpoch).ToUnixTimeMilliseconds();
                TailSink lines = sink;
                _payloads.Read(record.Data.ToArray(), arrivalMs, ref lines);
            }
        }
    }

    /// <summary>Shards that were not known when the tail began are read from their beginning: a reshard made them.</summary>
    private async Task FindShardsAsync(IAmazonKinesis kinesis, CancellationToken cancellationToken)
    {
        bool isFirst = _iterators.Count == 0;
        _listedAt = time.GetTimestamp();
        ListShardsResponse shards = await kinesis.ListShardsAsync(new ListShardsRequest { StreamName = host.StreamName }, cancellationToken);
        foreach (Shard shard in (shards.Shards ?? []).Where(shard => !_iterators.ContainsKey(shard.ShardId) && shard.SequenceNumberRange?.EndingSequenceNumber is null))
        {
            GetShardIteratorResponse iterator = await kinesis.GetShardIteratorAsync(new GetShardIteratorRequest
            {
                StreamName = host.StreamName,
                ShardId = shard.ShardId,
                ShardIteratorType = isFirst ? ShardIteratorType.LATEST : ShardIteratorType.TRIM_HORIZON,
            }, cancellationToken);
            _iterators[shard.ShardId] = iterator.ShardIterator;
        }
    }
}
