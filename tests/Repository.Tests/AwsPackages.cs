namespace LogFunctions.Repository.Tests;

/// <summary>The folders of aws-packages/: API subsets that stand in for published packages.</summary>
internal static class AwsPackages
{
    public static IReadOnlyList<string> Folders { get; } =
        [.. Checkout.FilesOf(".csproj", "aws-packages/").Select(f => f.Split('/')[1])];
}
