using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Reads one variable of a dashboard.</summary>
internal static partial class VariableReader
{
    /// <returns>Null when it is none.</returns>
    public static DashboardVariable? Read(BodyNode node)
    {
        if (node.Object().IsMissing)
        {
            return null;
        }

        // The last three are the console's own notes of what was chosen last; they change nothing that is drawn at first.
        node.NoOther(
            "type", "property", "pattern", "inputType", "values", "id", "label", "defaultValue", "search", "populateFrom", "visible",
            "value", "customValues", "inputPopulationType");
        Require(node["type"]);
        Require(node["inputType"]);
        string? type = node["type"].OneOf("property", "pattern");
        string input = node["inputType"].OneOf("input", "select", "radio") ?? "input";
        string id = node["id"].RequiredText("a variable has an id");
        if (id.Length > 0 && !Id().IsMatch(id))
        {
            node["id"].Problem($"'{id}' is no id; it has up to 32 of 0-9 A-Z a-z - _");
        }

        bool isPattern = type == "pattern";
        string target = type is null ? "" : node[type].RequiredText(isPattern ? "the text that it replaces" : "the property or dimension that it replaces");
        KeyValuePair<string, string>[] values = ReadValues(node["values"]);
        string? search = node["search"].Text();
        string? populateFrom = node["populateFrom"].Text();
        if (input != "input" && values.Length == 0 && (search is null || populateFrom is null))
        {
            node.Problem("has nothing to choose from; give values, or search and populateFrom");
        }

        return type is null || target.Length == 0 || id.Length == 0 ? null : new DashboardVariable
        {
            Id = id,
            IsPattern = isPattern,
            Target = target,
            Input = input,
            Label = node["label"].Text() ?? (isPattern ? id : target),
            Default = node["defaultValue"].Text(),
            Values = values,
            Search = search,
            PopulateFrom = populateFrom,
            Visible = node["visible"].Flag(true),
        };
    }

    private static void Require(BodyNode node)
    {
        if (node.IsMissing)
        {
            node.Problem("is missing");
        }
    }

    private static KeyValuePair<string, string>[] ReadValues(BodyNode node)
    {
        List<KeyValuePair<string, string>> values = [];
        foreach (BodyNode item in node.Items())
        {
            item.Object().NoOther("value", "label");
            string value = item["value"].RequiredText("what is put in");
            values.Add(KeyValuePair.Create(value, item["label"].Text() ?? value));
        }

        return [.. values];
    }

    [GeneratedRegex("^[0-9A-Za-z_-]{1,32}$")]
    private static partial Regex Id();
}
