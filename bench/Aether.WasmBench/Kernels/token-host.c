/*
 * The token of src/docs/contracts with its host in the module: balances in a table, and run(n), which makes n
 * transfers. Both engines run all of it, so that only they are compared.
 */
enum { HOLDERS = 256, INPUT = 48 };

static uint8_t balances[HOLDERS][16];
static uint8_t input[INPUT];
static uint8_t caller;
static uint32_t events;

int32_t ae_host_input_size(void) { return INPUT; }

int32_t ae_host_input_read(void *out, uint32_t capacity)
{
    for (uint32_t i = 0; i < INPUT && i < capacity; i++) {
        ((uint8_t *)out)[i] = input[i];
    }
    return INPUT;
}

void ae_host_caller(void *out)
{
    uint8_t *id = out;
    for (uint32_t i = 0; i < 32; i++) {
        id[i] = 0;
    }
    id[0] = caller;
}

/* A balance has the key "b" and its holder. */
int32_t ae_host_storage_read(const void *key, uint32_t key_length, void *out, uint32_t capacity)
{
    const uint8_t *balance = balances[((const uint8_t *)key)[key_length - 32]];
    for (uint32_t i = 0; i < 16 && i < capacity; i++) {
        ((uint8_t *)out)[i] = balance[i];
    }
    return 16;
}

void ae_host_storage_write(const void *key, uint32_t key_length, const void *value, uint32_t value_length)
{
    uint8_t *balance = balances[((const uint8_t *)key)[key_length - 32]];
    for (uint32_t i = 0; i < 16; i++) {
        balance[i] = i < value_length ? ((const uint8_t *)value)[i] : 0;
    }
}

int32_t ae_host_storage_remove(const void *key, uint32_t key_length)
{
    (void)key, (void)key_length;
    return 0;
}

void ae_host_emit(const void *topics, uint32_t topic_count, const void *data, uint32_t data_length)
{
    (void)topics;
    events += topic_count + ((const uint8_t *)data)[data_length - 1];
}

void ae_host_return(const void *data, uint32_t length) { (void)data, (void)length; }

void ae_host_abort(uint32_t code, const void *data, uint32_t length)
{
    (void)code, (void)data, (void)length;
    __builtin_trap();
}

__attribute__((export_name("run"))) int32_t run(int32_t n)
{
    events = 0;
    for (int32_t i = 0; i < HOLDERS; i++) {
        for (int32_t j = 0; j < 16; j++) {
            balances[i][j] = j == 3;
        }
    }
    for (int32_t i = 0; i < n; i++) {
        caller = (uint8_t)i;
        input[0] = (uint8_t)(7 * i + 1);
        input[32] = (uint8_t)(1 + (i & 3));
        transfer();
    }
    uint32_t sum = events;
    for (int32_t i = 0; i < HOLDERS; i++) {
        sum = 31 * sum + balances[i][0];
    }
    return (int32_t)sum;
}
