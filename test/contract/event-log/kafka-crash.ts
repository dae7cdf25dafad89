/** What kafkajs gives up on for good must be told at once, and tried again by us. */
import { randomUUID } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import type { KafkaRig } from './kafka-rig.js';

const topic = 'sallyport.checkpoints.v1';
const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;

const zstd = () => ({
  compress: (encoder: { readonly buffer: Buffer }) => Promise.resolve(zstdCompressSync(encoder.buffer)),
  decompress: (bytes: Buffer) => Promise.resolve(zstdDecompressSync(bytes)),
});
/** kafkajs's own way of saying that a codec is not there: an error that it does not try again after. */
const missing = CompressionCodecs[CompressionTypes.ZSTD];

export function describeCrash(theRig: () => KafkaRig): void {
  describe('a consumer that crashes for good', () => {
    it('turns its problem on, is started again, and turns it off', async () => {
      const rig = theRig();
      CompressionCodecs[CompressionTypes.ZSTD] = zstd;
      const producer = new Kafka({
        brokers: [...rig.brokers],
        clientId: 'packer',
        logLevel: logLevel.NOTHING,
      }).producer();
      await producer.connect();
      const messages = [{ key: 'log', value: 'packed', partition: 0 }];
      await producer.send({ topic, compression: CompressionTypes.ZSTD, messages });
      await producer.disconnect();
      CompressionCodecs[CompressionTypes.ZSTD] = missing;
      const reader = await collect(rig.open(), randomUUID(), topic);
      const said = await until('the problem', 15_000, () => reader.consumer.problem());
      expect(said).toContain('consumer crashed');
      CompressionCodecs[CompressionTypes.ZSTD] = zstd;
      await until('the message', 30_000, () => reader.textsOf('log').length === 1);
      expect(reader.consumer.problem()).toBeUndefined();
      await reader.consumer.stop();
    });
  });
}
