using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Context;

/// <summary>Header <c>Lambda-Runtime-Client-Context</c>, as the mobile SDKs write it.</summary>
internal sealed record CognitoClientContext(IDictionary<string, string> Environment, IClientApplication Client, IDictionary<string, string> Custom) : IClientContext
{
    public static CognitoClientContext Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        JsonElement client = root.TryGetProperty("client", out JsonElement value) ? value : default;
        return new CognitoClientContext(Texts(root, "env"), Application.Of(client), Texts(root, "custom"));
    }

    private static Dictionary<string, string> Texts(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString())
            : [];

    private sealed record Application(string InstallationId, string AppTitle, string AppVersionName, string AppVersionCode, string AppPackageName) : IClientApplication
    {
        public static Application Of(JsonElement client) => new(
            client.Text("installation_id"), client.Text("app_title"), client.Text("app_version_name"), client.Text("app_version_code"), client.Text("app_package_name"));
    }
}
