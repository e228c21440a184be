namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>A place on the grid of 24 columns, in grid units.</summary>
internal readonly record struct GridPlace(int X, int Y, int Width, int Height)
{
    /// <summary>Columns of the grid.</summary>
    public const int Columns = 24;

    /// <summary>Whether they share a field.</summary>
    public bool Overlaps(GridPlace other) =>
        X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
}
