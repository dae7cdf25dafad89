// The generators that are compared, each as a pair of functions on the same event. Generated code goes to `folder`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { payloads, record } from './sample-event.mjs';

const FILE = 'sallyport/events/v1/event';
const { requestReceived, ...rest } = record;

/** What is in use: ts-proto, as it is checked in and built. */
export async function tsProto() {
  const { EventMessage, Record } = await import(`@sallyport/contracts/generated/${FILE}`);
  const message = Record.fromPartial({ ...rest, body: { $case: 'requestReceived', value: requestReceived } });
  return {
    encode: () => EventMessage.encode({ record: Record.encode(message).finish(), payloads }).finish(),
    decode: (bytes) => Record.decode(EventMessage.decode(bytes).record),
    subjectOf: (decoded) => decoded.envelope.identity.subject,
  };
}

/** The same generated code with the gateway's own writer, straight into a batch; identities are encoded once. */
export async function tsProtoInPlace() {
  const { Record } = await import(`@sallyport/contracts/generated/${FILE}`);
  const { eventEncoder, eventRoomBytes } = await import('@sallyport/contracts/encode-event-in-place');
  const { decode, subjectOf } = await tsProto();
  const encode = eventEncoder();
  const memory = Buffer.alloc(2 * eventRoomBytes);
  const message = Record.fromPartial({ ...rest, body: { $case: 'requestReceived', value: requestReceived } });
  return { encode: () => memory.subarray(0, encode(memory, 0, message, payloads)), decode, subjectOf };
}

/** protoc-gen-es, whose messages are encoded by reflection at run time. */
export async function protobufEs(root, folder) {
  generateEs(root, folder);
  const { create, fromBinary, toBinary } = await import('@bufbuild/protobuf');
  const { EventMessageSchema, RecordSchema } = await import(
    pathToFileURL(join(folder, `${FILE}_pb.js`)).href
  );
  const { envelope } = rest;
  const message = create(RecordSchema, {
    // 64-bit numbers are bigint here.
    envelope: {
      ...envelope,
      timeUs: BigInt(envelope.timeUs),
      producer: { ...envelope.producer, sequence: BigInt(envelope.producer.sequence) },
    },
    body: {
      case: 'requestReceived',
      value: {
        ...requestReceived,
        body: { ...requestReceived.body, size: BigInt(requestReceived.body.size) },
      },
    },
  });
  return {
    encode: () =>
      toBinary(
        EventMessageSchema,
        create(EventMessageSchema, { record: toBinary(RecordSchema, message), payloads }),
      ),
    decode: (bytes) => fromBinary(RecordSchema, fromBinary(EventMessageSchema, bytes).record),
    subjectOf: (decoded) => decoded.envelope.identity.subject,
  };
}

function generateEs(root, folder) {
  const plugin = {
    local: 'protoc-gen-es',
    out: folder,
    opt: ['target=js', 'import_extension=js'],
    include_imports: true,
  };
  const template = JSON.stringify({ version: 'v2', plugins: [plugin] });
  const run = spawnSync(join(root, 'node_modules/.bin/buf'), ['generate', '--template', template], {
    cwd: join(root, 'proto'),
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}` },
  });
  if (run.status !== 0) throw new Error(`protoc-gen-es failed: ${run.stderr?.toString()}`);
}

/** protobufjs, which compiles encoders from the descriptors when it is first used. */
export async function protobufJs(root) {
  const { default: protobuf } = await import('protobufjs');
  const schema = new protobuf.Root();
  schema.resolvePath = (_origin, target) =>
    join(root, target.startsWith('google/') ? 'node_modules/protobufjs' : 'proto', target);
  await schema.load(`${FILE}.proto`);
  const Message = schema.lookupType('sallyport.events.v1.EventMessage');
  const Record = schema.lookupType('sallyport.events.v1.Record');
  const message = Record.fromObject(record);
  return {
    encode: () =>
      Message.encode(Message.fromObject({ record: Record.encode(message).finish(), payloads })).finish(),
    decode: (bytes) => Record.decode(Message.decode(bytes).record),
    subjectOf: (decoded) => decoded.envelope.identity.subject,
  };
}
