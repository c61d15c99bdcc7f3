using Microsoft.Extensions.Configuration;

namespace SKReasoning.LocalModel.DependencyInjection;

/// <summary>Reads model options from configuration. What cannot be read is kept with the options, so that it is told together with all else that is wrong.</summary>
internal static class OptionsSection
{
    public static void Read(IConfigurationSection section, LocalModelOptions options)
    {
        if (!section.Exists())
        {
            options.ConfigurationProblems.Add($"The configuration has no section '{section.Path}'.");
            return;
        }

        Try(() => section.Bind(options), options.ConfigurationProblems);
        // A name that is no option would be overlooked; a second reading finds it, because the first must not stop there.
        Try(() => section.Bind(new LocalModelOptions(), binder => binder.ErrorOnUnknownConfiguration = true), options.ConfigurationProblems);
    }

    private static void Try(Action read, List<string> problems)
    {
        try
        {
            read();
        }
        catch (InvalidOperationException e) when (!problems.Contains(e.Message))
        {
            problems.Add(e.Message);
        }
        catch (InvalidOperationException)
        {
            // The second reading met what the first one did.
        }
    }
}
