using System.Text;

namespace LogFunctions.Core.Parsing;

/// <summary>One log directive: of nginx, of Apache, or a W3C <c>#Fields:</c> line.</summary>
internal static class LogDirective
{
    /// <summary>Divides a setting; an nginx directive may go over several lines, up to its semicolon.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var open = new StringBuilder();
        foreach (string line in text.Replace(";;", "\n", StringComparison.Ordinal).Split('\n'))
        {
            string trimmed = line.Trim();
            bool goesOn = open.Length > 0 || trimmed.StartsWith("log_format ", StringComparison.Ordinal);
            if (goesOn)
            {
                open.Append(open.Length == 0 ? "" : " ").Append(trimmed);
                if (!trimmed.EndsWith(';') && trimmed.Length > 0)
                {
                    continue;
                }

                trimmed = open.ToString();
                open.Clear();
            }

            if (trimmed.Length > 0)
            {
                yield return trimmed;
            }
        }

        if (open.Length > 0)
        {
            yield return open.ToString();
        }
    }

    /// <summary>Compiles a directive; a W3C list without tabs is read with spaces and with tabs, so it gives two.</summary>
    /// <exception cref="FormatException">It cannot be read unambiguously.</exception>
    public static TextFormat[] Compile(string directive, ApacheTimeUnit unit)
    {
        const string Fields = "#Fields:";
        if (directive.StartsWith(Fields, StringComparison.OrdinalIgnoreCase))
        {
            return CompileFields(directive[Fields.Length..], isMicrosoft: false);
        }

        bool isNginx = directive.StartsWith("log_format ", StringComparison.Ordinal);
        bool isApache = directive.StartsWith("LogFormat ", StringComparison.OrdinalIgnoreCase)
            || directive.StartsWith("CustomLog ", StringComparison.OrdinalIgnoreCase);
        string text = isNginx ? NginxText(directive) : isApache ? ApacheText(directive[10..].Trim()) : Bare(directive);
        isNginx |= !isApache && HasNginxVariable(text);
        return isNginx ? [NginxDirective.Compile(text)]
            : isApache || text.Contains('%', StringComparison.Ordinal) ? [ApacheDirective.Compile(text, unit)]
            : throw new FormatException(
                $"'{directive}' is no format; use {string.Join(", ", LogFormatNames.All)}, or a log directive with $variables or %letters");
    }

    /// <summary>The names of a <c>#Fields:</c> line.</summary>
    public static TextFormat[] CompileFields(string fields, bool isMicrosoft)
    {
        string[] names = fields.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        bool hasTabs = fields.Trim().Contains('\t', StringComparison.Ordinal);
        TextFormat tabs = W3cFields.Compile(names, '\t', isMicrosoft);
        return hasTabs ? [tabs] : [W3cFields.Compile(names, ' ', isMicrosoft), tabs];
    }

    private static bool HasNginxVariable(string text)
    {
        for (int i = text.IndexOf('$', StringComparison.Ordinal); i >= 0; i = text.IndexOf('$', i + 1))
        {
            if (i + 1 < text.Length && (char.IsAsciiLetter(text[i + 1]) || text[i + 1] is '{' or '_'))
            {
                return true;
            }
        }

        return false;
    }

    // log_format NAME [escape=...] 'text' 'text';
    private static string NginxText(string directive)
    {
        int quote = directive.IndexOfAny(['\'', '"']);
        return quote < 0
            ? throw new FormatException($"'{directive}' has no text in quotes")
            : Pieces(directive[quote..]);
    }

    // "text" nickname
    private static string ApacheText(string text) => text.StartsWith('"') && QuoteEnd(text, 0) is var end and > 0 ? text[1..end] : text;

    /// <summary>A text by itself: with or without quotes around it, also in nginx's pieces.</summary>
    private static string Bare(string text)
    {
        if (text[0] == '\'')
        {
            return Pieces(text);
        }

        int end = text[0] == '"' ? QuoteEnd(text, 0) : -1;
        return end > 0 && (end == text.Length - 1 || text[(end + 1)..].Trim().All(char.IsAsciiLetterOrDigit)) ? text[1..end] : text;
    }

    private static string Pieces(string text)
    {
        var joined = new StringBuilder();
        int position = 0;
        while (position < text.Length && text[position] is '\'' or '"')
        {
            int end = QuoteEnd(text, position);
            if (end < 0)
            {
                throw new FormatException($"log format: this quote is not closed\n  {text}\n  {new string(' ', position)}^");
            }

            string piece = text[(position + 1)..end];
            joined.Append(piece.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal));
            position = end + 1;
            while (position < text.Length && text[position] is ' ' or '\t')
            {
                position++;
            }
        }

        return joined.ToString();
    }

    private static int QuoteEnd(string text, int start)
    {
        for (int i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == text[start])
            {
                return i;
            }
        }

        return -1;
    }
}
