using System.Text.Json.Nodes;

namespace LogFunctions.Repository.Tests;

/// <summary>Where each AWS package comes from, as MSBuild decides it for a cache with some of them.</summary>
public sealed class PackageSourceTests : IDisposable
{
    private const string Core = "Amazon.Lambda.Core";
    private const string Runtime = "Amazon.Lambda.RuntimeSupport";
    private const string Serializer = "Amazon.Lambda.Serialization.SystemTextJson";
    private const string Events = "Amazon.Lambda.KinesisEvents";
    private const string Kinesis = "AWSSDK.Kinesis";
    private const string CloudWatch = "AWSSDK.CloudWatch";
    private const string Sns = "AWSSDK.SimpleNotificationService";

    private readonly string _cache = Directory.CreateTempSubdirectory("logfn-packages-").FullName;

    public void Dispose() => Directory.Delete(_cache, recursive: true);

    [Theory]
    // What the cache has, and what then comes from aws-packages/.
    [InlineData("", $"{CloudWatch} {Sns} {Kinesis} {Core} {Events} {Runtime} {Serializer}")]
    [InlineData($"{CloudWatch} {Sns} {Kinesis} {Core} {Events} {Runtime} {Serializer}", "")]
    [InlineData($"{Core} {Runtime} {Serializer} {Events}", $"{CloudWatch} {Sns} {Kinesis} {Events}")]
    [InlineData($"{Kinesis}", $"{CloudWatch} {Sns} {Core} {Events} {Runtime} {Serializer}")]
    [InlineData($"{CloudWatch} {Sns} {Kinesis} {Events} {Core} {Runtime}", Serializer)]
    [InlineData($"{CloudWatch} {Sns} {Kinesis} {Events} {Serializer} {Runtime}", $"{Core} {Runtime} {Serializer}")]
    [InlineData($"{CloudWatch} {Sns} {Kinesis} {Events} {Serializer} {Core}", $"{Core} {Runtime} {Serializer}")]
    public void Auto_WithSomePackagesInTheCache_TakesTheRestFromSource(string cached, string fromSource)
    {
        foreach (string package in cached.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Cache(package, Version(package));
        }

        JsonObject items = Evaluate("auto");
        Assert.Equal(fromSource.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), Names(items, "AwsSourcePackage"));
        AssertReferencesFollow(items);
    }

    [Fact]
    public void Auto_WithAnotherVersionInTheCache_DoesNotTakeIt()
    {
        Cache(Kinesis, "4.0.0");
        Assert.Contains(Kinesis, Names(Evaluate("auto"), "AwsSourcePackage"));
    }

    [Theory]
    [InlineData("nuget", 0)]
    [InlineData("source", 7)]
    public void Switch_Set_DecidesForAll(string value, int fromSource)
    {
        Cache(Kinesis, Version(Kinesis));
        JsonObject items = Evaluate(value);
        Assert.Equal(fromSource, Names(items, "AwsSourcePackage").Count());
        AssertReferencesFollow(items);
    }

    /// <summary>A reference to a package from source is one to its project, any other is one to the package.</summary>
    private static void AssertReferencesFollow(JsonObject items)
    {
        string[] source = [.. Names(items, "AwsSourcePackage")];
        string[] used = [Core, Runtime];
        Assert.Equal(used.Except(source).Order(), Names(items, "PackageReference").Intersect(used));
        Assert.Equal(used.Intersect(source).Order(), Names(items, "ProjectReference").Select(p => Path.GetFileNameWithoutExtension(p)).Intersect(used).Order());
    }

    private static string Version(string package) =>
        (string)Checkout.ReadXml("Directory.Packages.props").Descendants("PackageVersion").Single(e => (string?)e.Attribute("Include") == package).Attribute("Version")!;

    private void Cache(string package, string version)
    {
        string id = package.ToLowerInvariant();
        Directory.CreateDirectory(Path.Combine(_cache, id, version));
        File.WriteAllText(Path.Combine(_cache, id, version, $"{id}.nuspec"), "");
    }

    private JsonObject Evaluate(string awsPackages)
    {
        (int exitCode, string output) = Checkout.Run(
            "dotnet", "msbuild", "functions/Hosting/Hosting.csproj", "-nologo", "-nodeReuse:false",
            $"-p:NUGET_PACKAGES={_cache}", $"-p:AwsPackages={awsPackages}", "-getItem:AwsSourcePackage,PackageReference,ProjectReference")
            ?? throw new InvalidOperationException("dotnet is not installed");
        Assert.True(exitCode == 0, output);
        return JsonNode.Parse(output)!["Items"]!.AsObject();
    }

    private static IEnumerable<string> Names(JsonObject items, string kind) => items[kind]!.AsArray().Select(i => (string)i!["Identity"]!).Order();
}
