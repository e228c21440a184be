using System.Text;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>The stand-in for SNS: its form against botocore's, a message through moto to a subscriber, errors, endpoints.</summary>
public sealed class NotificationClientTests
{
    private const string Arn = "arn:aws:sns:us-east-1:123456789012:scaling";
    private const string Answer = """
        <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
          <PublishResult><MessageId>m-1</MessageId></PublishResult>
          <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>
        </PublishResponse>
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_Form_IsThatOfBotocore()
    {
        await using var server = new CapturingServer { Answer = _ => (200, Encoding.UTF8.GetBytes(Answer), []) };
        using AmazonSimpleNotificationServiceClient client = Client(server.Endpoint);
        const string Message = "{\"reason\":\"4 -> 6 & more, \u00fc\"}";
        PublishResponse response = await client.PublishAsync(
            new PublishRequest(Arn, Message, "a subject") { MessageAttributes = new() { ["action"] = new() { DataType = "String", StringValue = "Update" } } }, Token);
        Assert.Equal("m-1", response.MessageId);
        CapturedRequest request = Assert.Single(server.Take());
        Assert.Contains("/us-east-1/sns/aws4_request", request.Headers["Authorization"], StringComparison.Ordinal);
        Assert.StartsWith("application/x-www-form-urlencoded", request.Headers["Content-Type"], StringComparison.Ordinal);
        var line = new JsonObject
        {
            ["operation"] = "Publish",
            ["form"] = Encoding.UTF8.GetString(request.Body),
            ["parameters"] = new JsonObject
            {
                ["TopicArn"] = Arn,
                ["Message"] = Message,
                ["Subject"] = "a subject",
                ["MessageAttributes"] = new JsonObject { ["action"] = new JsonObject { ["DataType"] = "String", ["StringValue"] = "Update" } },
            },
        };
        await BotocoreTests.HoldAgainstBotocoreAsync([line], "--sns");
    }

    [Fact]
    public async Task Publish_ToATopicOfMoto_ReachesItsSubscriber()
    {
        await using MotoServer moto = await MotoServer.StartAsync(Token);
        string topic = await moto.FormAsync("sns", "Action=CreateTopic&Name=scaling", "TopicArn", Token);
        string queue = await moto.FormAsync("sqs", "Action=CreateQueue&QueueName=q", "QueueUrl", Token);
        await moto.FormAsync("sns", $"Action=Subscribe&Protocol=sqs&TopicArn={topic}&Endpoint=arn:aws:sqs:us-east-1:123456789012:q", "SubscriptionArn", Token);
        using AmazonSimpleNotificationServiceClient client = Client(moto.Endpoint);

        PublishResponse response = await client.PublishAsync(new PublishRequest(topic, "4 -> 6", "scaled"), Token);

        string body = await moto.FormAsync("sqs", $"Action=ReceiveMessage&QueueUrl={Uri.EscapeDataString(queue)}", "Body", Token);
        JsonNode received = JsonNode.Parse(body)!;
        Assert.Equal(("4 -> 6", "scaled", response.MessageId), ((string)received["Message"]!, (string)received["Subject"]!, (string)received["MessageId"]!));
        var missing = await Assert.ThrowsAsync<AmazonSimpleNotificationServiceException>(() => client.PublishAsync(new PublishRequest(Arn + "-nope", "x"), Token));
        Assert.Equal("NotFound", missing.ErrorCode);
    }

    [Theory]
    [InlineData("us-east-1", false, false, "https://sns.us-east-1.amazonaws.com")]
    [InlineData("us-east-1", true, false, "https://sns-fips.us-east-1.amazonaws.com")]
    [InlineData("eu-west-1", false, true, "https://sns.eu-west-1.api.aws")]
    [InlineData("us-gov-west-1", true, false, "https://sns.us-gov-west-1.amazonaws.com")]
    public void Endpoint_OfARegion_IsTheServices(string region, bool fips, bool dualStack, string url)
    {
        var config = new AmazonSimpleNotificationServiceConfig { UseFIPSEndpoint = fips, UseDualstackEndpoint = dualStack, RegionEndpoint = RegionEndpoint.GetBySystemName(region) };
        using var client = new AmazonSimpleNotificationServiceClient("id", "secret", config);
        Assert.Equal(url, client.DetermineServiceOperationEndpoint(new PublishRequest()).URL.TrimEnd('/'));
    }

    private static AmazonSimpleNotificationServiceClient Client(Uri endpoint) =>
        new("test", "test", new AmazonSimpleNotificationServiceConfig { ServiceURL = endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
