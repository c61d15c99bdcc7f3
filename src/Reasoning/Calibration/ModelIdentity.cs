namespace SKReasoning;

/// <summary>Tells a model, with its chat template, from others; a chat client answers <c>GetService(typeof(ModelIdentity))</c> with it.</summary>
/// <param name="Name">Name of the model, for people.</param>
/// <param name="Hash">The same for the same weights. An identity that costs milliseconds for files of any size, and no proof against forgery.</param>
/// <param name="TemplateHash">SHA-256 of the chat template's text, in lower-case hexadecimal.</param>
public sealed record ModelIdentity(string Name, string Hash, string TemplateHash)
{
    /// <summary>Whether both are the same model with the same template, whatever it is called.</summary>
    public bool Matches(ModelIdentity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Hash == other.Hash && TemplateHash == other.TemplateHash;
    }
}
