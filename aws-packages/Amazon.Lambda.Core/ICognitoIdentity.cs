namespace Amazon.Lambda.Core;

/// <summary>Amazon Cognito identity that invoked the function.</summary>
public interface ICognitoIdentity
{
    /// <summary>Id of the identity.</summary>
    string IdentityId { get; }

    /// <summary>Pool of the identity.</summary>
    string IdentityPoolId { get; }
}
