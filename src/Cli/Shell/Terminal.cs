using Spectre.Console;

namespace SKReasoning.Cli.Shell;

/// <summary>Where a command writes, and its clock.</summary>
/// <param name="OutputStream">Bytes of the standard output, for what may be long.</param>
/// <param name="Output">Text of the standard output.</param>
/// <param name="Error">Text of the standard error.</param>
/// <param name="Console">The standard output as tables and colours; plain text where it is no terminal.</param>
/// <param name="Status">The standard error for progress; nothing is shown where it is no terminal.</param>
/// <param name="Clock">The time, and how to wait.</param>
internal sealed record Terminal(
    Stream OutputStream, TextWriter Output, TextWriter Error, IAnsiConsole Console, IAnsiConsole Status, TimeProvider Clock);
