namespace SKReasoning.Filters;

/// <summary>What happens to a turn that is not accepted.</summary>
public enum OnFail
{
    /// <summary>It is written anew from a branch point, within the budgets; then <see cref="ReasoningFilterOptions.OnExhausted"/>.</summary>
    Branch,

    /// <summary>The model is told why and asked again, within the budgets; then <see cref="ReasoningFilterOptions.OnExhausted"/>.</summary>
    Reask,

    /// <summary>
    /// It is derived again from the same facts in another order, within the budgets, until one answer has the support that
    /// <see cref="CorroborationOptions"/> asks for; then <see cref="ReasoningFilterOptions.OnExhausted"/>. Where the request has no facts that can be
    /// told in another order it is branched.
    /// </summary>
    Corroborate,

    /// <summary>It is used; its verdict and report travel with it.</summary>
    Annotate,

    /// <summary>Its tool calls do not run and the model is told why; an answer without calls is replaced by a refusal.</summary>
    Refuse,

    /// <summary><see cref="ReasoningRejectedException"/> leaves the call to the chat client; no tool of the turn has run.</summary>
    Throw,

    /// <summary>It is used; the journal knows of the verdict, the messages do not.</summary>
    Ignore,
}
