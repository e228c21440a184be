using System.Text;

namespace LogFunctions.LocalCloud;

/// <summary>
/// Dimensions as one text, <c>Name=Value,Name=Value</c>, sorted by name. A backslash stands before each comma, equals sign and backslash of a name or
/// value: endpoints have them.
/// </summary>
public static class MetricDimensions
{
    /// <summary>Names and values as text.</summary>
    public static string Format(IEnumerable<(string Name, string Value)> dimensions) =>
        string.Join(',', dimensions.OrderBy(dimension => dimension.Name, StringComparer.Ordinal).Select(dimension => $"{Escape(dimension.Name)}={Escape(dimension.Value)}"));

    /// <summary>Names and values of what <see cref="Format"/> wrote.</summary>
    public static IReadOnlyList<(string Name, string Value)> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dimensions = new List<(string Name, string Value)>();
        var part = new StringBuilder();
        string name = "";
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    part.Append(text[++i]);
                    break;
                case '=':
                    name = part.ToString();
                    part.Clear();
                    break;
                case ',':
                    dimensions.Add((name, part.ToString()));
                    part.Clear();
                    break;
                default:
                    part.Append(text[i]);
                    break;
            }
        }

        if (text.Length > 0)
        {
            dimensions.Add((name, part.ToString()));
        }

        return dimensions;
    }

    private static string Escape(string text) =>
        text.AsSpan().IndexOfAny('\\', ',', '=') < 0 ? text : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal);
}
