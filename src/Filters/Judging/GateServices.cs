using Microsoft.Extensions.Logging;

namespace SKReasoning.Filters;

/// <summary>What all turns of a client share.</summary>
internal sealed record GateServices(IReasoningJournal Journal, TimeProvider Clock, ILogger Logger, string? Model);
