namespace LogFunctions.LogGenerator.Velocity;

/// <summary>
/// The unit of generation: at most <see cref="MaxLines"/> neighbouring lines of one slot of the schedule. Everything about
/// its lines follows from the seed and these numbers.
/// </summary>
/// <param name="Sequence">Number among the blocks that have lines, from 0, without gaps.</param>
/// <param name="Slot">Number of the slot, from 0 at the start of the run.</param>
/// <param name="Part">Number of the block within its slot.</param>
/// <param name="SlotStartMs">Event time of the slot's start, milliseconds since the Unix epoch.</param>
/// <param name="SlotMs">Length of the slot; it never crosses a second.</param>
/// <param name="SlotLines">Lines of the whole slot, evenly spread over it.</param>
/// <param name="FirstInSlot">Index within the slot of the block's first line.</param>
/// <param name="Count">Lines of the block, 1..<see cref="MaxLines"/>.</param>
internal readonly record struct Block(
    long Sequence, long Slot, int Part, long SlotStartMs, int SlotMs, long SlotLines, long FirstInSlot, int Count)
{
    public const int MaxLines = 1024;

    /// <summary>Event time by which all lines of the block have happened.</summary>
    public long DueMs => SlotStartMs + (((FirstInSlot + Count) * SlotMs + SlotLines - 1) / SlotLines);

    /// <summary>Event time of line <paramref name="index"/> of the block.</summary>
    public long TimestampMs(int index) => SlotStartMs + ((FirstInSlot + index) * SlotMs / SlotLines);
}
