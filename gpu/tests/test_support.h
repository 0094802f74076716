/*
 * What the test programs share: failures, bytes, vectors, launches of the host build.
 */
#ifndef AETHER_GPU_TESTS_SUPPORT_H
#define AETHER_GPU_TESTS_SUPPORT_H

#include <cstdint>
#include <string>
#include <vector>

#include "aether_gpu.h"

typedef std::vector<uint8_t> bytes;

/* Counts a check; prints where and what when it fails. */
void check_that(bool holds, const char *file, int line, const std::string &what);

#define CHECK(holds, what) check_that((holds), __FILE__, __LINE__, (what))

/* Prints the closing line; the exit code of the program. */
int finish_tests();

bytes from_hex(const std::string &text);
std::string to_hex(const uint8_t *data, size_t count);

/* The next value of a fixed sequence (SplitMix64), so that a failure can be run again. */
uint64_t next_random();
void fill_random(uint8_t *data, size_t count);

/* The file below the folder of vectors ($AETHER_VECTORS or ../shared/vectors); false where absent. */
bool read_vectors(const std::string &name, std::string &text);

/* The values of a string member of the objects of a JSON text, in order. */
std::vector<std::string> json_strings(const std::string &text, const std::string &member);

/* Signatures to verify, in the layout of the kernels, with what each should give. */
struct signature_set
{
    bytes items;
    bytes messages;
    std::vector<uint32_t> ends;
    std::vector<uint8_t> expected;

    uint32_t count() const { return (uint32_t)ends.size(); }
    void add(const bytes &key, const bytes &signature, const bytes &message, bool is_valid);
    void add_from(const signature_set &other, uint32_t index);
};

/* libsodium, opened at run time: an implementation that shares no code with the kernels. */
struct sodium_functions
{
    int (*keypair)(uint8_t *key, uint8_t *secret, const uint8_t *seed);
    int (*sign)(
        uint8_t *signature, unsigned long long *length, const uint8_t *message,
        unsigned long long count, const uint8_t *secret);
    int (*verify)(
        const uint8_t *signature, const uint8_t *message, unsigned long long count,
        const uint8_t *key);
};

const sodium_functions &sodium();

/* Honest signatures over random messages of the given length. */
void add_honest(signature_set &set, uint32_t count, uint32_t message_bytes);

/* A buffer whose first byte is aligned to 64 bytes. */
class aligned_bytes
{
public:
    explicit aligned_bytes(size_t count) : _storage(count + 64), _count(count) {}
    uint8_t *data();
    size_t size() const { return _count; }

private:
    bytes _storage;
    size_t _count;
};

/* One launch: arguments are pointers (as uint64_t) or 32-bit values. */
struct launch_argument
{
    uint64_t value;

    launch_argument(const void *pointer) : value((uint64_t)(uintptr_t)pointer) {}
    launch_argument(uint32_t number) : value(number) {}
};

void host_launch(
    const std::string &kernel, uint32_t threads, const std::vector<launch_argument> &arguments);

/* The base table, computed once by the host build. */
const uint8_t *host_base_table();

#endif
