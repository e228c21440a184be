namespace LogFunctions.Core.Endpoints;

/// <summary>Which parts of a path are shown as <c>{id}</c> (<c>TEMPLATE_IDS</c>).</summary>
public enum IdFolding : byte
{
    /// <summary>None: every path counts by itself.</summary>
    Off,

    /// <summary>
    /// What is an id by its form alone: numbers, UUIDs, ULIDs, 16 and more hexadecimal digits, dates, and personal data. Not what only
    /// looks random, nor numbers and hashes within words.
    /// </summary>
    Strict,

    /// <summary>Everything that docs/formats.md lists.</summary>
    On,
}
