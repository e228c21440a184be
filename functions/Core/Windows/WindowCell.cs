namespace LogFunctions.Core.Windows;

/// <summary>One cell of a window: what was counted under one value of one dimension.</summary>
/// <param name="Dimension">What the cell counts by.</param>
/// <param name="Value">Value of the dimension, printable UTF-8, for example <c>GET /orders/{id}</c>.</param>
/// <param name="Cell">The counts.</param>
public readonly record struct WindowCell(Dimension Dimension, string Value, Cell Cell);
