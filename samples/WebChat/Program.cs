using Microsoft.SemanticKernel;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using WebChat;

var builder = WebApplication.CreateBuilder(args);
var model = builder.Configuration["Model"] ?? Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf");

// What an existing application adds: a model, and the check of its turns. Settings such as Reasoning:OnFail come from the configuration.
builder.Services.AddKernel();
builder.Services.AddLocalModel(model);
builder.Services.AddReasoningFilters(builder.Configuration.GetSection("Reasoning"));
builder.Services.AddSingleton<ShopPlugin>();
if (builder.Configuration["Journal"] is { } journal)
{
    builder.Services.AddReasoningJournal(journal);
}

// OTEL_EXPORTER_OTLP_ENDPOINT says where spans and metrics go; without it nothing is sent.
var telemetry = builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddSource("SKReasoning", "Microsoft.SemanticKernel*").AddAspNetCoreInstrumentation())
    .WithMetrics(metrics => metrics.AddMeter("SKReasoning", "Microsoft.SemanticKernel*").AddAspNetCoreInstrumentation());
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
{
    telemetry.UseOtlpExporter();
}

builder.Services.AddHealthChecks().AddLocalModel();
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ChatJson.Default));

var app = builder.Build();
app.MapGet("/", () => Results.File(Path.Combine(AppContext.BaseDirectory, "page.html"), "text/html; charset=utf-8"));
app.MapPost("/chat", ChatEndpoint.Answer);
app.MapHealthChecks("/health");
app.Run();
