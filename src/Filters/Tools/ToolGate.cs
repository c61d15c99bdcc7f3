using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SKReasoning.Filters;

/// <summary>Lets a tool run where the verdict on its turn and the tool's policy permit, and a call that is not idempotent only once in a request.</summary>
/// <remarks>
/// The one gate of all hosts: <see cref="VerdictFilter"/> asks it in Semantic Kernel, <see cref="InvokeAsync"/> in the loop of
/// Microsoft.Extensions.AI, <see cref="RunAsync"/> anywhere else. Never asks the model. Thread-safe.
/// </remarks>
public sealed partial class ToolGate
{
    /// <summary>Key in the properties of a call whose tool must not run; the value is the reason.</summary>
    public const string RefuseKey = "skreasoning.refuse";

    /// <summary>Key in the properties of a call that the judge has decided over; the value is true. Of others the gate knows the tool's policy only.</summary>
    internal const string DecidedKey = "skreasoning.decided";

    private readonly ReasoningFilterOptions _options;
    private readonly ICallLedger _ledger;
    private readonly ILogger _logger;
    private readonly ReasoningTelemetry _telemetry;

    /// <summary>Creates a gate.</summary>
    /// <param name="options">The options of the turns' judge.</param>
    /// <param name="ledger">What remembers calls; null for one in memory.</param>
    /// <param name="logger">Where refusals are logged; null for nowhere.</param>
    /// <param name="telemetry">What spans may hold; null for no contents.</param>
    public ToolGate(ReasoningFilterOptions options, ICallLedger? ledger = null, ILogger<ToolGate>? logger = null, ReasoningTelemetryOptions? telemetry = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _ledger = ledger ?? new CallLedger();
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _telemetry = new ReasoningTelemetry(telemetry ?? new ReasoningTelemetryOptions());
    }

    /// <summary>Runs a call in the loop of Microsoft.Extensions.AI: <c>UseFunctionInvocation(configure: loop => loop.FunctionInvoker = gate.InvokeAsync)</c>.</summary>
    public async ValueTask<object?> InvokeAsync(FunctionInvocationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var outcome = await RunAsync(
            context.CallContent, context.Function, () => context.Function.InvokeAsync(context.Arguments, cancellationToken), cancellationToken);
        return outcome.Result;
    }

    /// <summary>Runs a call, or says why not.</summary>
    /// <param name="call">The call, with what the judge wrote on it; null where the host does not have it.</param>
    /// <param name="function">The tool.</param>
    /// <param name="run">Runs the tool.</param>
    /// <param name="cancellationToken">Ends the waiting; a tool that is running hears of it only as far as <paramref name="run"/> lets it.</param>
    /// <remarks>What the tool throws passes through, and is recorded.</remarks>
    public async ValueTask<ToolOutcome> RunAsync(
        FunctionCallContent? call, AIFunction function, Func<ValueTask<object?>> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(run);
        var name = call?.Name ?? function.Name;
        if (Refusal(call, name, function) is { } reason)
        {
            LogRefused(_logger, name, reason);
            _telemetry.ToolRefused(call ?? new FunctionCallContent("", name));
            return new ToolOutcome(false, true, $"Refused: {name} did not run, because {reason}.");
        }

        // Calls of idempotent tools carry no identity.
        if (CallIdentity.Find(call) is not { } identity)
        {
            return new ToolOutcome(true, false, await run());
        }

        var key = identity.LedgerKey(await OrdinalAsync(identity, cancellationToken));
        if (await _ledger.BeginAsync(key, cancellationToken) is { } known)
        {
            LogNotRunAgain(_logger, name, known.State);
            return new ToolOutcome(false, false, Answer(name, known));
        }

        return new ToolOutcome(true, false, await RunRecordedAsync(key, function, run));
    }

    // A call whose outcome is not known is never passed over: one that is made again after it is still the same.
    private async ValueTask<int> OrdinalAsync(CallIdentity identity, CancellationToken cancellationToken)
    {
        var ordinal = identity.InTurn;
        for (var i = 0; i < identity.Answered; i++)
        {
            if (await _ledger.FindAsync(identity.LedgerKey(i), cancellationToken) is { State: CallState.Done })
            {
                ordinal++;
            }
        }

        return ordinal;
    }

    private async ValueTask<object?> RunRecordedAsync(string key, AIFunction function, Func<ValueTask<object?>> run)
    {
        object? result;
        try
        {
            result = await run();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await _ledger.EndAsync(key, new CallRecord(CallState.Failed, e.Message));
            throw;
        }

        await _ledger.EndAsync(key, new CallRecord(CallState.Done, Text(result, function.JsonSerializerOptions)));
        return result;
    }

    private string? Refusal(FunctionCallContent? call, string name, AIFunction function)
        => CallProperties.Text(call, RefuseKey)
            ?? (!CallProperties.IsTrue(call, DecidedKey) && ToolPolicies.Find(_options, name, function).Verdict == ToolVerdict.Required
                ? "nothing has judged the reasoning that led to this call, and this tool needs that"
                : null);

    private static string Answer(string name, CallRecord known) => known.State switch
    {
        CallState.Done => known.Result,
        CallState.Failed => $"{name} failed earlier in this request and was not run again: {known.Result}",
        _ => $"{name} was begun earlier in this request; whether it took effect is not known, so it was not run again.",
    };

    // The tool has run: what its result cannot be written as must not make it a failure.
    private static string Text(object? result, JsonSerializerOptions options)
    {
        try
        {
            return Json(result, options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            return result?.ToString() ?? "";
        }
    }

    private static string Json(object? result, JsonSerializerOptions options) => result switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        _ when options.TryGetTypeInfo(result.GetType(), out var type) => JsonSerializer.Serialize(result, type),
        _ => result.ToString() ?? "",
    };

    [LoggerMessage(EventId = 20, Level = LogLevel.Information, Message = "{Tool} was refused: {Reason}.")]
    private static partial void LogRefused(ILogger logger, string tool, string reason);

    [LoggerMessage(EventId = 21, Level = LogLevel.Warning, Message = "{Tool} was not run again: an equal call of the same request is {State}.")]
    private static partial void LogNotRunAgain(ILogger logger, string tool, CallState state);
}
