using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace SKReasoning.LocalModel.Native;

/// <summary>The functions of libllama that the engine calls, under their C names.</summary>
/// <remarks>Resolved by <see cref="LlamaLibrary"/>; a call before <see cref="LlamaLibrary.Load"/> fails to find the library.</remarks>
internal static unsafe partial class LlamaNative
{
    internal const string Llama = "skreasoning-llama";
    internal const string Ggml = "skreasoning-ggml";
    internal const string GgmlBase = "skreasoning-ggml-base";

    [LibraryImport(Llama)] internal static partial byte* llama_version();
    [LibraryImport(Llama)] internal static partial byte* llama_print_system_info();
    [LibraryImport(Llama)] internal static partial void llama_backend_init();
    [LibraryImport(Llama)] internal static partial nuint llama_max_devices();
    [LibraryImport(Llama)] internal static partial void llama_log_set(delegate* unmanaged[Cdecl]<int, byte*, void*, void> callback, void* userData);

    [LibraryImport(Llama)] internal static partial ParameterBlock llama_model_default_params();
    [LibraryImport(Llama)] internal static partial ParameterBlock llama_context_default_params();

    [LibraryImport(Llama)] internal static partial nint llama_model_load_from_file(byte* path, ParameterBlock parameters);
    [LibraryImport(Llama)] internal static partial void llama_model_free(nint model);
    [LibraryImport(Llama)] internal static partial nint llama_model_get_vocab(nint model);
    [LibraryImport(Llama)] internal static partial int llama_model_n_ctx_train(nint model);
    [LibraryImport(Llama)] internal static partial int llama_model_n_embd(nint model);
    [LibraryImport(Llama)] internal static partial int llama_model_n_layer(nint model);
    [LibraryImport(Llama)] internal static partial int llama_model_n_head(nint model);
    [LibraryImport(Llama)] internal static partial byte llama_model_has_encoder(nint model);
    [LibraryImport(Llama)] internal static partial byte llama_model_is_recurrent(nint model);
    [LibraryImport(Llama)] internal static partial byte llama_model_is_hybrid(nint model);

    [LibraryImport(Llama)] internal static partial nint llama_init_from_model(nint model, ParameterBlock parameters);
    [LibraryImport(Llama)] internal static partial void llama_free(nint context);
    [LibraryImport(Llama)] internal static partial uint llama_n_ctx(nint context);
    [LibraryImport(Llama)] internal static partial uint llama_n_batch(nint context);
    [LibraryImport(Llama)] internal static partial int llama_decode(nint context, Batch batch);
    [LibraryImport(Llama)] internal static partial void llama_synchronize(nint context);
    [LibraryImport(Llama)] internal static partial float* llama_get_logits_ith(nint context, int index);
    [LibraryImport(Llama)] internal static partial void llama_attach_threadpool(nint context, nint pool, nint batchPool);
    [LibraryImport(Llama)] internal static partial void llama_detach_threadpool(nint context);

    [LibraryImport(Llama)] internal static partial nint llama_get_memory(nint context);
    [LibraryImport(Llama)] internal static partial void llama_memory_clear(nint memory, byte data);
    [LibraryImport(Llama)] internal static partial byte llama_memory_seq_rm(nint memory, int sequence, int from, int to);
    [LibraryImport(Llama)] internal static partial int llama_memory_seq_pos_min(nint memory, int sequence);
    [LibraryImport(Llama)] internal static partial void llama_memory_seq_cp(nint memory, int source, int destination, int from, int to);

    [LibraryImport(Llama)] internal static partial int llama_vocab_n_tokens(nint vocab);
    [LibraryImport(Llama)] internal static partial int llama_vocab_bos(nint vocab);
    [LibraryImport(Llama)] internal static partial int llama_vocab_eos(nint vocab);
    [LibraryImport(Llama)] internal static partial int llama_vocab_mask(nint vocab);
    [LibraryImport(Llama)] internal static partial int llama_vocab_pad(nint vocab);
    [LibraryImport(Llama)] internal static partial byte llama_vocab_get_add_bos(nint vocab);
    [LibraryImport(Llama)] internal static partial byte llama_vocab_is_eog(nint vocab, int token);
    [LibraryImport(Llama)] internal static partial int llama_vocab_get_attr(nint vocab, int token);
    [LibraryImport(Llama)] internal static partial int llama_tokenize(nint vocab, byte* text, int length, int* tokens, int capacity, byte addSpecial, byte parseSpecial);
    [LibraryImport(Llama)] internal static partial int llama_token_to_piece(nint vocab, int token, byte* buffer, int length, int lstrip, byte special);

    [LibraryImport(Llama)] internal static partial nint llama_sampler_init_grammar(nint vocab, byte* grammar, byte* root);
    [LibraryImport(Llama)] internal static partial nint llama_sampler_clone(nint sampler);
    [LibraryImport(Llama)] internal static partial void llama_sampler_apply(nint sampler, TokenDataArray* candidates);
    [LibraryImport(Llama)] internal static partial void llama_sampler_accept(nint sampler, int token);
    [LibraryImport(Llama)] internal static partial void llama_sampler_free(nint sampler);
}
