using SKReasoning;

namespace Microsoft.Extensions.AI;

/// <summary>Steers single requests.</summary>
public static class ChatOptionsAnchorExtensions
{
    /// <summary>The options with an anchor request; the options given stay as they are.</summary>
    /// <param name="options">Options of a request.</param>
    /// <param name="request">How the turn is steered.</param>
    public static ChatOptions WithAnchors(this ChatOptions options, AnchorRequest request)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        var steered = options.Clone();
        steered.AdditionalProperties = options.AdditionalProperties is { } properties ? new(properties) : [];
        steered.AdditionalProperties[AnchorRequest.OptionsKey] = request;
        return steered;
    }
}
