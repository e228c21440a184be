using System.Globalization;
using System.Net;
using System.Text;
using LogFunctions.Cli.Output;

namespace LogFunctions.Cli.Report;

/// <summary>Writes HTML. Whatever comes from a log is escaped: markup, and characters that hide or turn text.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    /// <summary>Markup of our own; values in it are escaped.</summary>
    public HtmlText Add(FormattableString markup)
    {
        object?[] escaped = [.. markup.GetArguments().Select(value => value switch
        {
            string text => Escape(text),
            _ => value,
        })];
        _text.AppendFormat(CultureInfo.InvariantCulture, markup.Format, escaped);
        return this;
    }

    /// <summary>Markup of our own, as it is.</summary>
    public HtmlText AddMarkup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>Text for element content and quoted attributes.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(SafeText.ForTerminal(text));
}
