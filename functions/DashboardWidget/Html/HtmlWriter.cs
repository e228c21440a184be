using System.Globalization;
using System.Text;
using System.Text.Json;
using LogFunctions.DashboardWidget.Request;

namespace LogFunctions.DashboardWidget.Html;

/// <summary>
/// Builds the widget's HTML. Markup is ours; every value in it is escaped, and characters that hide or turn text are shown as their code. Bounded: who writes
/// rows asks <see cref="HasRoom"/> before each.
/// </summary>
internal sealed class HtmlWriter(WidgetRequest request, string functionArn)
{
    /// <summary>Longest answer as JSON, bytes.</summary>
    public const int MaxBytes = 200_000;

    /// <summary>Rows end here, so that what stands below them still fits. Escaping JSON and UTF-8 make at most twice as much of what rows hold.</summary>
    private const int RowsMaxChars = 84_000;

    private readonly StringBuilder _text = new(16 * 1024);

    public WidgetRequest Request => request;

    public NumberStyle Numbers => request.Numbers;

    /// <summary>Whether another row fits.</summary>
    public bool HasRoom => _text.Length < RowsMaxChars;

    /// <summary>Whether columns that can be done without fit.</summary>
    public bool IsWide => request.Width >= 700;

    /// <summary>Markup of our own; values in it are escaped.</summary>
    public HtmlWriter Add(FormattableString markup)
    {
        object?[] escaped = [.. markup.GetArguments().Select(value => value is string text ? Escape(text) : value)];
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, escaped);
        return this;
    }

    /// <summary>Markup of our own, as it is.</summary>
    public HtmlWriter AddMarkup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Style sheet and the row of buttons, with the shown one pressed.</summary>
    public HtmlWriter Begin(WidgetView shown)
    {
        AddMarkup(Style.Sheet(request.IsDark));
        AddMarkup("<div class=\"lf\"><p class=\"lf-nav\">");
        foreach ((WidgetView view, string label) in (ReadOnlySpan<(WidgetView, string)>)[(WidgetView.Endpoints, "Endpoints"), (WidgetView.Rejects, "Unread lines"), (WidgetView.Clients, "Clients")])
        {
            Button(label, isPressed: view == shown && request.Endpoint is null, call => call.WriteString("view", view.ToString().ToLowerInvariant()));
        }

        return AddMarkup("</p>");
    }

    /// <summary>A button that calls this function again with other parameters.</summary>
    public HtmlWriter Button(string label, bool isPressed, Action<Utf8JsonWriter> parameters)
    {
        Add($"<a class=\"btn");
        AddMarkup(isPressed ? " btn-primary\" aria-current=\"true\">" : "\">");
        return Add($"{label}</a>").Call(parameters);
    }

    /// <summary>What a click on the element before calls.</summary>
    public HtmlWriter Call(Action<Utf8JsonWriter> parameters)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) // its encoder writes < > & and quotes as \u00XX: no markup, whatever the value
        {
            json.WriteStartObject();
            parameters(json);
            json.WriteEndObject();
        }

        return Add($"<cwdb-action action=\"call\" display=\"widget\" endpoint=\"{functionArn}\">").AddMarkup(Encoding.ASCII.GetString(buffer.ToArray())).AddMarkup("</cwdb-action>");
    }

    /// <summary>A text of any length, cut to what a cell shows; all of it, up to a bound, when pointed at.</summary>
    public HtmlWriter AddValue(string value)
    {
        const int ShownChars = 90;
        const int TitleChars = 500;
        return value.Length <= ShownChars
            ? Add($"{value}")
            : Add($"<span title=\"{Cut(value, TitleChars)}\">{Cut(value, ShownChars)}</span>");
    }

    /// <summary>A time on the dashboard's clock.</summary>
    public string Time(long seconds)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(request.Offset);
        string zone = request.Offset == TimeSpan.Zero ? "UTC" : string.Create(CultureInfo.InvariantCulture, $"{(request.Offset < TimeSpan.Zero ? "-" : "+")}{request.Offset:hh\\:mm}");
        return time.ToString("yyyy-MM-dd HH:mm ", CultureInfo.InvariantCulture) + zone;
    }

    public override string ToString() => _text + "</div>";

    /// <summary>A widget that says why there is none.</summary>
    public static string Message(string headline, string detail) => $"<p><b>{Escape(headline)}</b></p><p>{Escape(Cut(detail, 1000))}</p>";

    /// <summary>Text for element content and quoted attributes: markup as entities, and what is not seen or turns the text around as its code.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '>':
                    escaped.Append("&gt;");
                    break;
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '"':
                    escaped.Append("&quot;");
                    break;
                case '\'':
                    escaped.Append("&#39;");
                    break;
                case '`':
                    escaped.Append("&#96;");
                    break;
                default:
                    Append(escaped, rune);
                    break;
            }
        }

        return escaped.ToString();
    }

    private static void Append(StringBuilder escaped, Rune rune)
    {
        bool isSeen = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
        escaped.Append(isSeen ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}"));
    }

    private static string Cut(string text, int maxChars)
    {
        if (text.Length <= maxChars)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[maxChars - 1]) ? maxChars - 1 : maxChars;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
