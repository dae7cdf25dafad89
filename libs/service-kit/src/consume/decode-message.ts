/** Turns messages into events, by topic. A topic whose messages have no decoder here cannot be consumed. */
import {
  ContractError,
  decodeEvent,
  type ContractErrorCode,
  type DecodedEvent,
} from '@sallyport/contracts/event-codec';
import type { TopicName } from '@sallyport/contracts/topics';
import type { StoredMessage } from '../event-log/event-log.js';

export type Decoded =
  | { readonly kind: 'event'; readonly id: string; readonly event: DecodedEvent }
  | { readonly kind: 'poison'; readonly code: ContractErrorCode };

const decoders: Partial<Record<TopicName, (value: Uint8Array) => DecodedEvent>> = {
  'sallyport.traffic.v1': decodeEvent,
  'sallyport.decisions.v1': decodeEvent,
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function hasDecoder(topic: TopicName): boolean {
  return decoders[topic] !== undefined;
}

export function decodeMessage(topic: TopicName, message: StoredMessage): Decoded {
  const decode = decoders[topic];
  if (decode === undefined) throw new Error(`messages of ${topic} have no decoder`);
  try {
    const event = decode(message.value);
    const id = event.record.envelope?.id ?? '';
    // The inbox keeps ids as UUIDs; anything else cannot be told from an earlier delivery.
    return UUID.test(id) ? { kind: 'event', id, event } : { kind: 'poison', code: 'UNREADABLE' };
  } catch (error) {
    if (error instanceof ContractError) return { kind: 'poison', code: error.code };
    throw error;
  }
}
