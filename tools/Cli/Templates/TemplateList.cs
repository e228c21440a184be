using LogFunctions.Core.Endpoints;

namespace LogFunctions.Cli.Templates;

/// <summary>Paths as a list for <c>ENDPOINT_TEMPLATES</c>: the first that fits counts, so those with more words come first.</summary>
/// <param name="Usable">Templates, in their order.</param>
/// <param name="Skipped">Paths that are no template, with the reason.</param>
internal sealed record TemplateList(IReadOnlyList<string> Usable, IReadOnlyList<string> Skipped)
{
    public static TemplateList Of(IEnumerable<string> paths)
    {
        var usable = new List<string>();
        var skipped = new List<string>();
        foreach (string path in paths)
        {
            try
            {
                if (path.Contains(','))
                {
                    throw new FormatException($"endpoint template '{path}' has a comma, which ends a template in the list");
                }

                _ = EndpointOptions.ParseTemplates(path);
                usable.Add(path);
            }
            catch (FormatException exception)
            {
                skipped.Add(exception.Message);
            }
        }

        return new TemplateList([.. usable.OrderBy(Order, StringComparer.Ordinal)], skipped);
    }

    // Segment by segment words come before names, so that /users/me is tried before /users/{id}.
    private static string Order(string template) =>
        string.Join('/', template.Split('/').Select(segment => segment.StartsWith('{') ? "\uFFFF" : segment));
}
