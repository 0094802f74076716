/*
 * The kernels as host functions, and the launcher of aether_gpu.h that stands in for the device.
 */
#include <cstring>

#include "ed25519.cu"

thread_local aether_gpu_index t_aether_gpu_index;

namespace
{

struct kernel
{
    const char *name;
    void (*run)(void **arguments);
};

template <class T>
T argument(void **arguments, int index)
{
    T value;
    std::memcpy(&value, arguments[index], sizeof value);
    return value;
}

/* A kernel with its arguments taken from an array of pointers to them. */
template <class>
struct signature;

template <class... T>
struct signature<void(T...)>
{
    template <void (*function)(T...), int... indices>
    struct bound
    {
        static void run(void **arguments)
        {
            function(argument<T>(arguments, indices)...);
        }
    };
};

#define KERNEL(name, ...) \
    {#name, signature<decltype(name)>::bound<name, __VA_ARGS__>::run}
#define KERNEL_VARIANTS(name, ...) \
    KERNEL(name##_portable, __VA_ARGS__), KERNEL(name##_carry, __VA_ARGS__)

const kernel s_kernels[] = {
    KERNEL(aether_ed25519_base_table, 0),
    KERNEL_VARIANTS(aether_ed25519_verify, 0, 1, 2, 3, 4, 5),
    KERNEL(aether_ed25519_batch_clear, 0),
    KERNEL_VARIANTS(aether_ed25519_batch_prepare, 0, 1, 2, 3, 4, 5, 6),
    KERNEL(aether_ed25519_batch_allocate, 0),
    KERNEL(aether_ed25519_batch_order, 0),
    KERNEL(aether_ed25519_batch_scatter, 0, 1, 2, 3),
    KERNEL_VARIANTS(aether_ed25519_batch_sum, 0, 1),
    KERNEL_VARIANTS(aether_ed25519_batch_reduce, 0),
    KERNEL_VARIANTS(aether_ed25519_batch_fold, 0, 1),
    KERNEL_VARIANTS(aether_ed25519_batch_finish, 0, 1, 2),
    KERNEL(aether_gpu_issue_rate_imad, 0, 1),
    KERNEL(aether_gpu_issue_rate_dfma, 0, 1),
};

const kernel *find(const char *name)
{
    for (const kernel &candidate : s_kernels)
    {
        if (std::strcmp(candidate.name, name) == 0)
        {
            return &candidate;
        }
    }

    return nullptr;
}

} // namespace

extern "C" __attribute__((visibility("default"))) int aether_gpu_host_has(const char *name)
{
    return find(name) != nullptr ? 1 : 0;
}

extern "C" __attribute__((visibility("default"))) int aether_gpu_host_run(
    const char *name, uint32_t grid, uint32_t block, void **arguments)
{
    const kernel *found = find(name);
    if (found == nullptr)
    {
        return -1;
    }

    t_aether_gpu_index.block_threads = block;
    for (uint32_t i = 0; i < grid; i++)
    {
        t_aether_gpu_index.block = i;
        for (uint32_t j = 0; j < block; j++)
        {
            t_aether_gpu_index.thread = j;
            found->run(arguments);
        }
    }

    return 0;
}
