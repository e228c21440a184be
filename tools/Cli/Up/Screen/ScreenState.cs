namespace LogFunctions.Cli.Up.Screen;

/// <summary>All that a picture of the screen is made of.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="Now">The clock.</param>
/// <param name="Numbers">What the tables say; null = nothing yet.</param>
/// <param name="Status">What else is known.</param>
/// <param name="History">The last two minutes.</param>
/// <param name="View">What the user wants to see.</param>
/// <param name="Endpoints">How other programs reach the run.</param>
/// <param name="Warning">The newest warning; null = none.</param>
internal sealed record ScreenState(
    string Name,
    DateTimeOffset Now,
    LiveNumbers? Numbers,
    LiveStatus Status,
    LiveHistory History,
    ScreenView View,
    IReadOnlyList<string> Endpoints,
    string? Warning);
