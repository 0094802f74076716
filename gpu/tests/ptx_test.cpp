/*
 * The PTX module itself, run instruction by instruction (see ptx_machine.h) and compared with the
 * host build: what a device will execute, up to the assembler's own work.
 */
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "edge_cases.h"
#include "ptx_machine.h"
#include "test_support.h"

static const char *const s_variants[] = {"portable", "carry"};

static void ptx_launch(
    ptx_machine &machine, const std::string &kernel, uint32_t first, uint32_t threads,
    const std::vector<launch_argument> &arguments)
{
    std::vector<uint64_t> parameters;
    for (const launch_argument &argument : arguments)
    {
        parameters.push_back(argument.value);
    }

    for (uint32_t i = first; i < first + threads; i++)
    {
        machine.run(kernel, i / AETHER_GPU_BLOCK, i % AETHER_GPU_BLOCK, AETHER_GPU_BLOCK, parameters);
    }
}

static int count_of(const ptx_kernel &kernel, const std::string &start)
{
    int count = 0;
    for (const auto &opcode : kernel.opcodes)
    {
        count += opcode.first.compare(0, start.size(), start) == 0 ? opcode.second : 0;
    }

    return count;
}

/* Every kernel of the host build is an entry and the other way round, with the launch bound; the
   field arithmetic and the point formulas stay in registers. */
static void test_module(const ptx_machine &machine)
{
    CHECK(machine.kernels().size() == 19, "number of kernels");
    for (const auto &entry : machine.kernels())
    {
        CHECK(aether_gpu_host_has(entry.first.c_str()) == 1, "no host kernel " + entry.first);
        CHECK(entry.second.block_limit == AETHER_GPU_BLOCK, "launch bound of " + entry.first);
    }

    for (const char *variant : s_variants)
    {
        for (const char *name : {"batch_sum_", "batch_reduce_", "batch_fold_"})
        {
            std::string kernel = std::string("aether_ed25519_") + name + variant;
            CHECK(machine.kernel(kernel).local_bytes == 0, kernel + " uses local memory");
        }
    }

    const ptx_kernel &carry = machine.kernel("aether_ed25519_batch_sum_carry");
    const ptx_kernel &portable = machine.kernel("aether_ed25519_batch_sum_portable");
    CHECK(count_of(carry, "madc.hi") > 7 * 32, "carry chains in the carry variant");
    CHECK(count_of(portable, "madc") + count_of(portable, "addc") == 0,
          "no carry flag in the portable variant");
    const ptx_kernel &imad = machine.kernel("aether_gpu_issue_rate_imad");
    CHECK(count_of(imad, "mad.wide.u32") >= (int)AETHER_GPU_ISSUE_RATE_OPERATIONS,
          "the integer rate kernel issues wide multiply-adds");
    const ptx_kernel &dfma = machine.kernel("aether_gpu_issue_rate_dfma");
    CHECK(count_of(dfma, "fma.rn.f64") >= (int)AETHER_GPU_ISSUE_RATE_OPERATIONS,
          "the double rate kernel issues fused multiply-adds");
}

static void test_rates(ptx_machine &machine)
{
    std::vector<uint64_t> expected(AETHER_GPU_BLOCK);
    std::vector<uint64_t> found(AETHER_GPU_BLOCK);
    machine.allow(found.data(), 8 * found.size());
    for (const char *kernel : {"aether_gpu_issue_rate_imad", "aether_gpu_issue_rate_dfma"})
    {
        host_launch(kernel, AETHER_GPU_BLOCK, {expected.data(), 3u});
        ptx_launch(machine, kernel, 0, AETHER_GPU_BLOCK, {found.data(), 3u});
        CHECK(expected == found, std::string(kernel) + " computes what the host does");
    }
}

static void test_base_table(ptx_machine &machine)
{
    aligned_bytes table(AETHER_GPU_BASE_TABLE_BYTES);
    machine.allow(table.data(), table.size());
    for (uint32_t index : {0u, 1u, 127u, 128u, 1000u, 2345u, 4095u})
    {
        ptx_launch(machine, "aether_ed25519_base_table", index, 1, {table.data()});
        CHECK(std::memcmp(table.data() + 96 * index, host_base_table() + 96 * index, 96) == 0,
              "base table entry " + std::to_string(index));
    }
}

static signature_set sample_set()
{
    signature_set set;
    for (const edge_case &test : edge_cases)
    {
        bytes signature = from_hex(std::string(test.r) + test.s);
        set.add(from_hex(test.key), signature, from_hex(test.message), test.is_valid);
    }

    for (uint32_t length : {0u, 1u, 47u, 48u, 63u, 64u, 65u, 200u, 321u})
    {
        add_honest(set, 1, length);
    }

    // y of A and R beyond p, and a key that is no point.
    signature_set tampered;
    add_honest(tampered, 4, 10);
    tampered.items[AETHER_GPU_ITEM_BYTES + 64] ^= 1;
    tampered.messages[25] ^= 0x10;
    std::memset(&tampered.items[AETHER_GPU_ITEM_BYTES * 3], 0xff, 32);
    tampered.expected = {1, 0, 0, 0};
    for (uint32_t i = 0; i < tampered.count(); i++)
    {
        set.add_from(tampered, i);
    }

    return set;
}

static void test_verify(ptx_machine &machine, const signature_set &set, const uint8_t *items)
{
    std::vector<uint8_t> verdicts(set.count());
    machine.allow(verdicts.data(), verdicts.size());
    for (const char *variant : s_variants)
    {
        std::fill(verdicts.begin(), verdicts.end(), (uint8_t)0xa5);
        uint64_t before = machine.executed();
        ptx_launch(
            machine, std::string("aether_ed25519_verify_") + variant, 0,
            set.count() + 2,
            {items, set.messages.data(), set.ends.data(), set.count(), verdicts.data(),
             host_base_table()});
        std::printf(
            "verify_%s: %llu PTX instructions an item\n", variant,
            (unsigned long long)((machine.executed() - before) / set.count()));
        for (uint32_t i = 0; i < set.count(); i++)
        {
            std::ostringstream what;
            what << "PTX verdict " << i << " by " << variant;
            CHECK(verdicts[i] == set.expected[i], what.str());
        }
    }
}

/* Runs the steps of a batch side by side: the host on one scratch buffer, the module on another that
   starts each step as the host's did. Long steps run a sample of their threads in the module. */
class batch_steps
{
public:
    batch_steps(ptx_machine &machine, uint32_t n)
        : _machine(machine), _host(AETHER_GPU_BATCH_SCRATCH_BYTES(n)), _device(_host.size())
    {
        std::memset(_host.data(), 0x5a, _host.size());
        machine.allow(_device.data(), _device.size());
    }

    /* All threads: the whole scratch buffers must be equal. The arguments follow the scratch buffer's
       place: a null pointer stands for it. */
    void full(
        const std::string &kernel, uint32_t threads, const std::vector<launch_argument> &arguments)
    {
        std::memcpy(_device.data(), _host.data(), _host.size());
        ptx_launch(_machine, kernel, 0, threads, with_scratch(arguments, _device));
        host_launch(kernel, threads, with_scratch(arguments, _host));
        CHECK(std::memcmp(_device.data(), _host.data(), _host.size()) == 0, kernel);
    }

    /* Some threads, each writing 128 bytes at the place of its index. */
    void sample(
        const std::string &kernel, uint32_t threads, const std::vector<launch_argument> &arguments,
        uint64_t output, bool is_ordered)
    {
        std::memcpy(_device.data(), _host.data(), _host.size());
        host_launch(kernel, threads, with_scratch(arguments, _host));
        for (uint32_t i = 0; i < 40; i++)
        {
            uint32_t index = i < 20 ? i : (uint32_t)(next_random() % threads);
            ptx_launch(_machine, kernel, index, 1, with_scratch(arguments, _device));
            uint64_t place = index;
            if (is_ordered)
            {
                uint32_t bucket;
                std::memcpy(&bucket, _host.data() + AETHER_GPU_BATCH_ORDER + 4 * index, 4);
                place = bucket;
            }

            CHECK(std::memcmp(
                      _device.data() + output + 128 * place, _host.data() + output + 128 * place,
                      128) == 0,
                  kernel + " thread " + std::to_string(index));
        }
    }

private:
    static std::vector<launch_argument> with_scratch(
        std::vector<launch_argument> arguments, aligned_bytes &scratch)
    {
        for (launch_argument &argument : arguments)
        {
            if (argument.value == scratch_mark)
            {
                argument = launch_argument(scratch.data());
            }
        }

        return arguments;
    }

public:
    static const uint64_t scratch_mark = 16;

private:
    ptx_machine &_machine;
    aligned_bytes _host;
    aligned_bytes _device;
};

static void test_batch(
    ptx_machine &machine, const signature_set &set, const uint8_t *items, const std::string &variant)
{
    uint32_t n = set.count();
    aligned_bytes coefficients(16 * (size_t)n);
    fill_random(coefficients.data(), coefficients.size());
    std::vector<uint8_t> decoded(n);
    std::vector<uint8_t> verdict(1);
    machine.allow(coefficients.data(), coefficients.size());
    machine.allow(decoded.data(), decoded.size());
    machine.allow(verdict.data(), 1);
    batch_steps steps(machine, n);
    launch_argument s((const void *)(uintptr_t)batch_steps::scratch_mark);
    const std::string prefix = "aether_ed25519_batch_";
    steps.full(prefix + "clear", AETHER_GPU_BATCH_CLEAR_THREADS, {s});
    steps.full(
        prefix + "prepare_" + variant, n,
        {items, set.messages.data(), set.ends.data(), coefficients.data(), n, decoded.data(), s});
    steps.full(prefix + "allocate", AETHER_GPU_BATCH_ALLOCATE_THREADS, {s});
    steps.full(prefix + "order", AETHER_GPU_BATCH_BUCKETS, {s});
    steps.full(prefix + "scatter", n, {coefficients.data(), decoded.data(), n, s});
    steps.sample(
        prefix + "sum_" + variant, AETHER_GPU_BATCH_BUCKETS, {n, s}, AETHER_GPU_BATCH_BUCKET_SUMS,
        true);
    steps.sample(
        prefix + "reduce_" + variant, AETHER_GPU_BATCH_REDUCE_THREADS, {s},
        AETHER_GPU_BATCH_CHUNK_SUMS, false);
    steps.sample(
        prefix + "fold_" + variant, AETHER_GPU_BATCH_FOLD0_THREADS, {s, 0u},
        AETHER_GPU_BATCH_FOLD0_SUMS, false);
    steps.full(prefix + "fold_" + variant, AETHER_GPU_BATCH_FOLD1_THREADS, {s, 1u});
    steps.full(prefix + "finish_" + variant, 1, {s, host_base_table(), verdict.data()});

    // The kernel of the module runs before the host's and both write this byte.
    CHECK(verdict[0] == 1, "the equation of valid items holds by " + variant);
}

static signature_set valid_items(const signature_set &set)
{
    signature_set valid;
    for (uint32_t i = 0; i < set.count(); i++)
    {
        if (set.expected[i] != 0)
        {
            valid.add_from(set, i);
        }
    }

    return valid;
}

static void test_kernels(ptx_machine &machine)
{
    signature_set set = sample_set();
    aligned_bytes items(set.items.size());
    std::memcpy(items.data(), set.items.data(), set.items.size());
    machine.allow(items.data(), items.size());
    machine.allow(set.messages.data(), set.messages.size());
    machine.allow(set.ends.data(), 4 * set.ends.size());
    machine.allow(host_base_table(), AETHER_GPU_BASE_TABLE_BYTES);
    test_verify(machine, set, items.data());

    signature_set valid = valid_items(set);
    aligned_bytes valid_data(valid.items.size());
    std::memcpy(valid_data.data(), valid.items.data(), valid.items.size());
    machine.allow(valid_data.data(), valid_data.size());
    machine.allow(valid.messages.data(), valid.messages.size());
    machine.allow(valid.ends.data(), 4 * valid.ends.size());
    for (const char *variant : s_variants)
    {
        test_batch(machine, valid, valid_data.data(), variant);
    }
}

int main(int count, char **arguments)
{
    std::ifstream file(count > 1 ? arguments[1] : "");
    std::ostringstream text;
    text << file.rdbuf();
    try
    {
        ptx_machine machine(text.str());
        test_module(machine);
        test_rates(machine);
        test_base_table(machine);
        test_kernels(machine);
    }
    catch (const std::exception &error)
    {
        CHECK(false, error.what());
    }

    return finish_tests();
}
