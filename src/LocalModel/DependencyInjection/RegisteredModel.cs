using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.DependencyInjection;

/// <summary>One model of a service collection.</summary>
internal sealed class RegisteredModel(string? serviceId)
{
    /// <summary>Key of its services; null for none.</summary>
    public string? ServiceId { get; } = serviceId;

    /// <summary>Adds the middleware that the last registration asked for.</summary>
    public Action<ChatClientBuilder>? Pipeline { get; set; }
}
