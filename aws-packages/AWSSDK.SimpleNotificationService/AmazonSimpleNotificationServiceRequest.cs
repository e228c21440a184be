using Amazon.Runtime;

namespace Amazon.SimpleNotificationService;

/// <summary>Base of all requests to Amazon SNS.</summary>
public class AmazonSimpleNotificationServiceRequest : AmazonWebServiceRequest
{
}
