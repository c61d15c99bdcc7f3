using System.CommandLine;
using SKReasoning.Benchmarks.Hostile;
using SKReasoning.Benchmarks.Load;
using SKReasoning.Benchmarks.Pruning;
using SKReasoning.Benchmarks.RandomModels;
using SKReasoning.Benchmarks.Soak;
using SKReasoning.Benchmarks.Spectral;
using SKReasoning.Benchmarks.Speed;
using SKReasoning.Benchmarks.Start;
using SKReasoning.Benchmarks.Steering;
using SKReasoning.Benchmarks.Verdicts;

var root = new RootCommand("Measures what the project claims, on a real model.")
{
    HostileCommand.Create(), LoadCommand.Create(), ModelCommand.Create(), PruneCommand.Create(), SoakCommand.Create(), SpectralCommand.Create(), SpeedCommand.Create(), StartCommand.Create(),
    SteeringCommand.Create(), VerdictCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
