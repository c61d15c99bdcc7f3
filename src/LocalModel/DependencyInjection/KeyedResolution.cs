using Microsoft.Extensions.DependencyInjection;

namespace SKReasoning.LocalModel.DependencyInjection;

/// <summary>Services of a model, whose key may be null.</summary>
internal static class KeyedResolution
{
    public static T Resolve<T>(this IServiceProvider provider, string? serviceId)
        where T : notnull => serviceId is null ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(serviceId);
}
