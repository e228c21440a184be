using Amazon.S3;

namespace LogFunctions.Aggregator;

/// <summary>Makes the sink that REJECTS_LOCATION names.</summary>
internal static class RejectSinks
{
    /// <param name="location">From <see cref="AggregatorOptions.RejectsLocation"/>.</param>
    /// <param name="createClient">Called on the first reject that goes to S3.</param>
    /// <returns>Null when rejects are not kept.</returns>
    public static IRejectSink? Create(Uri? location, Func<IAmazonS3> createClient)
    {
        if (location is null)
        {
            return null;
        }

        string prefix = location.AbsolutePath.Trim('/');
        return new S3RejectSink(new Lazy<IAmazonS3>(createClient), location.Host, prefix.Length == 0 ? "" : prefix + "/");
    }
}
