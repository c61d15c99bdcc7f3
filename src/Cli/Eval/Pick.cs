namespace SKReasoning.Cli.Eval;

/// <summary>Which of several samples is the answer.</summary>
internal enum Pick
{
    /// <summary>The one of highest mean log-probability.</summary>
    Likelihood,

    /// <summary>The answer that most samples give, the first of equals.</summary>
    Majority,
}
