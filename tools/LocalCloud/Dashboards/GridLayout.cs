namespace LogFunctions.LocalCloud.Dashboards;

/// <summary>Gives every widget a place: as written, the next free one where nothing is written, further down where another stands.</summary>
internal static class GridLayout
{
    /// <param name="wanted">Per widget: its size, and where it wants to be; null = anywhere.</param>
    public static GridPlace[] Arrange(IReadOnlyList<(int? X, int? Y, int Width, int Height)> wanted)
    {
        var places = new GridPlace[wanted.Count];
        int flowX = 0;
        int flowY = 0;
        int rowEnd = 0;
        for (int i = 0; i < wanted.Count; i++)
        {
            (int? x, int? y, int width, int height) = wanted[i];
            width = Math.Clamp(width, 1, GridPlace.Columns);
            if (x is { } left && y is { } top)
            {
                places[i] = new GridPlace(Math.Clamp(left, 0, GridPlace.Columns - width), Math.Max(0, top), width, height);
                continue;
            }

            if (flowX + width > GridPlace.Columns)
            {
                (flowX, flowY) = (0, rowEnd);
            }

            places[i] = new GridPlace(flowX, flowY, width, height);
            flowX += width;
            rowEnd = Math.Max(rowEnd, flowY + height);
        }

        PushDown(places);
        return places;
    }

    /// <summary>From top to bottom: whoever stands in another's place goes below it.</summary>
    private static void PushDown(GridPlace[] places)
    {
        int[] order = [.. Enumerable.Range(0, places.Length).OrderBy(i => places[i].Y).ThenBy(i => places[i].X).ThenBy(i => i)];
        for (int n = 1; n < order.Length; n++)
        {
            int[] above = order[..n];
            GridPlace place = places[order[n]];
            while (above.Where(i => places[i].Overlaps(place)).Select(i => (int?)(places[i].Y + places[i].Height)).Max() is { } free)
            {
                place = place with { Y = free };
            }

            places[order[n]] = place;
        }
    }
}
