namespace SKReasoning.LocalModel.Capture;

/// <summary>How captured values are reduced and brought to observers.</summary>
/// <param name="PinsMemory">Whether values of a GPU are copied to page-locked memory of the host.</param>
/// <param name="ReducesOnDevice">Whether memory of the processor is reduced as that of a GPU would be; else it is read in place, which is cheaper.</param>
internal readonly record struct CaptureOptions(bool PinsMemory = true, bool ReducesOnDevice = false);
