namespace SKReasoning.Filters;

/// <summary>The names of all that is measured and traced here; docs/observability.md lists them for readers.</summary>
internal static class TelemetryNames
{
    /// <summary>Name of the source of spans and of the meter; the local model's are the same.</summary>
    public const string Source = "SKReasoning";

    public static class Span
    {
        public const string Turn = "skreasoning.turn";
        public const string Attempt = "skreasoning.attempt";
    }

    public static class Event
    {
        public const string Verdict = "skreasoning.verdict";
        public const string Branch = "skreasoning.branch";
        public const string Derivation = "skreasoning.derivation";
        public const string ToolRefused = "skreasoning.tool.refused";
    }

    public static class Metric
    {
        public const string Turns = "skreasoning.turns";
        public const string TurnScore = "skreasoning.turn.score";
        public const string Attempts = "skreasoning.attempts";
        public const string RetryTokens = "skreasoning.retry.tokens";
        public const string ToolsRefused = "skreasoning.tools.refused";
    }

    public static class Tag
    {
        public const string TurnId = "skreasoning.turn.id";
        public const string TurnAttempts = "skreasoning.turn.attempts";
        public const string Attempt = "skreasoning.attempt";
        public const string Kept = "skreasoning.attempt.kept";
        public const string Accepted = "skreasoning.verdict.accepted";
        public const string Score = "skreasoning.verdict.score";
        public const string Reason = "skreasoning.verdict.reason";
        public const string WeakestStep = "skreasoning.verdict.weakest_step";
        public const string BranchFrom = "skreasoning.branch.from";
        public const string BranchStep = "skreasoning.branch.step";
        public const string BranchReason = "skreasoning.branch.reason";
        public const string DerivationView = "skreasoning.derivation.view";
        public const string KeptTokens = "skreasoning.branch.kept_tokens";
        public const string RetryTokens = "skreasoning.retry.tokens";
        public const string OnFail = "skreasoning.on_fail";

        public const string RequestModel = "gen_ai.request.model";
        public const string RequestTemperature = "gen_ai.request.temperature";
        public const string RequestSeed = "gen_ai.request.seed";
        public const string OutputTokens = "gen_ai.usage.output_tokens";
        public const string ToolName = "gen_ai.tool.name";
        public const string ToolCallId = "gen_ai.tool.call.id";
        public const string ToolArguments = "gen_ai.tool.call.arguments";
        public const string ErrorType = "error.type";
    }
}
