using System.Text;
using System.Text.Json;

namespace LogFunctions.LocalCloud.Kinesis.Gateway;

/// <summary>An answer of the API: the emulator's, or one of the gateway's own.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">JSON.</param>
internal sealed record GatewayAnswer(int Status, string ContentType, byte[] Body)
{
    /// <summary>Of AWS JSON.</summary>
    public const string Json = "application/x-amz-json-1.1";

    /// <summary>Done as asked.</summary>
    public bool IsOk => Status == 200;

    /// <summary>A refusal by its name in the service's model.</summary>
    public static GatewayAnswer Error(string type, string message, int status = 400) =>
        new(status, Json, Encoding.UTF8.GetBytes($$"""{"__type":"{{type}}","message":"{{JsonEncodedText.Encode(message)}}"}"""));

    /// <summary>What a shard that is full says, as the service words it.</summary>
    public static string RateExceeded(string shardId, string streamName, string accountId) =>
        $"Rate exceeded for shard {shardId} in stream {streamName} under account {accountId}.";
}
