/** Dead letters keep the original and say what went wrong, within the room their topic has. */
import { deadLetterRow, topicRow } from '@sallyport/contracts/topics';
import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../event-log/event-log.js';
import { messageBytes } from '../event-log/plan-append.js';
import { deadLetter, deadLetterHeaders } from './dead-letter.js';

const topic = 'sallyport.traffic.v1';
const stored = (value: Uint8Array, headers: Record<string, string>): StoredMessage => {
  return { topic, partition: 4, offset: 17, timestampMs: 0, key: 'session', value, headers };
};

describe('deadLetter', () => {
  it('keeps key, bytes and headers, and adds code and position', () => {
    const letter = deadLetter(
      'session-archive',
      topic,
      stored(Buffer.from('??'), { kind: 'event' }),
      'UNREADABLE',
    );
    expect(letter).toEqual({
      key: 'session',
      value: Buffer.from('??'),
      headers: {
        kind: 'event',
        [deadLetterHeaders.code]: 'UNREADABLE',
        [deadLetterHeaders.topic]: topic,
        [deadLetterHeaders.partition]: '4',
        [deadLetterHeaders.offset]: '17',
        [deadLetterHeaders.group]: 'session-archive',
      },
    });
  });

  it('fits its topic however large the original was', () => {
    const headers = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`header-${n}`, 'x'.repeat(500)]),
    );
    const letter = deadLetter(
      'session-archive',
      topic,
      stored(Buffer.alloc(topicRow(topic).messageBytesMax - 100), headers),
      'REJECTED',
    );
    expect(messageBytes(letter)).toBeLessThanOrEqual(deadLetterRow(topic).messageBytesMax);
    expect(letter.headers[deadLetterHeaders.code]).toBe('REJECTED');
  });
});
