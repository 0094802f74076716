/*
 * A stand-in for the CUDA driver: the functions that Aether.Native binds, with a device that is this processor.
 *
 * What it checks as the real driver does, so that a caller that is wrong fails here too: the context must be current on
 * the calling thread; copies must lie inside one allocation of the device and one page-locked one; work on a stream
 * runs on another thread, in order, some time after the call; a failed kernel fails everything after it. What only it
 * does: it overwrites freed memory, and checks a margin behind every device allocation when that is freed.
 */
#include "standin_kernels.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace
{
enum Result
{
    success = 0,
    invalid_value = 1,
    out_of_memory = 2,
    not_initialized = 3,
    invalid_device = 101,
    invalid_context = 201,
    invalid_ptx = 218,
    invalid_handle = 400,
    not_found = 500,
    not_ready = 600,
    illegal_address = 700,
    launch_failed = 719,
};

constexpr size_t margin_bytes = 64;
constexpr int margin_byte = 0xA5;
constexpr uint64_t device_memory_bytes = 1ull << 30;

struct Stream
{
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<std::function<void()>> work;
    bool busy = false;
    bool stopping = false;
    std::thread thread;

    Stream() : thread([this] { run(); })
    {
    }

    void add(std::function<void()> step)
    {
        std::lock_guard<std::mutex> lock(mutex);
        work.push_back(std::move(step));
        changed.notify_all();
    }

    bool idle()
    {
        std::lock_guard<std::mutex> lock(mutex);
        return work.empty() && !busy;
    }

    void drain()
    {
        std::unique_lock<std::mutex> lock(mutex);
        changed.wait(lock, [this] { return work.empty() && !busy; });
    }

    void stop()
    {
        {
            std::lock_guard<std::mutex> lock(mutex);
            stopping = true;
            changed.notify_all();
        }
        thread.join();
    }

    void run()
    {
        std::unique_lock<std::mutex> lock(mutex);
        while (true)
        {
            changed.wait(lock, [this] { return stopping || !work.empty(); });
            if (work.empty())
            {
                return;
            }
            std::function<void()> step = std::move(work.front());
            work.pop_front();
            busy = true;
            lock.unlock();
            step();
            lock.lock();
            busy = false;
            changed.notify_all();
        }
    }
};

struct Event
{
    std::mutex mutex;
    bool reached = false;
    std::chrono::steady_clock::time_point time;
};

/* Everything below is guarded by g_mutex; the steps of streams read only the sticky error. */
std::mutex g_mutex;
bool g_initialized;
int g_retained;
std::map<uint64_t, size_t> g_device;
std::map<uint64_t, size_t> g_host;
std::map<Stream *, std::shared_ptr<Stream>> g_streams;
std::set<standin::Module *> g_modules;
std::atomic<int> g_failure{success};
int g_context;

thread_local void *t_context;

int check()
{
    if (t_context == nullptr)
    {
        return invalid_context;
    }
    return g_failure.load();
}

bool inside(const std::map<uint64_t, size_t> &ranges, uint64_t address, size_t bytes)
{
    auto after = ranges.upper_bound(address);
    if (after == ranges.begin())
    {
        return false;
    }
    auto range = std::prev(after);
    return address - range->first <= range->second && bytes <= range->second - (address - range->first);
}

/* Keeps the stream alive while it is used, should another thread destroy it. */
std::shared_ptr<Stream> find_stream(void *handle)
{
    std::lock_guard<std::mutex> lock(g_mutex);
    auto found = g_streams.find(static_cast<Stream *>(handle));
    return found == g_streams.end() ? nullptr : found->second;
}

void drain_all()
{
    std::map<Stream *, std::shared_ptr<Stream>> streams;
    {
        std::lock_guard<std::mutex> lock(g_mutex);
        streams = g_streams;
    }
    for (auto &stream : streams)
    {
        stream.second->drain();
    }
}

int queue(void *handle, std::function<void()> step)
{
    std::shared_ptr<Stream> stream = find_stream(handle);
    if (stream == nullptr)
    {
        return invalid_handle;
    }
    stream->add([step]
        {
            if (g_failure.load() == success)
            {
                step();
            }
        });
    return success;
}

int free_range(std::map<uint64_t, size_t> &ranges, uint64_t address, bool has_margin)
{
    drain_all();
    std::lock_guard<std::mutex> lock(g_mutex);
    auto range = ranges.find(address);
    if (range == ranges.end())
    {
        return invalid_value;
    }
    uint8_t *memory = reinterpret_cast<uint8_t *>(address);
    int result = success;
    for (size_t i = 0; has_margin && i < margin_bytes; i++)
    {
        result = memory[range->second + i] == margin_byte ? result : static_cast<int>(illegal_address);
    }
    std::memset(memory, margin_byte, range->second);
    std::free(memory);
    ranges.erase(range);
    return result;
}

uint64_t allocate(std::map<uint64_t, size_t> &ranges, size_t bytes)
{
    size_t rounded = (bytes + margin_bytes + 255) / 256 * 256;
    void *memory = std::aligned_alloc(256, rounded);
    if (memory == nullptr)
    {
        return 0;
    }
    std::memset(memory, margin_byte, rounded);
    std::lock_guard<std::mutex> lock(g_mutex);
    ranges[reinterpret_cast<uint64_t>(memory)] = bytes;
    return reinterpret_cast<uint64_t>(memory);
}

size_t total(const std::map<uint64_t, size_t> &ranges)
{
    std::lock_guard<std::mutex> lock(g_mutex);
    size_t sum = 0;
    for (const auto &range : ranges)
    {
        sum += range.second;
    }
    return sum;
}
}

EXPORT int cuInit(unsigned)
{
    g_initialized = true;
    return success;
}

EXPORT int cuDriverGetVersion(int *version)
{
    *version = 12000;
    return success;
}

EXPORT int cuGetErrorName(int error, const char **name)
{
    static const std::map<int, const char *> names = {{success, "CUDA_SUCCESS"},
        {invalid_value, "CUDA_ERROR_INVALID_VALUE"}, {out_of_memory, "CUDA_ERROR_OUT_OF_MEMORY"},
        {not_initialized, "CUDA_ERROR_NOT_INITIALIZED"}, {invalid_device, "CUDA_ERROR_INVALID_DEVICE"},
        {invalid_context, "CUDA_ERROR_INVALID_CONTEXT"}, {invalid_ptx, "CUDA_ERROR_INVALID_PTX"},
        {invalid_handle, "CUDA_ERROR_INVALID_HANDLE"}, {not_found, "CUDA_ERROR_NOT_FOUND"},
        {not_ready, "CUDA_ERROR_NOT_READY"}, {illegal_address, "CUDA_ERROR_ILLEGAL_ADDRESS"},
        {launch_failed, "CUDA_ERROR_LAUNCH_FAILED"}};
    auto found = names.find(error);
    *name = found == names.end() ? nullptr : found->second;
    return found == names.end() ? invalid_value : success;
}

EXPORT int cuDeviceGetCount(int *count)
{
    *count = 1;
    return g_initialized ? success : not_initialized;
}

EXPORT int cuDeviceGet(int *device, int ordinal)
{
    *device = 0;
    return ordinal == 0 ? success : invalid_device;
}

EXPORT int cuDeviceGetName(char *name, int bytes, int)
{
    std::strncpy(name, "CPU stand-in", static_cast<size_t>(bytes));
    return success;
}

EXPORT int cuDeviceGetAttribute(int *value, int attribute, int)
{
    static const std::map<int, int> values = {{13, 1000000}, {16, 1}, {75, 8}, {76, 0}};
    auto found = values.find(attribute);
    *value = found == values.end() ? 0 : found->second;
    return found == values.end() ? invalid_value : success;
}

EXPORT int cuDeviceTotalMem_v2(size_t *bytes, int)
{
    *bytes = device_memory_bytes;
    return success;
}

EXPORT int cuDevicePrimaryCtxRetain(void **context, int device)
{
    if (!g_initialized || device != 0)
    {
        return g_initialized ? invalid_device : not_initialized;
    }
    std::lock_guard<std::mutex> lock(g_mutex);
    g_retained++;
    *context = &g_context;
    return success;
}

EXPORT int cuDevicePrimaryCtxRelease_v2(int)
{
    drain_all();
    std::lock_guard<std::mutex> lock(g_mutex);
    if (g_retained == 0)
    {
        return invalid_context;
    }
    if (--g_retained == 0)
    {
        /* The last user is gone: the driver makes a new context for the next, without the old one's failure. */
        g_failure = success;
    }
    return success;
}

EXPORT int cuCtxSetCurrent(void *context)
{
    t_context = context;
    return success;
}

EXPORT int cuModuleLoadDataEx(void **handle, const void *image, unsigned options, const int *option, void **value)
{
    if (int failure = check())
    {
        return failure;
    }
    standin::Module *module = new standin::Module;
    std::string log;
    if (standin::read_module(static_cast<const char *>(image), *module, log))
    {
        std::lock_guard<std::mutex> lock(g_mutex);
        g_modules.insert(module);
        *handle = module;
        return success;
    }
    delete module;
    char *buffer = nullptr;
    size_t bytes = 0;
    for (unsigned i = 0; i < options; i++)
    {
        buffer = option[i] == 5 ? static_cast<char *>(value[i]) : buffer;
        bytes = option[i] == 6 ? reinterpret_cast<size_t>(value[i]) : bytes;
    }
    if (buffer != nullptr && bytes > 0)
    {
        std::strncpy(buffer, log.c_str(), bytes - 1);
        buffer[bytes - 1] = 0;
    }
    return invalid_ptx;
}

EXPORT int cuModuleGetFunction(void **function, void *handle, const char *name)
{
    if (int failure = check())
    {
        return failure;
    }
    std::lock_guard<std::mutex> lock(g_mutex);
    standin::Module *module = static_cast<standin::Module *>(handle);
    if (g_modules.count(module) == 0)
    {
        return invalid_handle;
    }
    *function = standin::find_kernel(*module, name);
    return *function == nullptr ? not_found : success;
}

EXPORT int cuModuleUnload(void *handle)
{
    if (t_context == nullptr)
    {
        return invalid_context;
    }
    drain_all();
    std::lock_guard<std::mutex> lock(g_mutex);
    standin::Module *module = static_cast<standin::Module *>(handle);
    if (g_modules.erase(module) == 0)
    {
        return invalid_handle;
    }
    for (standin::Kernel *kernel : module->kernels)
    {
        delete kernel;
    }
    delete module;
    return success;
}

EXPORT int cuFuncGetAttribute(int *value, int, void *)
{
    *value = 0;
    return success;
}

EXPORT int cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, void *, int, size_t)
{
    *blocks = 1;
    return success;
}

EXPORT int cuMemAlloc_v2(uint64_t *address, size_t bytes)
{
    if (int failure = check())
    {
        return failure;
    }
    if (bytes == 0)
    {
        return invalid_value;
    }
    *address = total(g_device) + bytes > device_memory_bytes ? 0 : allocate(g_device, bytes);
    return *address == 0 ? out_of_memory : success;
}

EXPORT int cuMemFree_v2(uint64_t address)
{
    return t_context == nullptr ? invalid_context : free_range(g_device, address, true);
}

EXPORT int cuMemHostAlloc(void **memory, size_t bytes, unsigned)
{
    if (int failure = check())
    {
        return failure;
    }
    if (bytes == 0)
    {
        return invalid_value;
    }
    uint64_t address = allocate(g_host, bytes);
    *memory = reinterpret_cast<void *>(address);
    return address == 0 ? out_of_memory : success;
}

EXPORT int cuMemFreeHost(void *memory)
{
    return t_context == nullptr ? invalid_context : free_range(g_host, reinterpret_cast<uint64_t>(memory), true);
}

EXPORT int cuMemcpyHtoDAsync_v2(uint64_t target, const void *source, size_t bytes, void *stream)
{
    if (int failure = check())
    {
        return failure;
    }
    {
        std::lock_guard<std::mutex> lock(g_mutex);
        if (!inside(g_device, target, bytes) || !inside(g_host, reinterpret_cast<uint64_t>(source), bytes))
        {
            return invalid_value;
        }
    }
    return queue(
        stream, [=] { std::memcpy(reinterpret_cast<void *>(target), source, bytes); });
}

EXPORT int cuMemcpyDtoHAsync_v2(void *target, uint64_t source, size_t bytes, void *stream)
{
    if (int failure = check())
    {
        return failure;
    }
    {
        std::lock_guard<std::mutex> lock(g_mutex);
        if (!inside(g_device, source, bytes) || !inside(g_host, reinterpret_cast<uint64_t>(target), bytes))
        {
            return invalid_value;
        }
    }
    return queue(
        stream, [=] { std::memcpy(target, reinterpret_cast<void *>(source), bytes); });
}

EXPORT int cuMemsetD8Async(uint64_t target, unsigned char value, size_t bytes, void *stream)
{
    if (int failure = check())
    {
        return failure;
    }
    {
        std::lock_guard<std::mutex> lock(g_mutex);
        if (!inside(g_device, target, bytes))
        {
            return invalid_value;
        }
    }
    return queue(
        stream, [=] { std::memset(reinterpret_cast<void *>(target), value, bytes); });
}

EXPORT int cuStreamCreate(void **stream, unsigned)
{
    if (int failure = check())
    {
        return failure;
    }
    std::shared_ptr<Stream> created = std::make_shared<Stream>();
    std::lock_guard<std::mutex> lock(g_mutex);
    g_streams[created.get()] = created;
    *stream = created.get();
    return success;
}

EXPORT int cuStreamSynchronize(void *handle)
{
    std::shared_ptr<Stream> stream = find_stream(handle);
    if (t_context == nullptr || stream == nullptr)
    {
        return t_context == nullptr ? invalid_context : invalid_handle;
    }
    stream->drain();
    return g_failure.load();
}

EXPORT int cuStreamQuery(void *handle)
{
    std::shared_ptr<Stream> stream = find_stream(handle);
    if (t_context == nullptr || stream == nullptr)
    {
        return t_context == nullptr ? invalid_context : invalid_handle;
    }
    if (int failure = g_failure.load())
    {
        return failure;
    }
    return stream->idle() ? success : not_ready;
}

EXPORT int cuStreamDestroy_v2(void *handle)
{
    std::shared_ptr<Stream> stream = find_stream(handle);
    if (t_context == nullptr || stream == nullptr)
    {
        return t_context == nullptr ? invalid_context : invalid_handle;
    }
    {
        std::lock_guard<std::mutex> lock(g_mutex);
        g_streams.erase(stream.get());
    }
    stream->stop();
    return success;
}

EXPORT int cuLaunchHostFunc(void *stream, void (*function)(void *), void *user_data)
{
    if (int failure = check())
    {
        return failure;
    }
    return queue(stream, [=] { function(user_data); });
}

EXPORT int cuEventCreate(void **event, unsigned)
{
    if (int failure = check())
    {
        return failure;
    }
    *event = new Event;
    return success;
}

EXPORT int cuEventRecord(void *handle, void *stream)
{
    if (int failure = check())
    {
        return failure;
    }
    Event *event = static_cast<Event *>(handle);
    return queue(stream, [event]
        {
            std::lock_guard<std::mutex> lock(event->mutex);
            event->reached = true;
            event->time = std::chrono::steady_clock::now();
        });
}

EXPORT int cuEventElapsedTime(float *milliseconds, void *start, void *end)
{
    Event *first = static_cast<Event *>(start);
    Event *last = static_cast<Event *>(end);
    std::scoped_lock lock(first->mutex, last->mutex);
    if (!first->reached || !last->reached)
    {
        return not_ready;
    }
    *milliseconds = std::chrono::duration<float, std::milli>(last->time - first->time).count();
    return success;
}

EXPORT int cuEventDestroy_v2(void *event)
{
    drain_all();
    delete static_cast<Event *>(event);
    return success;
}

EXPORT int cuLaunchKernel(void *function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
    unsigned block_y, unsigned block_z, unsigned, void *stream, void **parameters, void **)
{
    if (int failure = check())
    {
        return failure;
    }
    standin::Kernel *kernel = static_cast<standin::Kernel *>(function);
    if (grid_x == 0 || block_x == 0 || block_x > 1024 || grid_y != 1 || grid_z != 1 || block_y != 1 || block_z != 1)
    {
        return invalid_value;
    }
    standin::Arguments arguments{};
    for (size_t i = 0; i < kernel->parameters.size(); i++)
    {
        std::memcpy(&arguments.values[i], parameters[i], static_cast<size_t>(kernel->parameters[i]));
    }
    return queue(stream, [=]
        {
            if (!standin::run_kernel(*kernel, grid_x, block_x, arguments))
            {
                g_failure = launch_failed;
            }
        });
}
