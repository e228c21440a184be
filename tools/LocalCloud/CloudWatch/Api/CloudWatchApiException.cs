namespace LogFunctions.LocalCloud.CloudWatch.Api;

/// <summary>A request that is refused, as CloudWatch refuses it.</summary>
/// <param name="code">CloudWatch's name of the error.</param>
/// <param name="message">What is wrong and what is expected.</param>
internal sealed class CloudWatchApiException(string code, string message) : Exception(message)
{
    public string Code => code;

    public static CloudWatchApiException Missing(string parameter) => new("MissingParameter", $"The parameter {parameter} is required.");

    public static CloudWatchApiException Invalid(string parameter, string message) => new("InvalidParameterValue", $"The value of {parameter} is invalid: {message}");

    public static CloudWatchApiException Validation(string message) => new("ValidationError", message);
}
