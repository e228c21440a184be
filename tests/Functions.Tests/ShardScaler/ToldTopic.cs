using System.Text.Json.Nodes;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;

namespace LogFunctions.Functions.Tests.ShardScaler;

/// <summary>A topic that keeps what it is told, or takes nothing.</summary>
internal sealed class ToldTopic() : AmazonSimpleNotificationServiceClient("id", "secret", Amazon.RegionEndpoint.USEast1)
{
    public const string Arn = "arn:aws:sns:us-east-1:123456789012:scaling";

    public List<JsonNode> Told { get; } = [];

    public List<string> Subjects { get; } = [];

    public bool Fails { get; init; }

    public override Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default)
    {
        if (Fails)
        {
            throw new AmazonSimpleNotificationServiceException("no such topic");
        }

        Assert.Equal(Arn, request.TopicArn);
        JsonNode message = JsonNode.Parse(request.Message!)!;
        Assert.Equal((string)message["action"]!, request.MessageAttributes!["action"].StringValue);
        Told.Add(message);
        Subjects.Add(request.Subject!);
        return Task.FromResult(new PublishResponse { MessageId = "m" });
    }
}
