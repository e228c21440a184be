using System.Text.Json;
using AwsPackages.Client;

namespace Amazon.Kinesis.Internal;

/// <summary>By which a request names its stream.</summary>
internal static class StreamOfRequest
{
    public static void WriteStream(this Utf8JsonWriter writer, string? streamArn, string? streamName)
    {
        writer.WriteIfSet("StreamARN"u8, streamArn);
        writer.WriteIfSet("StreamName"u8, streamName);
    }
}
