using System.Globalization;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>
/// A message whose places, <c>{name}</c> or <c>{name:format}</c>, are filled by arguments in order, or by position when all
/// names are numbers. <c>{{</c> and <c>}}</c> stand for braces. Places without argument stay as they are.
/// </summary>
internal sealed class LogMessage
{
    private readonly List<KeyValuePair<string, object?>> _properties = [];

    public LogMessage(string template, object?[] args)
    {
        Text = args.Length == 0 ? template : Fill(template, args);
    }

    public string Text { get; }

    /// <summary>The named places with their arguments; none when the places are positional.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Properties => _properties;

    private string Fill(string template, object?[] args)
    {
        var text = new StringBuilder(template.Length + 32);
        int next = 0;
        for (int i = 0; i < template.Length; i++)
        {
            char c = template[i];
            if (c is '{' or '}' && i + 1 < template.Length && template[i + 1] == c)
            {
                text.Append(c);
                i++;
            }
            else if (c == '{' && template.IndexOf('}', i) is > 0 and var close)
            {
                text.Append(Place(template[(i + 1)..close], args, ref next));
                i = close;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    private string Place(string place, object?[] args, ref int next)
    {
        int colon = place.IndexOf(':', StringComparison.Ordinal);
        string name = (colon < 0 ? place : place[..colon]).TrimStart('@', '$');
        bool isPosition = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        index = isPosition ? index : next++;
        if (index >= args.Length)
        {
            return $"{{{place}}}";
        }

        object? value = args[index];
        if (!isPosition)
        {
            _properties.Add(new(name, value));
        }

        string? format = colon < 0 ? null : place[(colon + 1)..];
        return value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? string.Empty;
    }
}
