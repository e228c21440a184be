using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>A dashboard body that was found in a file.</summary>
/// <param name="Name">The dashboard's name, or the logical id of its resource; null for a file that is a body.</param>
/// <param name="Body">The body as text; null when the template only makes it when it is deployed.</param>
/// <param name="Problem">Why there is no body; null when there is one.</param>
internal sealed record FoundDashboard(string? Name, string? Body, string? Problem = null);

/// <summary>
/// Finds the dashboard bodies of a file: a body itself (JSON), what <c>aws cloudwatch get-dashboard</c> prints, or a CloudFormation or SAM
/// template in YAML or JSON.
/// </summary>
internal static class DashboardFile
{
    /// <summary>Longest file that is read, bytes; CloudFormation takes templates of 1 MB.</summary>
    public const long BytesMax = 16 * 1024 * 1024;

    /// <exception cref="LocalCloudException">The file cannot be read, or is none of these.</exception>
    public static IReadOnlyList<FoundDashboard> Read(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax })
            {
                throw new LocalCloudException($"{path} is longer than {BytesMax / (1024 * 1024)} MB; no dashboard is.");
            }

            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LocalCloudException($"{path} cannot be read: {error.Message}", error);
        }

        try
        {
            return ReadText(text);
        }
        catch (LocalCloudException error)
        {
            throw new LocalCloudException($"{path}: {error.Message}", error);
        }
    }

    /// <exception cref="LocalCloudException">It is none of these.</exception>
    internal static IReadOnlyList<FoundDashboard> ReadText(string text)
    {
        bool isJson = text.AsSpan().TrimStart().StartsWith("{");
        JsonObject root;
        try
        {
            root = isJson ? DashboardReader.Parse(text) : TypedYaml.Parse(text);
        }
        catch (LocalCloudException) when (isJson && TryReadAsYaml(text) is { } flow)
        {
            root = flow; // a template in YAML that begins with a brace
        }

        if (root["DashboardBody"] is JsonValue body && body.GetValueKind() == JsonValueKind.String)
        {
            return [new FoundDashboard(root["DashboardName"]?.ToString(), body.ToString())];
        }

        if (root["Resources"] is JsonObject)
        {
            return TemplateDashboards.Find(root);
        }

        return isJson || root.ContainsKey("widgets")
            ? [new FoundDashboard(null, isJson ? text : root.ToJsonString())]
            : throw new LocalCloudException("is neither a dashboard body (JSON with widgets) nor a CloudFormation template (with Resources).");
    }

    private static JsonObject? TryReadAsYaml(string text)
    {
        try
        {
            return TypedYaml.Parse(text) is { } root && root.ContainsKey("Resources") ? root : null;
        }
        catch (LocalCloudException)
        {
            return null;
        }
    }
}
