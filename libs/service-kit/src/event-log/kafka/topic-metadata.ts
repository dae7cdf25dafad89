/** The message Metadata, version 10, which kafkajs does not have: the first with the id that a topic gets when it is made. */

const METADATA = 3;
const VERSION = 10;
const UUID_BYTES = 16;

/** A request and its answer, as a connection of kafkajs takes them. */
export interface Exchange<Answer extends object> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    /** An encoder of kafkajs, of which it takes the bytes. */
    encode(): Promise<{ readonly buf: Buffer; readonly buffer: Buffer }>;
  };
  readonly response: {
    decode(bytes: Buffer): Promise<Answer>;
    parse(answer: Answer): Promise<Answer>;
  };
}

export interface TopicMetadata {
  readonly clusterId: string;
  /** Kafka's error code of the topic; 0: none. */
  readonly errorCode: number;
  /** 32 hexadecimal digits, all 0 where the cluster has no ids yet. */
  readonly topicId: string;
}

/** Asks for one topic, which is not created by being asked for. */
export function topicMetadata(topic: string): Exchange<TopicMetadata> {
  const bytes = encode(topic);
  return {
    request: {
      apiKey: METADATA,
      apiVersion: VERSION,
      apiName: 'Metadata',
      encode: () => Promise.resolve({ buf: bytes, buffer: bytes }),
    },
    response: {
      decode: (answer) => Promise.resolve(decode(new CompactReader(answer))),
      parse: (answer) => Promise.resolve(answer),
    },
  };
}

/**
 * Metadata Request (Version: 10) => TAG_BUFFER(of the header) [topics] allow_auto_topic_creation
 *     include_cluster_authorized_operations include_topic_authorized_operations TAG_BUFFER
 *   topics => topic_id(UUID) name(COMPACT_NULLABLE_STRING) TAG_BUFFER
 */
function encode(topic: string): Buffer {
  const name = Buffer.from(topic);
  // Lengths are below 127, one byte each: a topic's name has 249 characters at most, ours far fewer.
  const one = Buffer.concat([Buffer.alloc(UUID_BYTES), Buffer.of(name.length + 1), name, Buffer.of(0)]);
  return Buffer.concat([Buffer.of(0, 2), one, Buffer.of(0, 0, 0, 0)]);
}

/**
 * Metadata Response (Version: 10) => TAG_BUFFER(of the header) throttle_time_ms(INT32) [brokers] cluster_id
 *     controller_id(INT32) [topics] cluster_authorized_operations(INT32) TAG_BUFFER
 *   brokers => node_id(INT32) host(COMPACT_STRING) port(INT32) rack(COMPACT_NULLABLE_STRING) TAG_BUFFER
 *   topics => error_code(INT16) name(COMPACT_NULLABLE_STRING) topic_id(UUID) …
 * What follows the one topic's id is not read.
 */
function decode(reader: CompactReader): TopicMetadata {
  reader.tags();
  reader.skip(4);
  for (let brokers = reader.length(); brokers > 0; brokers--) {
    reader.skip(4);
    reader.text();
    reader.skip(4);
    reader.text();
    reader.tags();
  }
  const clusterId = reader.text();
  reader.skip(4);
  if (reader.length() !== 1) throw new RangeError('Kafka did not answer for one topic');
  const errorCode = reader.int16();
  reader.text();
  return { clusterId, errorCode, topicId: reader.skip(UUID_BYTES).toString('hex') };
}

/** The types of Kafka's flexible messages (KIP-482). */
class CompactReader {
  #at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** @returns the bytes that were passed over */
  skip(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.bytes.length) throw new RangeError('the answer of Kafka is too short');
    const passed = this.bytes.subarray(this.#at, end);
    this.#at = end;
    return passed;
  }

  int16(): number {
    return this.skip(2).readInt16BE();
  }

  /** Seven bits a byte, the lowest first; the highest bit says that another byte follows. */
  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.skip(1).readUInt8();
      value |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
  }

  /** Length of an array or text, which is sent plus one; 0 says that there is none. */
  length(): number {
    return Math.max(0, this.varint() - 1);
  }

  text(): string {
    return this.skip(this.length()).toString();
  }

  tags(): void {
    for (let count = this.varint(); count > 0; count--) {
      this.varint();
      this.skip(this.varint());
    }
  }
}
