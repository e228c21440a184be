using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>A value of a dashboard body that knows where it stands, and notes what is wrong with it.</summary>
/// <param name="Node">The value; null = not there.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Problems">Takes what is wrong.</param>
internal readonly partial record struct BodyNode(JsonNode? Node, string Path, List<DashboardProblem> Problems)
{
    public bool IsMissing => Node is null;

    public BodyNode this[string name] => new((Node as JsonObject)?[name], Path + (PlainName().IsMatch(name) ? "." + name : $"['{name}']"), Problems);

    /// <summary>The items of a list; nothing when it is none, which is then noted.</summary>
    public IReadOnlyList<BodyNode> Items()
    {
        switch (Node)
        {
            case null:
                return [];
            case JsonArray array:
                (string path, List<DashboardProblem> problems) = (Path, Problems);
                return [.. array.Select((item, i) => new BodyNode(item, $"{path}[{i}]", problems))];
            default:
                Problem($"is {Kind()}; a list is expected");
                return [];
        }
    }

    public void Problem(string message) => Problems.Add(new DashboardProblem(Path, message));

    /// <summary>A text, also of a number or flag; null when missing or, noted, something else.</summary>
    public string? Text()
    {
        if (Node is JsonValue value && Kind() is "a text" or "a number" or "true or false")
        {
            return ((JsonValue)Node!).TryGetValue(out string? text) ? text : value.ToJsonString();
        }

        if (Node is not null)
        {
            Problem($"is {Kind()}; a text is expected");
        }

        return null;
    }

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string what)
    {
        if (Node is null)
        {
            Problem($"is missing; {what}");
        }

        return Text() ?? "";
    }

    /// <summary>One of a few words; null when missing or, noted, another.</summary>
    public string? OneOf(params string[] words)
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (words.Contains(text))
        {
            return text;
        }

        Problem($"'{text}' is not known; it may be {string.Join(", ", words)}");
        return null;
    }

    /// <summary>A finite number, also as text; null when missing or, noted, something else.</summary>
    public double? Number()
    {
        if (Node is null)
        {
            return null;
        }

        if (Node is JsonValue && Kind() is "a number" or "a text"
            && double.TryParse(Node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            return number;
        }

        Problem($"is {(Kind() is "a text" ? $"'{Node}'" : Kind())}; a number is expected");
        return null;
    }

    /// <summary>A whole number within bounds; null when missing or, noted, something else.</summary>
    public int? Whole(int min, int max)
    {
        if (Number() is not { } number)
        {
            return null;
        }

        if (number == Math.Floor(number) && number >= min && number <= max)
        {
            return (int)number;
        }

        Problem(string.Create(CultureInfo.InvariantCulture, $"is {number}; a whole number from {min} to {max} is expected"));
        return null;
    }

    /// <summary>True or false, also as text; the fallback when missing or, noted, something else.</summary>
    public bool Flag(bool fallback)
    {
        if (Node is null)
        {
            return fallback;
        }

        if (bool.TryParse(Node is JsonValue ? Node.ToString() : "", out bool flag))
        {
            return flag;
        }

        Problem($"is {Kind()}; true or false is expected");
        return fallback;
    }

    /// <summary>A colour #rrggbb or #rgb; null when missing or, noted, something else.</summary>
    public string? Color()
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (HexColor().IsMatch(text))
        {
            return text;
        }

        Problem($"'{text}' is not a colour that is known; write #rrggbb");
        return null;
    }

    /// <summary>An object, or, noted, something else. Missing ones are empty.</summary>
    public BodyNode Object()
    {
        if (Node is not null and not JsonObject)
        {
            Problem($"is {Kind()}; an object is expected");
            return this with { Node = null };
        }

        return this;
    }

    /// <summary>Notes the members that are not among those known.</summary>
    public void NoOther(params string[] known)
    {
        foreach (string name in (Node as JsonObject ?? []).Select(pair => pair.Key).Where(name => !known.Contains(name)))
        {
            this[name].Problem("is not known, and would be ignored");
        }
    }

    public string Kind() => Node?.GetValueKind() switch
    {
        null => "nothing",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex PlainName();

    [GeneratedRegex("^#([0-9a-fA-F]{6}|[0-9a-fA-F]{3}|[0-9a-fA-F]{8})$")]
    private static partial Regex HexColor();
}
