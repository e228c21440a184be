namespace LogFunctions.Core.Windows;

/// <summary>What the windows of one processor report of themselves, ever increasing: readers take differences.</summary>
internal sealed class WindowTally
{
    /// <summary>Bytes of a new cell besides its name, for <see cref="GrowthBytes"/>.</summary>
    public const int BytesPerCell = 48;

    /// <summary>Stored bytes that new cells will take, roughly.</summary>
    public long GrowthBytes { get; set; }

    /// <summary>Lines that found no room for their endpoint or region.</summary>
    public long FoldedLines { get; set; }

    /// <summary>Cells whose sums stopped at the largest number, once per encoding that lost something.</summary>
    public long SaturatedCells { get; set; }
}
