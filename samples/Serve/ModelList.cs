using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SKReasoning.LocalModel;

namespace Serve;

/// <summary>The models that can be asked for: the one that is loaded.</summary>
internal sealed record ModelList(IReadOnlyList<ModelList.ModelEntry> Data)
{
    public string Object => "list";

    public static JsonHttpResult<ModelList> Of([FromServices] LlamaModel model)
        => TypedResults.Json(new ModelList([new(model.ModelId)]), ServeJson.Wire.ModelList);

    internal sealed record ModelEntry(string Id)
    {
        public string Object => "model";

        public long Created => 0;

        public string OwnedBy => "skreasoning";
    }
}
