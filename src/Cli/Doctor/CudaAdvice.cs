using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Doctor;

/// <summary>Says whether the CUDA libraries that the build can restore run on the cards of this machine.</summary>
/// <remarks>
/// They hold machine code for some cards only, and intermediate code (PTX 9.1) for others, which a driver compiles that knows CUDA 13.1.
/// </remarks>
internal static class CudaAdvice
{
    private static readonly Version[] s_machineCode = [new(8, 6), new(8, 9), new(12, 0), new(12, 1)];
    private static readonly Version s_oldestCard = new(7, 5);
    private static readonly Version s_driverForMachineCode = new(13, 0);
    private static readonly Version s_driverForIntermediateCode = new(13, 1);

    /// <summary>Why a card cannot be used with the packaged libraries; null where it can.</summary>
    public static Finding? Judge(CudaCard card, Version driver)
    {
        var needed = s_machineCode.Contains(card.ComputeCapability) ? s_driverForMachineCode : s_driverForIntermediateCode;
        if (card.ComputeCapability < s_oldestCard)
        {
            return new Finding(
                $"{card.Name} has compute capability {card.ComputeCapability}; the packaged CUDA libraries need {s_oldestCard} or newer.",
                "Use the CPU libraries, or build llama.cpp for this card and set SKREASONING_NATIVE_PATH to its folder.",
                IsFatal: false);
        }

        var reason = needed == s_driverForIntermediateCode
            ? "the packaged CUDA libraries hold no machine code for it, but PTX 9.1, which the driver must compile"
            : "the packaged libraries are made with CUDA 13";
        return driver >= needed
            ? null
            : new Finding(
                $"{card.Name} (compute capability {card.ComputeCapability}) needs a driver for CUDA {needed}, but this one knows {driver} only: {reason}.",
                "Update the driver (590 or newer for CUDA 13.1, 580 for 13.0), or build llama.cpp for this card and set "
                    + "SKREASONING_NATIVE_PATH to its folder.",
                IsFatal: false);
    }
}
