using System.Text.Json;
using Amazon.Lambda.Core;
using LogFunctions.Hosting;
using LogFunctions.Hosting.Kinesis;

namespace LogFunctions.Aggregator;

/// <summary>
/// The handler: a Kinesis event, or <c>{"sweep":true}</c> with or without <c>"drain":true</c>. Answers a batch with
/// <c>{"batchItemFailures":[]}</c> or fails it as a whole: records already counted are recognised when they are delivered again.
/// </summary>
/// <param name="processor">The logic.</param>
/// <param name="time">Clock of the deadline.</param>
public sealed class AggregatorFunction(BatchProcessor processor, TimeProvider time)
{
    private static readonly byte[] s_noFailures = "{\"batchItemFailures\":[]}"u8.ToArray();
    private readonly EventBytes _event = new();

    private enum EventKind
    {
        Batch,
        Sweep,
        Drain,
    }

    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        ReadOnlyMemory<byte> bytes = await _event.ReadAsync(input);
        using CancellationTokenSource deadline = InvocationDeadline.Start(context, time);
        EventKind kind = Classify(bytes.Span);
        if (kind == EventKind.Batch)
        {
            await processor.ProcessAsync(bytes, deadline.Token);
            return new MemoryStream(s_noFailures, writable: false);
        }

        SweepResult result = await processor.SweepAsync(kind == EventKind.Drain, deadline.Token);
        return new MemoryStream(ToJson(result), writable: false);
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
