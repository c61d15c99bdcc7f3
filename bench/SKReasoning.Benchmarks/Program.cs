using SKReasoning.Benchmarks;
return CaptureBenchmark.Run(args.Length > 0 ? args[0] : "models/abacus-8m.Q8_0.gguf", args.Length > 1 ? int.Parse(args[1]) : 2);
