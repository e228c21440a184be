using System.Text.Json;
using Amazon.Lambda.Core;
using LogFunctions.Hosting;
using LogFunctions.ShardScaler.Policy;
using LogFunctions.ShardScaler.Running;

namespace LogFunctions.ShardScaler;

/// <summary>The handler: whatever event it gets, it looks at the stream once, and answers with the decision.</summary>
internal sealed class ShardScalerFunction(ScalingRun run, TimeProvider time)
{
    /// <summary>Handles one invocation.</summary>
    public async Task<Stream> HandleAsync(Stream _, ILambdaContext context)
    {
        using CancellationTokenSource deadline = InvocationDeadline.Start(context, time);
        ScalingDecision? decision = await run.RunAsync(context.RemainingTime, deadline.Token);
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("action"u8, decision?.Action.GetType().Name ?? "None");
            json.WriteString("reason"u8, decision?.Reason ?? "another instance decided");
            json.WriteNumber("openShards"u8, decision?.OpenShards ?? 0);
            json.WriteNumber("targetShards"u8, decision?.TargetShards ?? 0);
            json.WriteEndObject();
        }

        buffer.Position = 0;
        return buffer;
    }
}
