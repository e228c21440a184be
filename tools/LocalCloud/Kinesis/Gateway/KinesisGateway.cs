using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Kinesis;
using Microsoft.AspNetCore.Http;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>
/// Stands in front of kinesalite and does what it lacks: the limits of the shards, UpdateShardCount, the metrics of namespace AWS/Kinesis, faults.
/// Everything else is forwarded as it is. Requests in CBOR are forwarded, too, but not counted and not limited.
/// </summary>
internal sealed class KinesisGateway : IAsyncDisposable
{
    /// <summary>A PutRecords has at most 10 MiB of data, which base64 makes a third longer.</summary>
    public const long MaxBodyBytes = 20 * 1024 * 1024;

    private const string TargetPrefix = "Kinesis_20131202.";

    /// <summary>Streams of iterators that are remembered; then all are forgotten, and their calls are not counted until the next one.</summary>
    private const int MaxIterators = 10_000;

    private readonly Uri _emulator;
    private readonly IAmazonKinesis _kinesis;
    private readonly GatewayOptions _options;
    private readonly StreamMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly FaultInjector _faults;
    private readonly ShardCountUpdates _updates;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromMinutes(2) };
    private readonly ConcurrentDictionary<string, StreamShards> _streams = new();
    private readonly ConcurrentDictionary<int, string> _streamsOfIterators = new();

    /// <param name="emulator">Where kinesalite answers.</param>
    /// <param name="kinesis">A client of it.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="metrics">Where it counts.</param>
    /// <param name="log">Where it says what went wrong.</param>
    /// <param name="time">The clock.</param>
    public KinesisGateway(Uri emulator, IAmazonKinesis kinesis, GatewayOptions options, MetricCollector metrics, ILocalCloudLog log, TimeProvider time)
    {
        (_emulator, _kinesis, _options, _time) = (emulator, kinesis, options, time);
        _metrics = new StreamMetrics(metrics, time);
        _faults = new FaultInjector(options.Faults, new Random(options.Seed));
        _updates = new ShardCountUpdates(kinesis, options.UpdateDuration, options.ShardQuota, ShardsOf, log, time);
    }

    public async Task HandleAsync(HttpContext http)
    {
        CancellationToken aborted = http.RequestAborted;
        byte[] body = await ReadBodyAsync(http.Request, aborted);
        string target = http.Request.Headers["X-Amz-Target"].ToString();
        bool isJson = http.Request.ContentType?.StartsWith("application/x-amz-json", StringComparison.Ordinal) == true;
        string operation = isJson && target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : "";
        GatewayAnswer answer;
        try
        {
            answer = (operation.Length > 0 ? _faults.FaultOf(operation) : null) ?? await AnswerAsync(operation, http.Request, body, aborted);
        }
        catch (JsonException)
        {
            answer = GatewayAnswer.Error("SerializationException", "The body is no JSON.");
        }
        catch (HttpRequestException failed)
        {
            answer = GatewayAnswer.Error("InternalFailure", $"The emulator does not answer: {failed.Message}", 500);
        }

        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
        http.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        await http.Response.Body.WriteAsync(answer.Body, aborted);
    }

    public async ValueTask DisposeAsync()
    {
        await _updates.DisposeAsync();
        _http.Dispose();
    }

    private Task<GatewayAnswer> AnswerAsync(string operation, HttpRequest request, byte[] body, CancellationToken cancellationToken) => operation switch
    {
        "PutRecord" or "PutRecords" => PutAsync(operation, request, body, cancellationToken),
        "GetRecords" => GetAsync(request, body, cancellationToken),
        "GetShardIterator" => IteratorAsync(request, body, cancellationToken),
        "DescribeStream" or "DescribeStreamSummary" => DescribeAsync(request, body, cancellationToken),
        "UpdateShardCount" => _updates.AnswerAsync(body, cancellationToken),
        "SplitShard" or "MergeShards" or "CreateStream" or "DeleteStream" => ChangeAsync(request, body, cancellationToken),
        _ => ForwardAsync(request, body, cancellationToken),
    };

    private async Task<GatewayAnswer> PutAsync(string operation, HttpRequest http, byte[] body, CancellationToken cancellationToken)
    {
        long began = _time.GetTimestamp();
        PutRequest request = PutRequest.Read(body, operation == "PutRecords");
        string?[] full = await FullShardsAsync(request, cancellationToken);
        int refused = full.Count(shard => shard is not null);
        GatewayAnswer answer;
        if (refused == 0)
        {
            answer = await ForwardAsync(http, body, cancellationToken);
        }
        else if (operation == "PutRecord")
        {
            answer = GatewayAnswer.Error("ProvisionedThroughputExceededException", GatewayAnswer.RateExceeded(full[0]!, request.StreamName, _options.AccountId));
        }
        else
        {
            GatewayAnswer? taken = refused == full.Length ? null : await ForwardAsync(http, PutGate.Without(body, request, full), cancellationToken);
            answer = taken is { IsOk: false } ? taken : new GatewayAnswer(200, GatewayAnswer.Json, PutGate.Merge(taken?.Body, request, full, _options.AccountId));
        }

        Count(operation, request, full, answer, began);
        return answer;
    }

    private void Count(string operation, PutRequest request, string?[] full, GatewayAnswer answer, long began)
    {
        int records = request.Records.Count;
        (int throttled, int failed) = answer.IsOk && operation == "PutRecords" ? PutGate.Failures(answer.Body)
            : answer.IsOk ? (0, 0)
            : (full.Count(shard => shard is not null), full.Count(shard => shard is null));
        long refusedBytes = request.Records.Where((_, i) => full[i] is not null).Sum(r => (long)r.Bytes);
        int accepted = records - throttled - failed;
        _metrics.Put(request.StreamName, operation, accepted, accepted == 0 ? 0 : request.Bytes - refusedBytes, throttled, failed, _time.GetElapsedTime(began));
    }

    /// <returns>By record: the shard that is too full for it; null = it goes through.</returns>
    private async Task<string?[]> FullShardsAsync(PutRequest request, CancellationToken cancellationToken)
    {
        string?[] full = new string?[request.Records.Count];
        if (_options.Limits is null || request.StreamName.Length == 0 || full.Length == 0)
        {
            return full;
        }

        StreamShards shards = ShardsOf(request.StreamName);
        try
        {
            await shards.LearnAsync(_kinesis, cancellationToken);
        }
        catch (AmazonKinesisException)
        {
            return full; // no such stream: the emulator says it in its own words
        }

        for (int i = 0; i < full.Length; i++)
        {
            PutRecordInfo record = request.Records[i];
            full[i] = shards.Take(record.PartitionKey, record.ExplicitHashKey, record.Bytes);
        }

        return full;
    }

    private async Task<GatewayAnswer> GetAsync(HttpRequest http, byte[] body, CancellationToken cancellationToken)
    {
        long began = _time.GetTimestamp();
        GatewayAnswer answer = await ForwardAsync(http, body, cancellationToken);
        string iterator = TextOf(body, "ShardIterator");
        if (_streamsOfIterators.TryRemove(iterator.GetHashCode(StringComparison.Ordinal), out string? streamName))
        {
            GetSummary? summary = answer.IsOk ? GetSummary.Read(answer.Body) : null;
            _metrics.Get(streamName, summary, _time.GetElapsedTime(began));
            Remember(summary?.NextIterator ?? iterator, streamName);
        }

        return answer;
    }

    private async Task<GatewayAnswer> IteratorAsync(HttpRequest http, byte[] body, CancellationToken cancellationToken)
    {
        GatewayAnswer answer = await ForwardAsync(http, body, cancellationToken);
        if (answer.IsOk)
        {
            Remember(TextOf(answer.Body, "ShardIterator"), StreamOf(body));
        }

        return answer;
    }

    private async Task<GatewayAnswer> DescribeAsync(HttpRequest http, byte[] body, CancellationToken cancellationToken)
    {
        // Asked before: an update that ends meanwhile is then seen one answer later, never a half-done one as ACTIVE.
        bool isUpdating = _updates.IsUpdating(StreamOf(body));
        GatewayAnswer answer = await ForwardAsync(http, body, cancellationToken);
        if (!isUpdating || !answer.IsOk)
        {
            return answer;
        }

        JsonObject root = JsonNode.Parse(answer.Body)!.AsObject();
        foreach ((_, JsonNode? description) in root)
        {
            description!["StreamStatus"] = "UPDATING";
        }

        return answer with { Body = JsonSerializer.SerializeToUtf8Bytes(root) };
    }

    private async Task<GatewayAnswer> ChangeAsync(HttpRequest http, byte[] body, CancellationToken cancellationToken)
    {
        string streamName = StreamOf(body);
        if (_updates.IsUpdating(streamName))
        {
            return GatewayAnswer.Error("ResourceInUseException", $"Stream {streamName} under account {_options.AccountId} not ACTIVE, instead in state UPDATING");
        }

        StreamShards shards = ShardsOf(streamName);
        shards.BeginChange();
        GatewayAnswer answer;
        try
        {
            answer = await ForwardAsync(http, body, cancellationToken);
        }
        catch
        {
            shards.EndChange();
            throw;
        }

        _ = FollowAsync(streamName, shards);
        return answer;
    }

    /// <summary>The shards change a moment after the answer: they are asked for again until the stream is ACTIVE.</summary>
    private async Task FollowAsync(string streamName, StreamShards shards)
    {
        try
        {
            string? status;
            do
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
                status = (await _kinesis.DescribeStreamSummaryAsync(new() { StreamName = streamName }, CancellationToken.None)).StreamDescriptionSummary.StreamStatus?.Value;
            }
            while (status is "UPDATING" or "CREATING" or "DELETING");
        }
        catch (Exception error) when (error is AmazonKinesisException or HttpRequestException or ObjectDisposedException)
        {
            _streams.TryRemove(streamName, out _); // deleted, or the end of the run
        }
        finally
        {
            shards.EndChange();
        }
    }

    private async Task<GatewayAnswer> ForwardAsync(HttpRequest request, byte[] body, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_emulator, request.Path + request.QueryString)) { Content = new ByteArrayContent(body) };
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers)
        {
            if (name.StartsWith("x-amz", StringComparison.OrdinalIgnoreCase) || name is "Authorization" or "Accept")
            {
                message.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        message.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) ? type : null;
        using HttpResponseMessage response = await _http.SendAsync(message, cancellationToken);
        return new GatewayAnswer(
            (int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? GatewayAnswer.Json, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private StreamShards ShardsOf(string streamName) => _streams.GetOrAdd(streamName, name => new StreamShards(name, _options.Limits ?? ShardLimits.OfKinesis, _time));

    private void Remember(string iterator, string streamName)
    {
        if (iterator.Length > 0 && streamName.Length > 0)
        {
            if (_streamsOfIterators.Count >= MaxIterators)
            {
                _streamsOfIterators.Clear();
            }

            _streamsOfIterators[iterator.GetHashCode(StringComparison.Ordinal)] = streamName;
        }
    }

    private static string StreamOf(byte[] body)
    {
        string name = TextOf(body, "StreamName");
        return name.Length > 0 ? name : TextOf(body, "StreamARN").Split('/')[^1];
    }

    private static string TextOf(byte[] body, string member)
    {
        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
            {
                bool isIt = json.ValueTextEquals(member);
                json.Read();
                if (isIt)
                {
                    return json.TokenType == JsonTokenType.String ? json.GetString()! : "";
                }

                json.Skip();
            }
        }

        return "";
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } length and >= 0 and <= MaxBodyBytes)
        {
            byte[] body = new byte[length];
            await request.Body.ReadExactlyAsync(body, cancellationToken);
            return body;
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
