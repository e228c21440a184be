using System.Text.Json;
using Amazon.Kinesis.Model;
using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>Members of control-plane requests. What is not set is not sent.</summary>
internal static class ControlRequestJson
{
    public static void Write(Utf8JsonWriter writer, CreateStreamRequest request)
    {
        writer.WriteIfSet("MaxRecordSizeInKiB"u8, request.MaxRecordSizeInKiB);
        writer.WriteIfSet("ShardCount"u8, request.ShardCount);
        if (request.StreamModeDetails is { } mode)
        {
            writer.WriteStartObject("StreamModeDetails"u8);
            writer.WriteIfSet("StreamMode"u8, mode.StreamMode?.Value);
            writer.WriteEndObject();
        }

        writer.WriteIfSet("StreamName"u8, request.StreamName);
        if (request.Tags is { } tags && (tags.Count > 0 || !AWSConfigs.InitializeCollections))
        {
            writer.WriteStartObject("Tags"u8);
            foreach ((string key, string value) in tags)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteIfSet("WarmThroughputMiBps"u8, request.WarmThroughputMiBps);
    }

    public static void Write(Utf8JsonWriter writer, DeleteStreamRequest request)
    {
        if (request.EnforceConsumerDeletion is { } enforce)
        {
            writer.WriteBoolean("EnforceConsumerDeletion"u8, enforce);
        }

        writer.WriteStream(request.StreamARN, request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, DescribeStreamRequest request)
    {
        writer.WriteIfSet("ExclusiveStartShardId"u8, request.ExclusiveStartShardId);
        writer.WriteIfSet("Limit"u8, request.Limit);
        writer.WriteStream(request.StreamARN, request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, DescribeStreamSummaryRequest request) => writer.WriteStream(request.StreamARN, request.StreamName);

    public static void Write(Utf8JsonWriter writer, ListShardsRequest request)
    {
        writer.WriteIfSet("ExclusiveStartShardId"u8, request.ExclusiveStartShardId);
        writer.WriteIfSet("MaxResults"u8, request.MaxResults);
        writer.WriteIfSet("NextToken"u8, request.NextToken);
        if (request.ShardFilter is { } filter)
        {
            writer.WriteStartObject("ShardFilter"u8);
            writer.WriteIfSet("ShardId"u8, filter.ShardId);
            writer.WriteIfSet("Timestamp"u8, filter.Timestamp);
            writer.WriteIfSet("Type"u8, filter.Type?.Value);
            writer.WriteEndObject();
        }

        writer.WriteIfSet("StreamCreationTimestamp"u8, request.StreamCreationTimestamp);
        writer.WriteStream(request.StreamARN, request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, ListStreamsRequest request)
    {
        writer.WriteIfSet("ExclusiveStartStreamName"u8, request.ExclusiveStartStreamName);
        writer.WriteIfSet("Limit"u8, request.Limit);
        writer.WriteIfSet("NextToken"u8, request.NextToken);
    }

    public static void Write(Utf8JsonWriter writer, MergeShardsRequest request)
    {
        writer.WriteIfSet("AdjacentShardToMerge"u8, request.AdjacentShardToMerge);
        writer.WriteIfSet("ShardToMerge"u8, request.ShardToMerge);
        writer.WriteStream(request.StreamARN, request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, SplitShardRequest request)
    {
        writer.WriteIfSet("NewStartingHashKey"u8, request.NewStartingHashKey);
        writer.WriteIfSet("ShardToSplit"u8, request.ShardToSplit);
        writer.WriteStream(request.StreamARN, request.StreamName);
    }

    public static void Write(Utf8JsonWriter writer, UpdateShardCountRequest request)
    {
        writer.WriteIfSet("ScalingType"u8, request.ScalingType?.Value);
        writer.WriteStream(request.StreamARN, request.StreamName);
        writer.WriteIfSet("TargetShardCount"u8, request.TargetShardCount);
    }
}
