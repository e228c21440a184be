using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Encryption of records at rest.</summary>
public class EncryptionType : ConstantClass
{
    /// <summary>With a KMS key.</summary>
    public static readonly EncryptionType KMS = new("KMS");

    /// <summary>None.</summary>
    public static readonly EncryptionType NONE = new("NONE");

    /// <summary>A value that this version does not know by name.</summary>
    public EncryptionType(string value)
        : base(value)
    {
    }

    /// <summary>The instance for a value.</summary>
    public static EncryptionType FindValue(string value) => FindValue<EncryptionType>(value);

    /// <summary>The instance for a value.</summary>
    public static implicit operator EncryptionType(string value) => FindValue(value);
}
