using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>
/// Reads a dashboard body as CloudWatch documents it ("Dashboard Body Structure and Syntax"), and notes everything that would not be drawn:
/// what is wrong, and what is not known. A wrong widget does not cost its neighbours.
/// </summary>
internal static class DashboardReader
{
    /// <summary>As many widgets as CloudWatch takes.</summary>
    public const int WidgetsMax = 500;

    /// <summary>As many variables as CloudWatch takes.</summary>
    public const int VariablesMax = 25;

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 64 };

    /// <exception cref="LocalCloudException">It is no JSON object; the message says where it ends to be one.</exception>
    public static JsonObject Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(EscapeControls(body), s_json);
            return Copy(document.RootElement) as JsonObject ?? throw new LocalCloudException("The dashboard body is no JSON object.");
        }
        catch (JsonException error)
        {
            throw new LocalCloudException($"The dashboard body is no JSON, at its line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}: {Reason(error)}", error);
        }
    }

    /// <exception cref="LocalCloudException">It is no JSON object.</exception>
    public static Dashboard Read(string body) => Read(Parse(body));

    public static Dashboard Read(JsonObject body)
    {
        List<DashboardProblem> problems = [];
        var root = new BodyNode(body, "$", problems);
        if (root["widgets"].IsMissing)
        {
            root["widgets"].Problem("is missing; a body has a list of widgets, which may be empty");
            return new Dashboard([], [], null, null, null, problems);
        }

        root.NoOther("widgets", "variables", "start", "end", "periodOverride");

        IReadOnlyList<BodyNode> widgets = root["widgets"].Items();
        if (widgets.Count > WidgetsMax)
        {
            root["widgets"].Problem($"has {widgets.Count} widgets; CloudWatch takes {WidgetsMax}");
        }

        IReadOnlyList<BodyNode> variables = root["variables"].Items();
        if (variables.Count > VariablesMax)
        {
            root["variables"].Problem($"has {variables.Count} variables; CloudWatch takes {VariablesMax}");
        }

        string? start = TimeText.Check(root["start"]);
        string? end = TimeText.Check(root["end"]);
        if (end is not null && start is null)
        {
            root["end"].Problem("is given without start");
        }

        return new Dashboard(
            ReadWidgets(widgets),
            [.. variables.Select(VariableReader.Read).OfType<DashboardVariable>()],
            start,
            end,
            root["periodOverride"].OneOf("auto", "inherit"),
            problems);
    }

    private static Widget[] ReadWidgets(IReadOnlyList<BodyNode> nodes)
    {
        GridPlace[] places = GridLayout.Arrange([.. nodes.Select(WidgetReader.ReadPlace)]);
        return [.. nodes.Select((node, i) => WidgetReader.Read(node, i, places[i]))];
    }

    /// <summary>Of a name that is given twice the last counts, as in CloudWatch; JsonNode itself would fail at the first look.</summary>
    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var copy = new JsonObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    copy[property.Name] = Copy(property.Value);
                }

                return copy;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    /// <summary>Line ends and tabs within texts, which bodies in templates often have: CloudWatch takes them, JSON proper does not.</summary>
    private static string EscapeControls(string body)
    {
        StringBuilder? escaped = null;
        bool isText = false;
        for (int i = 0; i < body.Length; i++)
        {
            char c = body[i];
            if (isText && (c is '\n' or '\r' or '\t'))
            {
                escaped ??= new StringBuilder(body, 0, i, body.Length + 64);
                escaped.Append(c switch { '\n' => "\\n", '\r' => "\\r", _ => "\\t" });
                continue;
            }

            escaped?.Append(c);
            if (isText && c == '\\' && i + 1 < body.Length)
            {
                i++;
                escaped?.Append(body[i]);
            }
            else if (c == '"')
            {
                isText = !isText;
            }
        }

        return escaped?.ToString() ?? body;
    }

    private static string Reason(JsonException error) => error.Message.Split(" LineNumber:")[0].Split(" Path:")[0];
}
