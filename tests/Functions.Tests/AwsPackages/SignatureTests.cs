using System.Reflection;
using Amazon.CloudWatch;
using Amazon.Kinesis;
using Amazon.Lambda.Core;
using Amazon.Lambda.KinesisEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.SimpleNotificationService;

namespace LogFunctions.Functions.Tests.AwsPackages;

/// <summary>
/// The stand-ins offer signatures of the published packages and no others: code must compile unchanged with either. The lists in
/// Signatures/ were checked against the published packages as their first lines say; with -p:AwsPackages=nuget this test does it again.
/// </summary>
public sealed class SignatureTests
{
    public static TheoryData<string> Packages => [.. Assemblies.Select(a => a.GetName().Name!)];

    private static Assembly[] Assemblies =>
        [typeof(ILambdaContext).Assembly, typeof(LambdaBootstrap).Assembly, typeof(AbstractLambdaJsonSerializer).Assembly, typeof(KinesisEvent).Assembly, typeof(IAmazonKinesis).Assembly, typeof(IAmazonCloudWatch).Assembly, typeof(IAmazonSimpleNotificationService).Assembly];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Api_OfEachPackage_IsWhatThePublishedOneHas(string package)
    {
        string[] listed = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "AwsPackages", "Signatures", package + ".txt")).Where(line => !line.StartsWith('#'))];
        IReadOnlyList<string> offered = ApiListing.Of(Assemblies.Single(a => a.GetName().Name == package));
        Assert.NotEmpty(listed);
        Assert.True(!listed.Except(offered).Any(), $"listed, but missing in {package}:\n{string.Join('\n', listed.Except(offered))}");
        if (FunctionProcess.IsFromSource(package))
        {
            Assert.True(!offered.Except(listed).Any(), $"public in {package}, but not known to be published (check it, then add it to Signatures/{package}.txt):\n{string.Join('\n', offered.Except(listed))}");
        }
    }
}
