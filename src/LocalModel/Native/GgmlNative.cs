using System.Runtime.InteropServices;

namespace SKReasoning.LocalModel.Native;

/// <summary>The functions of libggml and libggml-base that loading, capture and the thread pool call, under their C names.</summary>
internal static unsafe partial class GgmlNative
{
    private const string Ggml = LlamaNative.Ggml;
    private const string Base = LlamaNative.GgmlBase;

    [LibraryImport(Ggml)] internal static partial void ggml_backend_load_all_from_path(byte* directory);
    [LibraryImport(Ggml)] internal static partial nint ggml_backend_reg_by_name(byte* name);
    [LibraryImport(Ggml)] internal static partial nuint ggml_backend_reg_count();
    [LibraryImport(Ggml)] internal static partial nint ggml_backend_reg_get(nuint index);
    [LibraryImport(Ggml)] internal static partial nuint ggml_backend_dev_count();
    [LibraryImport(Ggml)] internal static partial nint ggml_backend_dev_get(nuint index);
    [LibraryImport(Ggml)] internal static partial nint ggml_backend_dev_by_name(byte* name);
    [LibraryImport(Base)] internal static partial byte* ggml_backend_reg_name(nint registration);
    [LibraryImport(Base)] internal static partial nint ggml_backend_reg_get_proc_address(nint registration, byte* name);
    [LibraryImport(Base)] internal static partial byte* ggml_backend_dev_name(nint device);
    [LibraryImport(Base)] internal static partial byte* ggml_backend_dev_description(nint device);
    [LibraryImport(Base)] internal static partial int ggml_backend_dev_type(nint device);
    [LibraryImport(Base)] internal static partial void ggml_backend_dev_memory(nint device, nuint* free, nuint* total);
    [LibraryImport(Base)] internal static partial void ggml_threadpool_params_init(ThreadPoolParams* parameters, int threads);

    [LibraryImport(Base)] internal static partial byte* ggml_version();
    [LibraryImport(Base)] internal static partial byte* ggml_commit();
    [LibraryImport(Base)] internal static partial byte* ggml_op_name(int op);
    [LibraryImport(Base)] internal static partial nint ggml_init(InitParams parameters);
    [LibraryImport(Base)] internal static partial void ggml_free(nint context);
    [LibraryImport(Base)] internal static partial Tensor* ggml_new_tensor_4d(nint context, int type, long ne0, long ne1, long ne2, long ne3);
    [LibraryImport(Base)] internal static partial nuint ggml_nbytes(Tensor* tensor);
    [LibraryImport(Base)] internal static partial byte* ggml_get_name(Tensor* tensor);
    [LibraryImport(Base)] internal static partial void ggml_set_name(Tensor* tensor, byte* name);

    [LibraryImport(Base)] internal static partial nuint ggml_tensor_overhead();
    [LibraryImport(Base)] internal static partial nuint ggml_graph_overhead_custom(nuint size, byte gradients);
    [LibraryImport(Base)] internal static partial Tensor* ggml_new_tensor_2d(nint context, int type, long ne0, long ne1);
    [LibraryImport(Base)] internal static partial Tensor* ggml_mul_mat(nint context, Tensor* a, Tensor* b);
    [LibraryImport(Base)] internal static partial Tensor* ggml_view_4d(nint context, Tensor* a, long ne0, long ne1, long ne2, long ne3, nuint nb1, nuint nb2, nuint nb3, nuint offset);
    [LibraryImport(Base)] internal static partial Tensor* ggml_reshape_2d(nint context, Tensor* a, long ne0, long ne1);
    [LibraryImport(Base)] internal static partial Tensor* ggml_reshape_3d(nint context, Tensor* a, long ne0, long ne1, long ne2);
    [LibraryImport(Base)] internal static partial Tensor* ggml_reshape_4d(nint context, Tensor* a, long ne0, long ne1, long ne2, long ne3);
    [LibraryImport(Base)] internal static partial Tensor* ggml_permute(nint context, Tensor* a, int axis0, int axis1, int axis2, int axis3);
    [LibraryImport(Base)] internal static partial Tensor* ggml_cont(nint context, Tensor* a);
    [LibraryImport(Base)] internal static partial Tensor* ggml_sum_rows(nint context, Tensor* a);
    [LibraryImport(Base)] internal static partial void ggml_mul_mat_set_prec(Tensor* a, int precision);
    [LibraryImport(Base)] internal static partial Tensor* ggml_soft_max_ext(nint context, Tensor* a, Tensor* mask, float scale, float maxBias);
    [LibraryImport(Base)] internal static partial void ggml_soft_max_add_sinks(Tensor* a, Tensor* sinks);
    [LibraryImport(Base)] internal static partial Tensor* ggml_tanh(nint context, Tensor* a);
    [LibraryImport(Base)] internal static partial Tensor* ggml_scale(nint context, Tensor* a, float factor);
    [LibraryImport(Base)] internal static partial nint ggml_new_graph_custom(nint context, nuint size, byte gradients);
    [LibraryImport(Base)] internal static partial void ggml_build_forward_expand(nint graph, Tensor* tensor);
    [LibraryImport(Base)] internal static partial void ggml_set_output(Tensor* tensor);
    [LibraryImport(Base)] internal static partial nint ggml_gallocr_new(nint bufferType);
    [LibraryImport(Base)] internal static partial byte ggml_gallocr_alloc_graph(nint allocator, nint graph);
    [LibraryImport(Base)] internal static partial void ggml_gallocr_free(nint allocator);

    [LibraryImport(Ggml)] internal static partial nint ggml_backend_dev_by_type(int type);
    [LibraryImport(Base)] internal static partial nint ggml_backend_dev_backend_reg(nint device);
    [LibraryImport(Base)] internal static partial nint ggml_backend_dev_init(nint device, byte* parameters);
    [LibraryImport(Base)] internal static partial nint ggml_backend_dev_host_buffer_type(nint device);
    [LibraryImport(Base)] internal static partial void ggml_backend_free(nint backend);
    [LibraryImport(Base)] internal static partial nint ggml_backend_get_default_buffer_type(nint backend);
    [LibraryImport(Base)] internal static partial nint ggml_backend_alloc_ctx_tensors_from_buft(nint context, nint bufferType);
    [LibraryImport(Base)] internal static partial void ggml_backend_tensor_copy(Tensor* source, Tensor* destination);
    [LibraryImport(Base)] internal static partial int ggml_backend_graph_compute_async(nint backend, nint graph);
    [LibraryImport(Base)] internal static partial void ggml_backend_tensor_get_async(nint backend, Tensor* tensor, void* data, nuint offset, nuint size);
    [LibraryImport(Base)] internal static partial void ggml_backend_synchronize(nint backend);
    [LibraryImport(Base)] internal static partial nint ggml_backend_buft_get_device(nint bufferType);
    [LibraryImport(Base)] internal static partial byte ggml_backend_buft_is_host(nint bufferType);
    [LibraryImport(Base)] internal static partial void ggml_backend_tensor_memset(Tensor* tensor, byte value, nuint offset, nuint size);
    [LibraryImport(Base)] internal static partial nint ggml_backend_buffer_get_type(nint buffer);
    [LibraryImport(Base)] internal static partial nint ggml_backend_buft_alloc_buffer(nint bufferType, nuint size);
    [LibraryImport(Base)] internal static partial void* ggml_backend_buffer_get_base(nint buffer);
    [LibraryImport(Base)] internal static partial void ggml_backend_buffer_free(nint buffer);
    [LibraryImport(Base)] internal static partial void ggml_backend_tensor_get(Tensor* tensor, void* data, nuint offset, nuint size);
    [LibraryImport(Base)] internal static partial void ggml_backend_tensor_set(Tensor* tensor, void* data, nuint offset, nuint size);
}

[StructLayout(LayoutKind.Sequential)]
internal struct InitParams
{
    public nuint MemorySize;
    public nint Memory;
    public byte NoAlloc;
}
