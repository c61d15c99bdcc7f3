namespace SKReasoning.Filters;

/// <summary>What happens to a turn that no attempt could bring to acceptance.</summary>
public enum OnFail
{
    /// <summary>The best attempt is used; its verdict and report travel with it.</summary>
    Annotate,

    /// <summary>Its tool calls do not run and the model is told why; an answer without calls is replaced by a refusal.</summary>
    Refuse,

    /// <summary><see cref="ReasoningRejectedException"/> leaves the call to the chat client; no tool of the turn has run.</summary>
    Throw,
}
