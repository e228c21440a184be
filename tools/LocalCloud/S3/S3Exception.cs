namespace LogFunctions.LocalCloud.S3;

/// <summary>An answer that is an error, by S3's code.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">S3's name of the error.</param>
/// <param name="message">What was wrong, for a person.</param>
internal sealed class S3Exception(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public static S3Exception NoSuchKey(string key) => new(404, "NoSuchKey", $"The specified key does not exist: {key}");

    public static S3Exception PreconditionFailed() => new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");

    public static S3Exception BadDigest(string what) => new(400, "BadDigest", $"The {what} you specified did not match what we received.");

    public static S3Exception IncompleteBody(string what) => new(400, "IncompleteBody", $"The body is not what its headers say: {what}");

    public static S3Exception InvalidArgument(string message) => new(400, "InvalidArgument", message);
}
