// A stock gRPC client against the Firehose of a node.
//
//   node firehose-client.mjs follow '{"endpoints":["127.0.0.1:8546"],"until":100}'
//   node firehose-client.mjs check  '{"endpoint":"127.0.0.1:8546"}'
//   node firehose-client.mjs rate   '{"endpoint":"127.0.0.1:8546","until":1000,"rounds":5}'
//
// `follow` streams blocks and believes nothing: it holds the chain it was told of, checks every event against it, goes
// on by its last cursor when a stream ends, and prints what it saw as JSON. `check` tries whatever a client may do
// wrong, and prints the names of what was answered as it should be.
import assert from 'node:assert/strict';
import http from 'node:http';
import http2 from 'node:http2';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'src/Aether.Node/Firehose/Protos');
const files = [
  'sf/firehose/v2/firehose.proto', 'aether/firehose/v1/firehose.proto', 'grpc/health/v1/health.proto',
  'grpc/reflection/v1/reflection.proto', 'google/rpc/status.proto',
];
const definition = loader.loadSync(files, {
  includeDirs: [root], keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true, bytes: Buffer,
});
const api = grpc.loadPackageDefinition(definition);
const types = {
  block: decoder('aether.type.v1.Block'),
  refusal: decoder('aether.firehose.v1.Refusal'),
  status: decoder('google.rpc.Status'),
};

function decoder(name) {
  return bytes => definition[name].deserialize(bytes);
}

const options = { 'grpc.max_receive_message_length': 64 * 1024 * 1024 };
const connect = (Service, endpoint, more = {}) =>
  new Service(endpoint, grpc.credentials.createInsecure(), { ...options, ...more });
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const hex = bytes => `0x${Buffer.from(bytes).toString('hex')}`;

// What both interfaces say of an event, in one shape.
const shapes = {
  aether: {
    open: (endpoint, place) => {
      const client = connect(api.aether.firehose.v1.Stream, endpoint);
      return [client, client.Blocks({
        start: place.start ?? 0, cursor: place.cursor ?? '', stop: place.until, final_only: place.finalOnly ?? false,
        detail: place.detail ?? 'DETAIL_FULL',
      }, place.metadata ?? new grpc.Metadata())];
    },
    read: message => message.msg === 'event' && {
      step: message.event.step, cursor: message.event.cursor, height: message.event.block.height,
      hash: hex(message.event.block.hash), parent: hex(message.event.block.header.parent_hash),
      transactions: message.event.block.transactions.length,
    },
  },
  sf: {
    open: (endpoint, place) => {
      const client = connect(api.sf.firehose.v2.Stream, endpoint);
      return [client, client.Blocks({
        start_block_num: place.start ?? 0, cursor: place.cursor ?? '', stop_block_num: place.until,
        final_blocks_only: place.finalOnly ?? false,
      }, place.metadata ?? new grpc.Metadata())];
    },
    read: message => {
      assert.equal(message.block.type_url, 'type.googleapis.com/aether.type.v1.Block');
      const block = types.block(message.block.value);
      assert.equal(hex(block.hash), message.metadata.id);
      return {
        step: message.step, cursor: message.cursor, height: block.height, hash: hex(block.hash),
        parent: hex(block.header.parent_hash), transactions: block.transactions.length,
      };
    },
  },
};

class Chain {
  constructor(start) {
    Object.assign(this, {
      start, blocks: [], nextFinal: start, news: 0, undos: 0, finals: 0, transactions: 0, messages: 0,
    });
  }

  apply(event, finalOnly) {
    const expected = this.start + this.blocks.length;
    if (event.step === 'STEP_UNDO') {
      const last = this.blocks.pop();
      assert.equal(event.hash, last, 'undone is not the last block');
      assert.ok(event.height >= this.nextFinal, 'a final block is undone');
      this.undos++;
      return;
    }
    if (event.step === 'STEP_NEW' || finalOnly) {
      assert.equal(event.height, expected, `height ${event.height} and not ${expected}`);
      if (this.blocks.length > 0) {
        assert.equal(event.parent, this.blocks.at(-1), `the parent of block ${event.height} is another`);
      }
      this.blocks.push(event.hash);
      this.transactions += event.transactions;
      this.news++;
    }
    if (event.step === 'STEP_FINAL') {
      assert.equal(event.height, this.nextFinal, `final height ${event.height} and not ${this.nextFinal}`);
      assert.equal(event.hash, this.blocks[event.height - this.start], 'another block is final');
      this.nextFinal++;
      this.finals++;
    }
  }
}

// One call until it ends, or until the chain is at a height; says how it ended.
function stream(shape, endpoint, place, chain, stopAt) {
  return new Promise((resolve, reject) => {
    const [client, call] = shape.open(endpoint, place);
    const finish = end => {
      client.close();
      resolve(end);
    };
    let left = false;
    call.on('data', message => {
      chain.messages++;
      const event = left ? null : shape.read(message);
      if (!event) {
        return;
      }
      try {
        chain.apply(event, place.finalOnly);
      } catch (error) {
        left = true;
        call.cancel();
        reject(error);
        return;
      }
      place.cursor = event.cursor;
      if (!place.quiet && chain.blocks.length % 500 === 0 && event.step === 'STEP_NEW') {
        process.stdout.write(`at ${chain.start + chain.blocks.length}\n`);
      }
      if (chain.nextFinal > stopAt) {
        left = true;
        call.cancel();
      }
    });
    call.on('error', error => finish({ code: left ? grpc.status.OK : error.code, error }));
    call.on('end', () => finish({ code: grpc.status.OK }));
  });
}

async function follow(plan) {
  const shape = shapes[plan.service ?? 'aether'];
  const chain = new Chain(plan.start ?? 0);
  const place = {
    start: plan.start ?? 0, until: plan.until, finalOnly: plan.finalOnly, detail: plan.detail, quiet: plan.quiet,
  };
  if (plan.gzip) {
    options['grpc.default_compression_algorithm'] = 2;
  }
  const moves = [...(plan.moves ?? [])];
  const ends = {};
  const begun = process.hrtime.bigint();
  for (let at = 0; chain.nextFinal <= plan.until;) {
    const end = await stream(shape, plan.endpoints[at], place, chain, moves[0] ?? plan.until);
    if (end.code === grpc.status.OK) {
      if (chain.nextFinal > (moves[0] ?? plan.until)) {
        at += moves.shift() === undefined ? 0 : 1;
      }
      continue;
    }
    const reason = end.error.metadata?.get('aether-reason')[0];
    const name = reason ?? grpc.status[end.code];
    ends[name] = (ends[name] ?? 0) + 1;
    assert.ok(name === 'UNAVAILABLE' || name === 'ahead', `${name}: ${end.error.details}`);
    await pause(20);
  }
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  const { news, undos, finals, transactions, messages, nextFinal } = chain;
  return { news, undos, finals, transactions, messages, nextFinal, head: chain.blocks.at(-1), ends, seconds };
}

const unary = (client, method, request, more = {}) => new Promise(resolve => {
  client[method](request, more.metadata ?? new grpc.Metadata(), more.options ?? {},
    (error, value) => resolve({ code: error?.code ?? 0, error, value }));
});

// The messages of a stream up to a number, then the status it ended with, if it did.
const collect = (call, most) => new Promise(resolve => {
  const messages = [];
  call.on('data', message => {
    messages.push(message);
    if (messages.length === most) {
      resolve({ messages });
    }
  });
  call.on('error', error => resolve({ messages, code: error.code, error }));
  call.on('end', () => resolve({ messages, code: 0 }));
});

const frame = (flag, bytes) => {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, Buffer.from(bytes)]);
};

const rawCall = (endpoint, method, headers, body) => new Promise((resolve, reject) => {
  const session = http2.connect(`http://${endpoint}`);
  const call = session.request({
    ':method': 'POST', ':path': method, 'content-type': 'application/grpc', te: 'trailers', ...headers,
  });
  const result = { chunks: [] };
  call.on('response', value => (result.headers = value));
  call.on('trailers', value => (result.trailers = value));
  call.on('data', chunk => result.chunks.push(chunk));
  call.on('error', reject);
  call.on('close', () => {
    session.close();
    resolve({ ...result, body: Buffer.concat(result.chunks) });
  });
  call.end(body);
});

const checks = {
  async info({ endpoint, chainId }) {
    const sf = await unary(connect(api.sf.firehose.v2.EndpointInfo, endpoint), 'Info', {});
    assert.equal(sf.value.chain_name, chainId);
    assert.equal(sf.value.block_id_encoding, 'BLOCK_ID_ENCODING_0X_HEX');
    const own = await unary(connect(api.aether.firehose.v1.Info, endpoint), 'Get', {});
    assert.equal(own.value.chain_id, chainId);
    assert.ok(own.value.features.includes('undo') && own.value.last_final.height > 0);
  },

  async fetch({ endpoint }) {
    const client = connect(api.sf.firehose.v2.Fetch, endpoint);
    const byNumber = await unary(client, 'Block', { block_number: { num: 3 } });
    assert.equal(byNumber.value.metadata.num, 3);
    const id = byNumber.value.metadata.id;
    const byHash = await unary(client, 'Block', { block_hash_and_number: { num: 3, hash: id.slice(2) } });
    assert.deepEqual(byHash.value.block.value, byNumber.value.block.value);
    const { messages } = await collect(shapes.sf.open(endpoint, { start: 3, until: 3 })[1], 1);
    const byCursor = await unary(client, 'Block', { cursor: { cursor: messages[0].cursor } });
    assert.equal(byCursor.value.metadata.id, id);
    assert.equal((await unary(client, 'Block', { block_number: { num: 1e9 } })).code, grpc.status.NOT_FOUND);
    assert.equal((await unary(client, 'Block', { block_hash_and_number: { num: 4, hash: id } })).code,
      grpc.status.NOT_FOUND);
    assert.equal((await unary(client, 'Block', {})).code, grpc.status.INVALID_ARGUMENT);
  },

  async session({ endpoint }) {
    const client = connect(api.aether.firehose.v1.Stream, endpoint);
    const call = client.Blocks({ start: 2 });
    const { messages } = await collect(call, 3);
    call.cancel();
    assert.deepEqual(messages.map(message => message.msg), ['session', 'event', 'event']);
    const { session } = messages[0];
    assert.equal(session.resolved_start, 2);
    assert.ok(session.head.height >= session.last_final.height && session.trace_id && session.cursor);
    assert.deepEqual(messages.slice(1).map(message => message.event.step), ['STEP_NEW', 'STEP_FINAL']);
  },

  async heartbeat({ endpoint }) {
    const client = connect(api.aether.firehose.v1.Stream, endpoint);
    const call = client.Blocks({ from_head: true });
    const { messages } = await collect(call, 3);
    call.cancel();
    assert.deepEqual(messages.map(message => message.msg), ['session', 'heartbeat', 'heartbeat']);
    assert.equal(messages[1].heartbeat.lag_blocks, 0);
    assert.ok(messages[1].heartbeat.head.height > 0 && messages[1].heartbeat.cursor);
  },

  async filter({ endpoint, sender, program, transfers }) {
    const client = connect(api.aether.firehose.v1.Stream, endpoint);
    const stop = transfers.at(-1);
    const addresses = [Buffer.from(sender, 'hex')];
    const programs = [Buffer.from(program, 'hex'), Buffer.alloc(32, 9)];
    for (const filter of [{ addresses }, { programs }, { addresses, programs }]) {
      const { messages, code } = await collect(client.Blocks({ stop, filter }), Infinity);
      const events = messages.filter(message => message.msg === 'event').map(message => message.event);
      assert.equal(code, 0);
      assert.deepEqual(events.filter(event => event.step === 'STEP_FINAL').map(event => event.block.height),
        transfers);
      assert.ok(events.every(event => event.block.transactions.length === 1 && event.block.receipts.length === 1));
    }
    const nobody = { addresses: [Buffer.alloc(32, 7)], programs };
    const none = await collect(client.Blocks({ stop, filter: nobody }), Infinity);
    assert.deepEqual([none.code, none.messages.map(message => message.msg)], [0, ['session']]);
    const short = await collect(client.Blocks({ filter: { topics: [Buffer.alloc(31)] } }), Infinity);
    assert.equal(short.code, grpc.status.INVALID_ARGUMENT);
    const many = { topics: Array.from({ length: 1025 }, (_, index) => Buffer.alloc(32, index % 256)) };
    const long = await collect(client.Blocks({ filter: many }), Infinity);
    assert.equal(long.code, grpc.status.RESOURCE_EXHAUSTED);
  },

  async detail({ endpoint, transfers }) {
    const client = connect(api.aether.firehose.v1.Stream, endpoint);
    const request = { start: transfers[0], stop: transfers[0] };
    const full = await collect(client.Blocks(request), Infinity);
    const block = full.messages[1].event.block;
    assert.equal(block.transactions[0].calls.length, 1);
    assert.ok(block.transactions[0].raw.length > 100 && block.transactions[0].signers[0].length === 32);
    assert.equal(block.receipts[0].status_name, 'Success');
    assert.deepEqual(block.receipts[0].transaction_id, block.transactions[0].id);
    const light = await collect(client.Blocks({ ...request, detail: 'DETAIL_HEADER' }), Infinity);
    assert.equal(light.messages[1].event.block.transactions.length, 0);
    assert.equal(light.messages[1].event.block.transaction_count, 1);
    assert.deepEqual(light.messages[1].event.block.header, block.header);
  },

  async refusedCursors({ endpoint, cursors }) {
    for (const service of ['aether', 'sf']) {
      for (const { cursor, code, reason, restart } of cursors) {
        const { error, messages } = await collect(shapes[service].open(endpoint, { cursor })[1], Infinity);
        assert.equal(messages.length, 0, reason);
        assert.equal(grpc.status[error.code], code, `${reason}: ${error.details}`);
        assert.equal(error.metadata.get('aether-reason')[0], reason);
        assert.match(error.metadata.get('aether-oldest-block')[0], /^\d+$/);
        const status = types.status(error.metadata.get('grpc-status-details-bin')[0]);
        const refusal = types.refusal(status.details[0].value);
        assert.equal(refusal.reason.replace('REASON_', '').toLowerCase().replace('_', '-'), reason);
        assert.equal(refusal.restart_cursor !== '', restart, reason);
        assert.ok(error.details.length > 10);
      }
    }
  },

  async deadline({ endpoint }) {
    const client = connect(api.aether.firehose.v1.Stream, endpoint);
    const { messages, code } = await collect(
      client.Blocks({ from_head: true }, { deadline: Date.now() + 150 }), Infinity);
    assert.equal(code, grpc.status.DEADLINE_EXCEEDED);
    assert.equal(messages[0].msg, 'session');
  },

  async cancellation({ endpoint }) {
    const client = connect(api.aether.firehose.v1.Stream, endpoint);
    // More streams in turn than there may be at once: each cancelled one gives its place back.
    for (let index = 0; index < 40; index++) {
      const call = client.Blocks({ from_head: true });
      const first = await collect(call, 1);
      assert.equal(first.messages[0]?.msg, 'session', first.error?.details);
      const ended = new Promise(resolve => call.on('error', error => resolve(error.code)));
      call.cancel();
      assert.equal(await ended, grpc.status.CANCELLED);
      // The node hears of it after this client has.
      for (let code; index % 3 === 2 && code !== 0;) {
        ({ code } = await collect(client.Blocks({ start: 1, stop: 1 }), Infinity));
      }
    }
  },

  async limits({ endpoint }) {
    const client = connect(api.aether.firehose.v1.Stream, endpoint);
    const open = [];
    for (let index = 0; index < 4; index++) {
      const call = client.Blocks({ from_head: true });
      open.push(call);
      call.on('error', () => {});
      await new Promise(resolve => call.once('data', resolve));
    }
    const { code, error } = await collect(client.Blocks({ from_head: true }), Infinity);
    assert.equal(code, grpc.status.RESOURCE_EXHAUSTED);
    assert.match(error.details, /4/);
    open.forEach(call => call.cancel());
    // Another connection is not held up, and this one is not once its streams are gone.
    const other = connect(api.aether.firehose.v1.Stream, endpoint, { 'grpc.use_local_subchannel_pool': 1 });
    assert.equal((await collect(other.Blocks({ start: 1, stop: 1 }), Infinity)).code, 0);
  },

  async halfClose({ endpoint }) {
    const service = api.grpc.reflection.v1.ServerReflection;
    const call = connect(service, endpoint).ServerReflectionInfo();
    call.write({ list_services: '' });
    call.write({ file_containing_symbol: 'sf.firehose.v2.Stream' });
    call.write({ file_by_filename: 'aether/type/v1/block.proto' });
    call.write({ file_containing_symbol: 'no.such.Thing' });
    call.end();
    const { messages, code } = await collect(call, Infinity);
    assert.equal(code, 0);
    assert.deepEqual(messages.map(message => message.message_response), ['list_services_response',
      'file_descriptor_response', 'file_descriptor_response', 'error_response']);
    const names = messages[0].list_services_response.service.map(item => item.name);
    assert.ok(['aether.firehose.v1.Stream', 'sf.firehose.v2.Stream', 'grpc.health.v1.Health']
      .every(name => names.includes(name)), names.join());
    assert.equal(messages[1].file_descriptor_response.file_descriptor_proto.length, 3);
  },

  async gzip({ endpoint }) {
    const more = { 'grpc.default_compression_algorithm': 2 };
    const client = connect(api.sf.firehose.v2.Stream, endpoint, more);
    const packed = await collect(client.Blocks({ start_block_num: 1, stop_block_num: 20 }), Infinity);
    const plain = await collect(
      connect(api.sf.firehose.v2.Stream, endpoint).Blocks({ start_block_num: 1, stop_block_num: 20 }), Infinity);
    assert.deepEqual(packed, plain);
    assert.equal(packed.messages.length, 40);
    // The client hides what came over the wire: look without it.
    const raw = await rawCall(endpoint, '/sf.firehose.v2.Fetch/Block', { 'grpc-encoding': 'gzip' },
      frame(1, zlib.gzipSync(Buffer.from('1a020803', 'hex'))));
    assert.equal(raw.headers['grpc-encoding'], 'gzip');
    assert.equal(raw.body[0], 1);
    assert.ok(zlib.gunzipSync(raw.body.subarray(5)).includes('aether.type.v1.Block'));
    assert.equal(raw.trailers['grpc-status'], '0');
    const odd = await rawCall(endpoint, '/sf.firehose.v2.Fetch/Block', { 'grpc-encoding': 'snappy' }, frame(0, ''));
    assert.equal(odd.headers['grpc-status'], '12');
    assert.match(odd.headers['grpc-accept-encoding'], /gzip/);
  },

  async unknownMethod({ endpoint }) {
    const Service = grpc.makeGenericClientConstructor({
      Nothing: {
        path: '/sf.firehose.v2.Stream/Nothing', requestStream: false, responseStream: false,
        requestSerialize: value => value, responseDeserialize: value => value,
      },
    });
    const { code, error } = await unary(connect(Service, endpoint), 'Nothing', Buffer.alloc(0));
    assert.equal(code, grpc.status.UNIMPLEMENTED);
    assert.match(error.details, /no such method/);
  },

  async badMessages({ endpoint }) {
    const Service = grpc.makeGenericClientConstructor({
      Info: {
        path: '/aether.firehose.v1.Info/Get', requestStream: false, responseStream: false,
        requestSerialize: value => value, responseDeserialize: value => value,
      },
    });
    const client = connect(Service, endpoint);
    const large = await unary(client, 'Info', Buffer.alloc(256 * 1024 + 1));
    assert.equal(large.code, grpc.status.RESOURCE_EXHAUSTED);
    const garbled = await unary(client, 'Info', Buffer.from('ffffffffff', 'hex'));
    assert.equal(garbled.code, grpc.status.INVALID_ARGUMENT);
    const packer = connect(Service, endpoint, { 'grpc.default_compression_algorithm': 2 });
    const bomb = await unary(packer, 'Info', Buffer.alloc(64 * 1024 * 1024));
    assert.equal(bomb.code, grpc.status.RESOURCE_EXHAUSTED);
    assert.equal((await unary(client, 'Info', Buffer.alloc(0))).code, 0);
  },

  async health({ endpoint }) {
    const client = connect(api.grpc.health.v1.Health, endpoint);
    for (const service of ['', 'sf.firehose.v2.Stream']) {
      assert.equal((await unary(client, 'Check', { service })).value.status, 'SERVING');
    }
    assert.equal((await unary(client, 'Check', { service: 'none' })).code, grpc.status.NOT_FOUND);
    const watch = client.Watch({ service: '' });
    const { messages } = await collect(watch, 1);
    watch.cancel();
    assert.equal(messages[0].status, 'SERVING');
  },

  async plainHttp({ endpoint }) {
    const { status, text } = await new Promise((resolve, reject) => {
      http.get(`http://${endpoint}/`, response => {
        let text = '';
        response.on('data', chunk => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode, text }));
      }).on('error', reject);
    });
    assert.equal(status, 505);
    assert.match(text, /gRPC over HTTP\/2/);
  },

  async foreignAuthority({ endpoint }) {
    const client = connect(api.grpc.health.v1.Health, endpoint, { 'grpc.default_authority': 'evil.example' });
    assert.equal((await unary(client, 'Check', {})).code, grpc.status.PERMISSION_DENIED);
    const metadata = new grpc.Metadata();
    metadata.set('origin', 'https://evil.example');
    const origin = await unary(connect(api.grpc.health.v1.Health, endpoint), 'Check', {}, { metadata });
    assert.equal(origin.code, grpc.status.PERMISSION_DENIED);
  },
};

async function check(plan) {
  const passed = [];
  for (const [name, run] of Object.entries(checks)) {
    try {
      await run(plan);
      passed.push(name);
    } catch (error) {
      process.stderr.write(`${name}: ${error.stack}\n`);
    }
  }
  return { passed, failed: Object.keys(checks).filter(name => !passed.includes(name)) };
}

// Reads the same stored blocks in several ways, in turn, and prints the median time of each.
async function rate(plan) {
  const ways = {
    aether: { service: 'aether' }, sf: { service: 'sf' }, headers: { service: 'aether', detail: 'DETAIL_HEADER' },
    final: { service: 'aether', finalOnly: true },
  };
  const times = Object.fromEntries(Object.keys(ways).map(name => [name, []]));
  const messages = {};
  for (let round = 0; round < plan.rounds; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const result = await follow({ endpoints: [plan.endpoint], until: plan.until, quiet: true, ...way });
      assert.equal(result.finals, plan.until + 1);
      times[name].push(result.seconds);
      messages[name] = result.messages;
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => {
    const seconds = list.sort((left, right) => left - right)[list.length >> 1];
    return [name, {
      seconds, blocksPerSecond: Math.round((plan.until + 1) / seconds),
      messagesPerSecond: Math.round(messages[name] / seconds),
    }];
  }));
}

const [, , verb, text] = process.argv;
const verbs = { follow, check, rate };
const result = await verbs[verb](JSON.parse(text));
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
