using ConsoleBot;
using ConsoleBot.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using SKReasoning.Plugins;
using Spectre.Console;

return await CommandLine.Create(RunAsync).Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });

static async Task<int> RunAsync(Settings settings, CancellationToken cancellationToken)
{
    try
    {
        IReplyView view = settings.Json ? new JsonReplyView(Console.Out, settings) : new ConsoleReplyView(AnsiConsole.Console);
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IAutoFunctionInvocationFilter>(new ToolLog(view));

        // What an existing application adds: a model, the check, and a place to ask about it.
        builder.AddLocalModel(settings.Model, configure: model => model.ContextLength = settings.Context);
        builder.AddReasoningFilters(options =>
        {
            options.CalibrationPath = settings.Calibration;
            options.Branch.From = settings.BranchFrom;
            (options.OnFail, options.OnExhausted) = (settings.OnFail, settings.OnExhausted);
            (options.Influence, options.InfluenceDistance) = (true, 1);
            options.Progress = view;
            foreach (var layer in settings.Layers)
            {
                options.SpectralLayers.Add(layer);
            }
        });
        if (settings.Anchor)
        {
            builder.AddSelfAnchor();
        }

        builder.Plugins.AddFromType<ExplainPlugin>(PluginJson.Default.Options, "Explain");

        builder.Plugins.AddFromObject(new ShopPlugin(), PluginJson.Default.Options, "Shop");
        builder.Plugins.AddFromObject(new MathPlugin(), PluginJson.Default.Options, "Math");
        var kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;
        var bot = new Bot(kernel, settings, view);
        return settings.Ask is { } question ? await bot.AskAsync(question) : await bot.ChatAsync(Console.In);
    }
    catch (Exception e) when (e is not OperationCanceledException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
}
