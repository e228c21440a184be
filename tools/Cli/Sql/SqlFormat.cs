namespace LogFunctions.Cli.Sql;

/// <summary>How a result is given.</summary>
internal enum SqlFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>One JSON array of objects.</summary>
    Json,

    /// <summary>RFC 4180 with a header line.</summary>
    Csv,

    /// <summary>A Parquet file; needs a file to go to.</summary>
    Parquet,
}
