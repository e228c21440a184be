using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService.Internal;

/// <summary>A request as AWS Query: a form with the action and its members.</summary>
internal sealed class PublishMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var publish = (PublishRequest)input;
        var request = new DefaultRequest(input, "Amazon.SimpleNotificationService") { HttpMethod = "POST", ResourcePath = "/" };
        request.Parameters.Add("Action", "Publish");
        request.Parameters.Add("Version", "2010-03-31");
        AddIfSet(request, "TopicArn", publish.TopicArn);
        AddIfSet(request, "Subject", publish.Subject);
        AddIfSet(request, "Message", publish.Message);
        int entry = 0;
        foreach ((string name, MessageAttributeValue value) in publish.MessageAttributes ?? [])
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"MessageAttributes.entry.{++entry}.");
            request.Parameters.Add(prefix + "Name", name);
            AddIfSet(request, prefix + "Value.DataType", value.DataType);
            AddIfSet(request, prefix + "Value.StringValue", value.StringValue);
        }

        return request;
    }

    private static void AddIfSet(DefaultRequest request, string name, string? value)
    {
        if (value is not null)
        {
            request.Parameters.Add(name, value);
        }
    }
}
