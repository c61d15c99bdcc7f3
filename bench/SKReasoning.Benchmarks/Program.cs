using System.CommandLine;
using SKReasoning.Benchmarks.Capture;
using SKReasoning.Benchmarks.Spectral;
using SKReasoning.Benchmarks.Verdicts;

var root = new RootCommand("Measures what the project claims, on a real model.") { CaptureCommand.Create(), SpectralCommand.Create(), VerdictCommand.Create() };
return await root.Parse(args).InvokeAsync();
