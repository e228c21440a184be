using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LogFunctions.LocalCloud.Page;

/// <summary>The JSON that page and server speak.</summary>
internal static class PageJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Always an answer with the type of JSON, never part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals | JsonNumberHandling.AllowReadingFromString,
    };
}

/// <summary>Asks for a dashboard.</summary>
/// <param name="Dashboard">Its name; null = the first.</param>
/// <param name="Variables">What was chosen, by id; what is not in it is as the body says.</param>
internal sealed record DashboardRequest(string? Dashboard, Dictionary<string, string>? Variables);

/// <summary>Asks for what widgets show.</summary>
/// <param name="Dashboard">The dashboard's name; null = the first.</param>
/// <param name="Variables">What was chosen.</param>
/// <param name="Widgets">Their places in the body.</param>
/// <param name="From">Unix milliseconds.</param>
/// <param name="To">Unix milliseconds.</param>
/// <param name="Period">Seconds, for everything; null = each its own.</param>
internal sealed record DataRequest(string? Dashboard, Dictionary<string, string>? Variables, int[]? Widgets, long From, long To, int? Period);

/// <summary>Asks a custom widget to draw.</summary>
/// <param name="Dashboard">The dashboard's name; null = the first.</param>
/// <param name="Variables">What was chosen.</param>
/// <param name="Widget">Its place in the body.</param>
/// <param name="From">Unix milliseconds.</param>
/// <param name="To">Unix milliseconds.</param>
/// <param name="RelativeMs">Length of a time that ends now; null = absolute times.</param>
/// <param name="Period">Seconds; null = each its own.</param>
/// <param name="Theme">light or dark.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="OffsetMinutes">Of the viewer's clock, minutes east of UTC.</param>
/// <param name="Call">Parameters of an action's call; null = the widget's own.</param>
/// <param name="Endpoint">Function of the call; null = the widget's.</param>
/// <param name="Forms">What is in the widget's form fields.</param>
internal sealed record CustomRequest(
    string? Dashboard,
    Dictionary<string, string>? Variables,
    int Widget,
    long From,
    long To,
    long? RelativeMs,
    int? Period,
    string? Theme,
    int Width,
    int Height,
    int OffsetMinutes,
    JsonObject? Call,
    string? Endpoint,
    JsonObject? Forms);

/// <summary>A variable with what there is to choose from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Input">input, select or radio.</param>
/// <param name="Target">What it replaces; a series of that dimension can be clicked.</param>
/// <param name="Visible">Whether it is shown.</param>
/// <param name="Value">What is chosen; null = nothing, the body is as written.</param>
/// <param name="Options">Value and label.</param>
internal sealed record PageVariable(string Id, string Label, string Input, string Target, bool Visible, string? Value, IReadOnlyList<PageOption> Options);

/// <summary>Something to choose.</summary>
internal sealed record PageOption(string Value, string Label);
