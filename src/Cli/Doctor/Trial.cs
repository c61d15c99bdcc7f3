namespace SKReasoning.Cli.Doctor;

/// <summary>A model that was loaded and read a token.</summary>
/// <param name="Model">Its file.</param>
/// <param name="LoadTime">Time to load it.</param>
/// <param name="TokenTime">Time to read one token.</param>
/// <param name="CapturesAttention">Whether its attention could be read.</param>
internal sealed record Trial(string Model, TimeSpan LoadTime, TimeSpan TokenTime, bool CapturesAttention);
