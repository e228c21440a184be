namespace Amazon.SimpleNotificationService.Model;

/// <summary>An attribute of a message.</summary>
public class MessageAttributeValue
{
    /// <summary><c>String</c>, <c>String.Array</c> or <c>Number</c>.</summary>
    public string? DataType { get; set; }

    /// <summary>The value as text.</summary>
    public string? StringValue { get; set; }
}
