namespace LogFunctions.Core.Endpoints;

/// <summary>How request targets become endpoints. Immutable.</summary>
public sealed record EndpointOptions
{
    /// <summary>Replace ids in a path by <c>{id}</c> (<c>TEMPLATE_IDS</c>); docs/formats.md says what an id is. Default on.</summary>
    public IdFolding TemplateIds { get; init; } = IdFolding.On;

    /// <summary>
    /// Templates tried in this order before the automatic ids (<c>ENDPOINT_TEMPLATES</c>): <c>/users/{user}/orders/{id}</c>,
    /// <c>/static/*</c>. <c>{name}</c> is one whole segment, a last <c>*</c> any rest. Default none.
    /// </summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>Longer endpoints are cut and end with an ellipsis. Default 256; 64 to 1024.</summary>
    public int MaxEndpointBytes { get; init; } = 256;

    /// <summary>Reads <c>ENDPOINT_TEMPLATES</c>: templates with commas between.</summary>
    /// <exception cref="FormatException">A template cannot be used; the message says which and why.</exception>
    public static IReadOnlyList<string> ParseTemplates(string text)
    {
        string[] templates = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string template in templates)
        {
            _ = new EndpointTemplate(template);
        }

        return templates;
    }
}
