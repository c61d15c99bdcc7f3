using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace ConsoleBot.Plugins;

/// <summary>The four operations, for a model that would rather not calculate itself.</summary>
internal sealed class MathPlugin
{
    [KernelFunction, Description("Adds two numbers.")]
    public double Add(double a, double b) => a + b;

    [KernelFunction, Description("Subtracts the second number from the first.")]
    public double Subtract(double a, double b) => a - b;

    [KernelFunction, Description("Multiplies two numbers.")]
    public double Multiply(double a, double b) => a * b;

    [KernelFunction, Description("Divides the first number by the second.")]
    public double Divide(double a, double b) => b == 0 ? throw new DivideByZeroException("The divisor is 0.") : a / b;
}
