using System.Text.Json;
using Amazon.Lambda.Core;

namespace LogFunctions.Aggregator;

/// <summary>
/// The handler: a Kinesis event, or <c>{"sweep":true}</c> with or without <c>"drain":true</c>. Answers a batch with
/// <c>{"batchItemFailures":[]}</c> or fails it as a whole: records already counted are recognised when they are delivered again.
/// </summary>
/// <param name="processor">The logic.</param>
/// <param name="time">Clock of the deadline.</param>
public sealed class AggregatorFunction(BatchProcessor processor, TimeProvider time)
{
    /// <summary>
    /// Left of the invocation's time when work stops: enough to answer before Lambda kills the process, which would also lose the
    /// cached ledgers.
    /// </summary>
    private static readonly TimeSpan s_deadlineMargin = TimeSpan.FromSeconds(1);

    private static readonly byte[] s_noFailures = "{\"batchItemFailures\":[]}"u8.ToArray();
    private byte[] _event = [];

    private enum EventKind
    {
        Batch,
        Sweep,
        Drain,
    }

    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        ReadOnlyMemory<byte> bytes = await ReadAsync(input);
        TimeSpan left = context.RemainingTime - s_deadlineMargin;
        using var deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), time);
        EventKind kind = Classify(bytes.Span);
        if (kind == EventKind.Batch)
        {
            await processor.ProcessAsync(bytes, deadline.Token);
            return new MemoryStream(s_noFailures, writable: false);
        }

        SweepResult result = await processor.SweepAsync(kind == EventKind.Drain, deadline.Token);
        return new MemoryStream(ToJson(result), writable: false);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Stream input)
    {
        if (input is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> buffer))
        {
            return buffer.AsMemory((int)memory.Position);
        }

        int length = 0;
        while (true)
        {
            if (length == _event.Length)
            {
                Array.Resize(ref _event, Math.Max(64 * 1024, _event.Length * 2));
            }

            int read = await input.ReadAsync(_event.AsMemory(length));
            if (read == 0)
            {
                return _event.AsMemory(0, length);
            }

            length += read;
        }
    }

    // By the first name that tells: in a Kinesis event that is the very first one, so its records are not read here.
    private static EventKind Classify(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new InvalidEventException("The event is not a JSON object; a Kinesis event or {\"sweep\":true} is expected.");
            }

            bool isSweep = false;
            bool isDrain = false;
            bool isWindow = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("Records"u8))
                {
                    return EventKind.Batch;
                }

                bool mayBeSweep = reader.ValueTextEquals("sweep"u8);
                bool mayBeDrain = reader.ValueTextEquals("drain"u8);
                isWindow |= reader.ValueTextEquals("window"u8);
                reader.Read();
                isSweep |= mayBeSweep && reader.TokenType == JsonTokenType.True;
                isDrain |= mayBeDrain && reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }

            return isWindow ? EventKind.Batch
                : !isSweep ? throw new InvalidEventException("The event has neither Records nor \"sweep\":true.")
                : isDrain ? EventKind.Drain : EventKind.Sweep;
        }
        catch (JsonException exception)
        {
            throw new InvalidEventException($"The event is not JSON: {exception.Message}", exception);
        }
    }

    private static byte[] ToJson(SweepResult result)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("shardsSeen"u8, result.ShardsSeen);
            json.WriteNumber("shardsSwept"u8, result.ShardsSwept);
            json.WriteNumber("segmentsPublished"u8, result.SegmentsPublished);
            json.WriteNumber("shardsBusy"u8, result.ShardsBusy);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
