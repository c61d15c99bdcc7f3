using Microsoft.Extensions.Diagnostics.HealthChecks;
using SKReasoning.LocalModel.DependencyInjection;

namespace SKReasoning.LocalModel.Diagnostics;

/// <summary>Tells whether a model can serve requests, without loading it.</summary>
internal sealed class LocalModelHealthCheck(ModelLoad load, bool probes) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failure = context.Registration.FailureStatus;
        if (load.Model is not { } model)
        {
            return load.Error is { } error
                ? new HealthCheckResult(failure, $"The model could not be loaded: {error.Message}", error, Data(model: null))
                : HealthCheckResult.Healthy("The model is not loaded yet; its first request loads it.", Data(model: null));
        }

        var waiting = model.QueueLength;
        if (waiting >= model.QueueLimit)
        {
            return HealthCheckResult.Degraded($"{waiting} requests wait, as many as the QueueLimit allows: the next one is refused.", data: Data(model));
        }

        var problem = probes ? await ProbeAsync(model, cancellationToken).ConfigureAwait(false) : model.LastError;
        return problem is null
            ? HealthCheckResult.Healthy("The model is loaded.", Data(model))
            : new HealthCheckResult(failure, $"The model could not decode: {problem.Message}", problem, Data(model));
    }

    private static async Task<Exception?> ProbeAsync(LlamaModel model, CancellationToken cancellationToken)
    {
        try
        {
            await model.ReadAsync([0], observer: null, onLogits: null, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e;
        }
    }

    private static Dictionary<string, object> Data(LlamaModel? model)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["loaded"] = model is not null };
        if (model is not null)
        {
            data["model"] = model.ModelId;
            data["devices"] = string.Join(", ", model.Devices);
            data["queue_length"] = model.QueueLength;
            data["queue_limit"] = model.QueueLimit;
        }

        return data;
    }
}
