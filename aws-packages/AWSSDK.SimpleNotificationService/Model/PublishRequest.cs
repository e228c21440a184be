namespace Amazon.SimpleNotificationService.Model;

/// <summary>A message for a topic.</summary>
public class PublishRequest : AmazonSimpleNotificationServiceRequest
{
    /// <summary>An empty request.</summary>
    public PublishRequest()
    {
    }

    /// <summary>A message for a topic.</summary>
    public PublishRequest(string topicArn, string message)
    {
        TopicArn = topicArn;
        Message = message;
    }

    /// <summary>A message with a subject for a topic.</summary>
    public PublishRequest(string topicArn, string message, string subject)
        : this(topicArn, message)
    {
        Subject = subject;
    }

    /// <summary>At most 256 KB of UTF-8.</summary>
    public string? Message { get; set; }

    /// <summary>Attributes by name, by which subscribers may filter.</summary>
    public Dictionary<string, MessageAttributeValue>? MessageAttributes { get; set; }

    /// <summary>Subject of e-mails: at most 100 characters of printable ASCII.</summary>
    public string? Subject { get; set; }

    /// <summary>The topic.</summary>
    public string? TopicArn { get; set; }
}
