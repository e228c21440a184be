using LogFunctions.Core.Windows;

namespace LogFunctions.WindowStore;

/// <summary>A value in a list of the catalog.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Value">As it is stored.</param>
/// <param name="Requests">Requests in the segment it was listed with.</param>
internal readonly record struct CatalogEntry(Dimension Dimension, string Value, long Requests);
