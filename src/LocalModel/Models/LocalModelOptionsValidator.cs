using Microsoft.Extensions.Options;

namespace SKReasoning.LocalModel;

/// <summary>Checks the annotated ranges of <see cref="LocalModelOptions"/>, all at once; generated, so that it works in AOT applications.</summary>
[OptionsValidator]
internal sealed partial class LocalModelOptionsValidator : IValidateOptions<LocalModelOptions>;
