/*
 * Kernels of the stand-in: entries named in PTX text, run by the library that the host's compiler made of the same
 * source (libaether_gpu_host.so, in the folder of the stand-in or the one above; see aether_gpu.h).
 */
#ifndef AETHER_STANDIN_KERNELS_H
#define AETHER_STANDIN_KERNELS_H

#include <cstdint>
#include <string>
#include <vector>

namespace standin
{
constexpr size_t max_parameters = 16;

/* A fault that a test plants by a comment line in the PTX text: "//standin: flip KERNEL PARAMETER OFFSET RUN" inverts
 * the low bit of a byte behind a pointer parameter after every run of the kernel from number RUN (from 0) on;
 * "//standin: fail KERNEL RUN" lets run number RUN end as an error of the device. */
struct Fault
{
    bool is_flip;
    std::string kernel;
    uint64_t parameter;
    uint64_t offset;
    uint64_t run;
};

struct Kernel
{
    std::string name;
    /* Bytes of each parameter, 4 or 8. */
    std::vector<int> parameters;
    std::vector<Fault> faults;
    uint64_t runs;
};

struct Module
{
    std::string text;
    std::vector<Fault> faults;
    std::vector<Kernel *> kernels;
};

/* Values of the parameters of one launch, each in the low bytes. */
struct Arguments
{
    uint64_t values[max_parameters];
};

/* Reads the faults; false with a line for the log where the text is no PTX. */
bool read_module(const std::string &text, Module &module, std::string &log);

/* The kernel of an entry of the text; null where the text or the host library lacks it. */
Kernel *find_kernel(Module &module, const std::string &name);

/* Runs every thread of every block; false where a planted fault fails the run. */
bool run_kernel(Kernel &kernel, uint32_t blocks, uint32_t threads, Arguments arguments);
}

#endif
