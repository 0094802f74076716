/*
 * The kernels of the host build: published vectors, edge cases, a differential against libsodium,
 * and the equality of batch and individual verdicts.
 */
#include <cstdio>
#include <cstring>
#include <sstream>

#include "edge_cases.h"
#include "test_support.h"

static const char *const s_variants[] = {"portable", "carry"};

static std::vector<uint8_t> individual(const signature_set &set, const std::string &variant)
{
    aligned_bytes items(set.items.size());
    std::memcpy(items.data(), set.items.data(), set.items.size());
    std::vector<uint8_t> verdicts(set.count() + 1, 0xa5);
    host_launch(
        "aether_ed25519_verify_" + variant, set.count(),
        {items.data(), set.messages.data(), set.ends.data(), set.count(), verdicts.data(),
         host_base_table()});
    CHECK(verdicts[set.count()] == 0xa5, "a surplus thread wrote");
    verdicts.pop_back();
    return verdicts;
}

static void expect_individual(const signature_set &set, const std::string &name)
{
    for (const char *variant : s_variants)
    {
        std::vector<uint8_t> verdicts = individual(set, variant);
        for (uint32_t i = 0; i < set.count(); i++)
        {
            std::ostringstream what;
            what << name << " " << i << " by " << variant;
            CHECK(verdicts[i] == set.expected[i], what.str());
        }
    }
}

struct batch_result
{
    std::vector<uint8_t> decoded;
    uint8_t holds;
};

static batch_result batch(const signature_set &set, const std::string &variant)
{
    uint32_t n = set.count();
    aligned_bytes items(set.items.size());
    std::memcpy(items.data(), set.items.data(), set.items.size());
    aligned_bytes coefficients((size_t)AETHER_GPU_COEFFICIENT_BYTES * n);
    fill_random(coefficients.data(), coefficients.size());
    aligned_bytes scratch(AETHER_GPU_BATCH_SCRATCH_BYTES(n));
    std::memset(scratch.data(), 0x5a, scratch.size());
    batch_result result = {std::vector<uint8_t>(n), 0xa5};
    const std::string prefix = "aether_ed25519_batch_";
    void *s = scratch.data();
    host_launch(prefix + "clear", AETHER_GPU_BATCH_CLEAR_THREADS, {s});
    host_launch(
        prefix + "prepare_" + variant, n,
        {items.data(), set.messages.data(), set.ends.data(), coefficients.data(), n,
         result.decoded.data(), s});
    host_launch(prefix + "allocate", AETHER_GPU_BATCH_ALLOCATE_THREADS, {s});
    host_launch(prefix + "order", AETHER_GPU_BATCH_BUCKETS, {s});
    host_launch(prefix + "scatter", n, {coefficients.data(), result.decoded.data(), n, s});
    host_launch(prefix + "sum_" + variant, AETHER_GPU_BATCH_BUCKETS, {n, s});
    host_launch(prefix + "reduce_" + variant, AETHER_GPU_BATCH_REDUCE_THREADS, {s});
    host_launch(prefix + "fold_" + variant, AETHER_GPU_BATCH_FOLD0_THREADS, {s, 0u});
    host_launch(prefix + "fold_" + variant, AETHER_GPU_BATCH_FOLD1_THREADS, {s, 1u});
    host_launch(prefix + "finish_" + variant, 1, {s, host_base_table(), &result.holds});
    return result;
}

/* The equation holds exactly where every decoded item is valid by itself, and every item that is
   valid by itself is decoded. */
static void expect_batch(const signature_set &set, const char *variant, const std::string &name)
{
    batch_result result = batch(set, variant);
    uint8_t expected = 1;
    for (uint32_t i = 0; i < set.count(); i++)
    {
        expected &= result.decoded[i] == 0 || set.expected[i] != 0 ? 1 : 0;
        CHECK(result.decoded[i] == 1 || (result.decoded[i] == 0 && set.expected[i] == 0),
              name + ": a valid item was not decoded");
    }

    CHECK(result.holds == expected, name + ": the equation by " + variant);
}

static signature_set edge_set()
{
    signature_set set;
    for (const edge_case &test : edge_cases)
    {
        bytes signature = from_hex(std::string(test.r) + test.s);
        set.add(from_hex(test.key), signature, from_hex(test.message), test.is_valid);
    }

    return set;
}

static bool add_rfc8032(signature_set &set)
{
    std::string text;
    if (!read_vectors("ed25519/rfc8032_ed25519.json", text))
    {
        return false;
    }

    std::vector<std::string> keys = json_strings(text, "public_key");
    std::vector<std::string> messages = json_strings(text, "message");
    std::vector<std::string> signatures = json_strings(text, "signature");
    CHECK(keys.size() == 5 && messages.size() == 5 && signatures.size() == 5, "RFC 8032 vectors");
    for (size_t i = 0; i < keys.size(); i++)
    {
        set.add(from_hex(keys[i]), from_hex(signatures[i]), from_hex(messages[i]), true);
    }

    return true;
}

static bool add_sign_input(signature_set &set)
{
    std::string text;
    if (!read_vectors("ed25519/sign_input_vectors.txt", text))
    {
        return false;
    }

    std::istringstream lines(text);
    uint32_t before = set.count();
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream fields(line);
        std::string secret, key, message, signed_message;
        std::getline(fields, secret, ':');
        std::getline(fields, key, ':');
        std::getline(fields, message, ':');
        std::getline(fields, signed_message, ':');
        set.add(from_hex(key), from_hex(signed_message.substr(0, 128)), from_hex(message), true);
    }

    CHECK(set.count() - before == 128, "sign.input vectors");
    return true;
}

static bool add_small_order(signature_set &set)
{
    std::string text;
    if (!read_vectors("ed25519/zip215_small_order_196.json", text))
    {
        return false;
    }

    std::vector<std::string> keys = json_strings(text, "vk");
    std::vector<std::string> signatures = json_strings(text, "sig");
    CHECK(keys.size() == 196 && signatures.size() == 196, "ZIP-215 vectors");
    const std::string message = "Zcash";
    for (size_t i = 0; i < keys.size(); i++)
    {
        bytes content(message.begin(), message.end());
        set.add(from_hex(keys[i]), from_hex(signatures[i]), content, true);
    }

    return true;
}

static void test_vectors()
{
    signature_set published;
    signature_set small_order;
    if (!add_rfc8032(published) || !add_sign_input(published) || !add_small_order(small_order))
    {
        std::printf("no published vectors here: set AETHER_VECTORS\n");
        return;
    }

    expect_individual(published, "published");
    expect_individual(small_order, "small order");
    signature_set all = published;
    signature_set edges = edge_set();
    for (uint32_t i = 0; i < small_order.count(); i++)
    {
        all.add_from(small_order, i);
    }

    for (uint32_t i = 0; i < edges.count(); i++)
    {
        if (edges.expected[i] != 0)
        {
            all.add_from(edges, i);
        }
    }

    for (const char *variant : s_variants)
    {
        expect_batch(all, variant, "published, small order and valid edge cases");
    }
}

static void test_edge_cases()
{
    signature_set edges = edge_set();
    expect_individual(edges, "edge case");

    // The invalid ones fail to decode (S >= L) or fail the equation; either way the rule agrees.
    expect_batch(edges, "carry", "edge cases");
}

/* Lengths around every boundary of SHA-512's blocks. */
static void test_message_lengths()
{
    signature_set set;
    for (uint32_t length = 0; length < 330; length += length % 64 > 40 && length % 64 < 60 ? 1 : 5)
    {
        add_honest(set, 1, length);
    }

    for (uint32_t length : {47u, 48u, 63u, 64u, 65u, 175u, 176u, 1232u, 5000u})
    {
        add_honest(set, 1, length);
    }

    expect_individual(set, "message length");
}

/* Flips one bit of a signature, key or message; libsodium gives the verdict. */
static void test_tampered()
{
    signature_set set;
    for (int i = 0; i < 300; i++)
    {
        signature_set one;
        add_honest(one, 1, 1 + (uint32_t)(next_random() % 200));
        uint64_t target = next_random() % 4;
        bytes &bits = target == 3 ? one.messages : one.items;
        uint64_t bit = next_random() % (8 * bits.size());
        bits[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        const uint8_t *item = one.items.data();
        int result =
            sodium().verify(item + 32, one.messages.data(), one.messages.size(), item);
        one.expected[0] = result == 0 ? 1 : 0;
        set.add_from(one, 0);
    }

    expect_individual(set, "tampered");
}

static void test_message_ranges()
{
    signature_set set;
    add_honest(set, 3, 20);
    set.ends[1] = 5;
    set.expected = {1, 0, 0};
    expect_individual(set, "a range that runs backwards");
    expect_batch(set, "portable", "a range that runs backwards");
}

/* The same point added to itself and its opposite in one bucket, many times over. */
static void test_repeated_items()
{
    signature_set one;
    signature_set set;
    add_honest(one, 1, 33);
    for (int i = 0; i < 300; i++)
    {
        set.add_from(one, 0);
    }

    expect_batch(set, "carry", "repeated items");
}

static void test_batches()
{
    for (uint32_t n : {1u, 2u, 127u, 129u})
    {
        signature_set set;
        add_honest(set, n, 64);
        expect_batch(set, n % 2 == 0 ? "portable" : "carry", "honest batch");
        set.items[AETHER_GPU_ITEM_BYTES * (n - 1) + 64] ^= 1;
        set.expected[n - 1] = 0;
        expect_batch(set, n % 2 == 0 ? "portable" : "carry", "batch with one bad S");
    }

    // Valid edge cases and undecodable items among honest ones: the equation must still hold.
    signature_set mixed;
    signature_set edges = edge_set();
    for (uint32_t i = 0; i < edges.count(); i++)
    {
        add_honest(mixed, 5, 10 * i);
        if (edges.expected[i] != 0)
        {
            mixed.add_from(edges, i);
        }
    }

    add_honest(mixed, 1, 7);
    std::memset(&mixed.items[mixed.items.size() - 32], 0xff, 32);
    mixed.expected.back() = 0;
    batch_result result = batch(mixed, "carry");
    CHECK(result.holds == 1 && result.decoded.back() == 0, "undecodable items stay out");
    expect_batch(mixed, "portable", "mixed batch");
}

static void test_contract()
{
    CHECK(aether_gpu_host_run("aether_nothing", 1, 1, nullptr) == -1, "an unknown kernel");
    CHECK(aether_gpu_host_has("aether_nothing") == 0, "an unknown kernel");
    CHECK(aether_gpu_host_has("aether_ed25519_verify_carry") == 1, "a known kernel");
    CHECK(AETHER_GPU_BATCH_FOLD1_THREADS == AETHER_GPU_BATCH_WINDOWS, "folds end at windows");
    CHECK(AETHER_GPU_BATCH_POINTS % 16 == 0, "alignment of the points");
    CHECK(AETHER_GPU_BATCH_BASE_SUMS % 8 == 0, "alignment of the sums");

    std::vector<uint64_t> integers(AETHER_GPU_BLOCK);
    std::vector<double> doubles(AETHER_GPU_BLOCK);
    host_launch("aether_gpu_issue_rate_imad", AETHER_GPU_BLOCK, {integers.data(), 2u});
    host_launch("aether_gpu_issue_rate_dfma", AETHER_GPU_BLOCK, {doubles.data(), 2u});
    CHECK(integers[5] != 0 && doubles[5] > 36.0, "issue rate kernels compute");
}

int main()
{
    test_contract();
    test_edge_cases();
    test_vectors();
    test_message_lengths();
    test_tampered();
    test_message_ranges();
    test_repeated_items();
    test_batches();
    return finish_tests();
}
