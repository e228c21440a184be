using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService.Internal;

/// <summary>Reads an answer in XML.</summary>
internal sealed class PublishUnmarshaller : XmlResponseUnmarshaller
{
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext input)
    {
        var response = new PublishResponse();
        input.Read();
        int depth = input.CurrentDepth;
        while (input.ReadAtDepth(depth))
        {
            if (input.IsStartElement && input.TestExpression("PublishResult", 2))
            {
                ReadResult(input, response);
            }
            else if (input.IsStartElement && input.TestExpression("ResponseMetadata", 2))
            {
                response.ResponseMetadata = ResponseMetadataUnmarshaller.Instance.Unmarshall(input);
            }
        }

        return response;
    }

    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        ErrorResponse error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(input);
        return new AmazonSimpleNotificationServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }

    private static void ReadResult(XmlUnmarshallerContext input, PublishResponse response)
    {
        int depth = input.CurrentDepth;
        int member = depth + 1;
        while (input.ReadAtDepth(depth))
        {
            if (input.IsStartElement && input.TestExpression("MessageId", member))
            {
                response.MessageId = StringUnmarshaller.Instance.Unmarshall(input);
            }
            else if (input.IsStartElement && input.TestExpression("SequenceNumber", member))
            {
                response.SequenceNumber = StringUnmarshaller.Instance.Unmarshall(input);
            }
        }
    }
}
