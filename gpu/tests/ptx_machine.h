/*
 * Runs kernels of a PTX module on this processor, one thread after the other, by the PTX ISA's
 * definition of each instruction. It exists because no assembler and no device is needed for it:
 * what clang emitted, inline carry chains included, is executed as it stands.
 *
 * Beyond results it checks that the carry flag is only read within the asm block that wrote it, and
 * that every access is aligned and lies in a region made known or in the thread's own local memory.
 */
#ifndef AETHER_GPU_TESTS_PTX_MACHINE_H
#define AETHER_GPU_TESTS_PTX_MACHINE_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

enum class ptx_code
{
    add, sub, mul_lo, mul_hi, mul_wide, mad_lo, mad_hi, mad_wide, fma,
    bit_and, bit_or, bit_xor, bit_not, neg, abs, min, max, shl, shr, clz, bfe, prmt, shf_l, shf_r,
    mov, split, join, cvt, cvt_to_f64, set, select, load, load_param, store, atomic_add,
    branch, exit, block_start
};

struct ptx_operand
{
    bool is_register;
    uint64_t value;
};

struct ptx_instruction
{
    ptx_code code;
    int bits;
    int source_bits;
    bool is_signed;
    bool is_float;
    bool reads_carry;
    bool writes_carry;
    char comparison;
    int guard;
    bool guard_negated;
    int count;
    uint32_t target;
    int line;
    ptx_operand operand[6];
};

struct ptx_kernel
{
    std::vector<ptx_instruction> body;
    std::vector<int> parameter_bytes;
    uint32_t registers;
    uint32_t local_bytes;
    uint32_t block_limit;
    std::map<std::string, int> opcodes;
};

struct ptx_region
{
    uint64_t first;
    uint64_t end;
};

class ptx_machine
{
public:
    /* Reads a module; throws std::runtime_error with the line for what it does not know. */
    explicit ptx_machine(const std::string &text);

    bool has(const std::string &name) const { return _kernels.count(name) != 0; }
    const ptx_kernel &kernel(const std::string &name) const { return _kernels.at(name); }
    const std::map<std::string, ptx_kernel> &kernels() const { return _kernels; }

    /* Memory that the kernels may access. */
    void allow(const void *data, size_t count);

    /* Runs one thread; parameters are pointers or 32-bit values. */
    void run(
        const std::string &name, uint32_t block, uint32_t thread, uint32_t block_threads,
        const std::vector<uint64_t> &parameters);

    uint64_t executed() const { return _executed; }

private:
    void check_access(uint64_t address, uint64_t count, int line) const;

    std::map<std::string, ptx_kernel> _kernels;
    std::map<std::string, std::vector<uint64_t>> _constants;
    std::vector<ptx_region> _regions;
    std::vector<uint64_t> _registers;
    std::vector<uint64_t> _local;
    uint64_t _executed = 0;
};

#endif
