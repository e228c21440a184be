using System.Text.Json;

namespace LogFunctions.Cli.Templates;

/// <summary>The paths of an OpenAPI (3) or Swagger (2) file, JSON or YAML, with what the server puts before them.</summary>
internal static class OpenApiPaths
{
    /// <exception cref="FormatException">The file is neither, or has no paths; the message says what is missing.</exception>
    public static IReadOnlyList<string> Read(string text)
    {
        bool isJson = text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal);
        (List<string> paths, string? server) = isJson ? ReadJson(text) : ReadYaml(text);
        if (paths.Count == 0)
        {
            throw new FormatException("no paths: the file needs a member 'paths' whose keys begin with /, as OpenAPI 3 and Swagger 2 have it");
        }

        string before = PathOf(server ?? "");
        return [.. paths.Select(path => before + path).Distinct(StringComparer.Ordinal)];
    }

    private static (List<string> Paths, string? Server) ReadJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            JsonElement root = document.RootElement;
            string? server = root.TryGetProperty("basePath", out JsonElement basePath) && basePath.ValueKind == JsonValueKind.String ? basePath.GetString() : null;
            if (root.TryGetProperty("servers", out JsonElement servers) && servers.ValueKind == JsonValueKind.Array && servers.GetArrayLength() > 0
                && servers[0].ValueKind == JsonValueKind.Object && servers[0].TryGetProperty("url", out JsonElement url) && url.ValueKind == JsonValueKind.String)
            {
                server = url.GetString();
            }

            bool hasPaths = root.TryGetProperty("paths", out JsonElement paths) && paths.ValueKind == JsonValueKind.Object;
            return (hasPaths ? [.. paths.EnumerateObject().Select(path => path.Name).Where(name => name.StartsWith('/'))] : [], server);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"not JSON: {exception.Message}", exception);
        }
    }

    // As much of YAML as the two places need: keys of one indentation below 'paths', and the first url below 'servers'.
    private static (List<string> Paths, string? Server) ReadYaml(string text)
    {
        var paths = new List<string>();
        string? server = null;
        string section = "";
        int indentation = -1;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd();
            string content = line.TrimStart();
            int indented = line.Length - content.Length;
            if (content.Length == 0 || content[0] == '#')
            {
                continue;
            }

            if (indented == 0 && content[0] != '-')
            {
                (section, indentation) = (KeyOf(content, out string value), -1);
                server = section == "basePath" ? value : server;
                continue;
            }

            if (section == "paths")
            {
                indentation = indentation < 0 ? indented : indentation;
                string key = indented == indentation ? KeyOf(content, out _) : "";
                if (key.StartsWith('/'))
                {
                    paths.Add(key);
                }
            }
            else if (section == "servers" && server is null && KeyOf(content.TrimStart('-', ' '), out string url) == "url")
            {
                server = url;
            }
        }

        return (paths, server);
    }

    // "key: value # comment", either of them in quotes or not.
    private static string KeyOf(string content, out string value)
    {
        bool isQuoted = content[0] is '"' or '\'';
        int end = isQuoted ? content.IndexOf(content[0], 1) : content.IndexOf(": ", StringComparison.Ordinal);
        end = end < 0 && content.EndsWith(':') ? content.Length - 1 : end;
        if (end < 0)
        {
            value = "";
            return "";
        }

        string rest = content[(end + 1)..].TrimStart(':', ' ');
        int comment = rest.IndexOf(" #", StringComparison.Ordinal);
        value = (comment < 0 ? rest : rest[..comment]).Trim().Trim('"', '\'');
        return isQuoted ? content[1..end] : content[..end];
    }

    // Of https://api.example.com/v1 the path; what stands in braces is a variable, whose value the file does not say for sure.
    private static string PathOf(string server)
    {
        int scheme = server.IndexOf("://", StringComparison.Ordinal);
        string path = scheme < 0 ? server : server[(scheme + 3)..];
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        path = (scheme < 0 && slash != 0) || slash < 0 ? "" : path[slash..];
        return path.TrimEnd('/');
    }
}
