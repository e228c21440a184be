using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using LogFunctions.ShardScaler.Policy;

namespace LogFunctions.ShardScaler.Running;

/// <summary>
/// Tells people what was done, one message per action, to a topic: JSON with the numbers and the reason. Attribute <c>action</c> is there for
/// filter policies of subscriptions. A topic that does not take it changes nothing: the stream comes first.
/// </summary>
internal sealed class DecisionNotifier(IAmazonSimpleNotificationService sns, string topicArn, string streamName, Log log)
{
    /// <summary>SNS takes subjects of up to 100 ASCII characters; a stream's name has up to 128.</summary>
    private const int MaxSubject = 100;

    /// <summary>Sends one message.</summary>
    /// <param name="time">Of the decision.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="refusal">Why the service did not do it; null when it did.</param>
    /// <param name="cancellationToken">The end of the invocation.</param>
    public async Task SendAsync(DateTimeOffset time, ScalingDecision decision, string? refusal, CancellationToken cancellationToken)
    {
        string action = decision.Action.GetType().Name;
        var request = new PublishRequest(topicArn, Body(time, action, decision, refusal), Subject(action, decision, refusal))
        {
            MessageAttributes = new() { ["action"] = new MessageAttributeValue { DataType = "String", StringValue = action } },
        };
        try
        {
            await sns.PublishAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.NotTold(topicArn, exception);
        }
    }

    private string Subject(string action, ScalingDecision decision, string? refusal)
    {
        string change = decision.TargetShards == decision.OpenShards ? action
            : string.Create(CultureInfo.InvariantCulture, $"{decision.OpenShards} -> {decision.TargetShards} shards");
        string subject = $"{change}{(refusal is null ? "" : " refused")}: {streamName}";
        return subject.Length <= MaxSubject ? subject : subject[..MaxSubject];
    }

    private string Body(DateTimeOffset time, string action, ScalingDecision decision, string? refusal)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, time);
            json.WriteString("stream"u8, streamName);
            json.WriteString("action"u8, action);
            json.WriteNumber("openShards"u8, decision.OpenShards);
            json.WriteNumber("targetShards"u8, decision.TargetShards);
            json.WriteNumber("demandShards"u8, Math.Round(decision.DemandShards, 3));
            json.WriteNumber("callsLeft"u8, decision.CallsLeft);
            json.WriteString("reason"u8, decision.Reason);
            if (decision.NeedsBeyondMaximum is { } needed)
            {
                json.WriteNumber("needsShards"u8, needed);
            }

            if (refusal is not null)
            {
                json.WriteString("refusal"u8, refusal);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
