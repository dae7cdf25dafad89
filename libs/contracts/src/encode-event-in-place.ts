/** Encodes an event straight into a batch: the same bytes as `encodeEvent`, at a fraction of its cost. */
import { ContractError, EventRecord } from './event-codec.js';
import { Identity, SessionBasis, Source } from './generated/sallyport/events/v1/envelope.js';
import type { Envelope } from './generated/sallyport/events/v1/envelope.js';
import { Payload } from './generated/sallyport/events/v1/payload.js';
import { InPlaceWriter, NoRoomError } from './in-place-writer.js';
import { eventBytesMax, recordBytesMax } from './topics.js';

/** Free bytes a message may need while it is encoded: strings reserve three bytes for each character. */
export const eventRoomBytes = eventBytesMax + 4 * recordBytesMax;

/** Sub-messages larger than this are not kept: a cache entry must stay small against what it belongs to. */
const CACHED_BYTES_MAX = 4096;

const encodeIdentity = (identity: Identity, writer: InPlaceWriter): unknown =>
  Identity.encode(identity, writer);
const encodeSource = (source: Source, writer: InPlaceWriter): unknown => Source.encode(source, writer);

/**
 * Makes an encoder. The encoded bytes of an `Identity` and of a `Source` are kept for as long as the object lives, so
 * callers that use one frozen object per caller pay for it once; an object must not change after its first use.
 */
export function eventEncoder(): EncodeEventInPlace {
  const writer = new InPlaceWriter();
  const scratch = new InPlaceWriter(new Uint8Array(eventRoomBytes));
  const identities = new WeakMap<Identity, Uint8Array>();
  const sources = new WeakMap<Source, Uint8Array>();

  function cached<T extends object>(
    cache: WeakMap<T, Uint8Array>,
    value: T,
    encode: (value: T, writer: InPlaceWriter) => unknown,
  ): Uint8Array {
    const known = cache.get(value);
    if (known !== undefined) return known;
    scratch.position = 0;
    encode(value, scratch);
    const bytes = scratch.finish();
    if (bytes.length <= CACHED_BYTES_MAX) cache.set(value, bytes);
    return bytes;
  }

  /** The fields in the order of their numbers, as the generated encoder writes them. */
  function writeEnvelope(envelope: Envelope): void {
    if (envelope.id !== '') writer.uint32(10).string(envelope.id);
    if (envelope.timeUs !== 0) writer.uint32(16).int64(envelope.timeUs);
    if (envelope.schemaVersion !== 0) writer.uint32(24).uint32(envelope.schemaVersion);
    if (envelope.session !== '') writer.uint32(34).string(envelope.session);
    if (envelope.sessionBasis !== SessionBasis.UNSPECIFIED) writer.uint32(40).int32(envelope.sessionBasis);
    if (envelope.producer !== undefined) {
      writer.uint32(50).fork();
      if (envelope.producer.replica !== '') writer.uint32(10).string(envelope.producer.replica);
      if (envelope.producer.bootEpoch !== '') writer.uint32(18).string(envelope.producer.bootEpoch);
      if (envelope.producer.sequence !== 0) writer.uint32(24).uint64(envelope.producer.sequence);
      writer.join();
    }
    if (envelope.identity !== undefined) {
      writer.uint32(58).bytes(cached(identities, envelope.identity, encodeIdentity));
    }
    if (envelope.connection !== '') writer.uint32(66).string(envelope.connection);
    if (envelope.source !== undefined)
      writer.uint32(74).bytes(cached(sources, envelope.source, encodeSource));
    if (envelope.traceparent !== '') writer.uint32(82).string(envelope.traceparent);
    if (envelope.tracestate !== '') writer.uint32(90).string(envelope.tracestate);
    if (envelope.policyVersion !== '') writer.uint32(98).string(envelope.policyVersion);
  }

  return (memory, position, record, payloads) => {
    writer.target(memory, position);
    try {
      writer.uint32(10).forkWide();
      const start = writer.position;
      if (record.envelope !== undefined) {
        writer.uint32(10).forkWide();
        writeEnvelope(record.envelope);
        writer.join();
      }
      if (record.body !== undefined) EventRecord.encode({ envelope: undefined, body: record.body }, writer);
      const recordBytes = writer.position - start;
      if (recordBytes > recordBytesMax) {
        throw new ContractError(
          'RECORD_TOO_LARGE',
          `record of ${recordBytes} bytes exceeds ${recordBytesMax}`,
        );
      }
      writer.join();
      for (const payload of payloads) {
        writer.uint32(18).forkWide();
        Payload.encode(payload, writer);
        writer.join();
      }
    } catch (error) {
      if (!(error instanceof NoRoomError)) throw error;
      throw new ContractError('MESSAGE_TOO_LARGE', `event exceeds ${eventBytesMax} bytes`, { cause: error });
    }
    const bytes = writer.position - position;
    if (bytes > eventBytesMax) {
      throw new ContractError('MESSAGE_TOO_LARGE', `event of ${bytes} bytes exceeds ${eventBytesMax}`);
    }
    return writer.position;
  };
}

/**
 * Encodes into `memory` from `position`, where at least `eventRoomBytes` are free, and returns the position behind it.
 * @throws ContractError RECORD_TOO_LARGE, MESSAGE_TOO_LARGE; what lies from `position` on is then without meaning.
 */
export type EncodeEventInPlace = (
  memory: Uint8Array,
  position: number,
  record: EventRecord,
  payloads: readonly Payload[],
) => number;
