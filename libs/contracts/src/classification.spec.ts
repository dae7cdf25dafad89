/** Every field is classified as proto/ says, and no personal or secret value survives what a log or a SIEM is shown. */
import { fromBinary } from '@bufbuild/protobuf';
import { FieldDescriptorProto_Label, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { DescriptorProto } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { audiences, classificationOf, fieldsOf, hiddenFieldNames, mayShow } from './classification.js';
import type { Audience, MessageName, MetricLabelField } from './classification.js';
import { loggable, siemVisible } from './classification-redact.js';
import { classificationTable } from './generated/classification-table.js';
import { descriptorSetBase64 } from './generated/descriptor-set.js';
import { EventRecord } from './event-codec.js';

const messageNames = Object.keys(classificationTable) as MessageName[];

/** The classifications as the descriptors say them, read here without the table: message.field → number of the enum. */
function classificationsOfDescriptors(): Map<string, number> {
  const found = new Map<string, number>();
  const visit = (type: DescriptorProto, scope: string): void => {
    for (const field of type.field) {
      const option = field.options?.$unknown?.find((unknown) => unknown.no === 50101);
      found.set(`${scope}.${type.name}.${field.jsonName}`, option?.data[0] ?? 0);
    }
    for (const nested of type.nestedType) visit(nested, `${scope}.${type.name}`);
  };
  const set = fromBinary(FileDescriptorSetSchema, Buffer.from(descriptorSetBase64, 'base64'));
  for (const file of set.file.filter((one) => one.package.startsWith('sallyport.'))) {
    for (const type of file.messageType) visit(type, file.package);
  }
  return found;
}

const repeated = new Set(
  fromBinary(FileDescriptorSetSchema, Buffer.from(descriptorSetBase64, 'base64')).file.flatMap((file) =>
    file.messageType.flatMap((type) =>
      type.field
        .filter((field) => field.label === FieldDescriptorProto_Label.REPEATED)
        .map((field) => `${file.package}.${type.name}.${field.jsonName}`),
    ),
  ),
);

/** A random message whose every leaf is a text that names the classification of the field it is in. */
function randomMessage(name: MessageName, random: fc.GeneratorValue, depth = 0): object {
  const message: Record<string, unknown> = {};
  for (const [field, row] of Object.entries(fieldsOf(name))) {
    if (random(fc.nat, { max: 4 }) === 0 || (row.message !== undefined && depth > 6)) continue;
    const one = (): unknown => {
      if (row.message !== undefined) return randomMessage(row.message, random, depth + 1);
      const text = `<${row.classification}>${random(fc.string, { maxLength: 8 })}`;
      return random(fc.boolean) ? text : Buffer.from(text);
    };
    const value = repeated.has(`${name}.${field}`) ? [one(), one()] : one();
    if (row.oneof === undefined) message[field] = value;
    else message[row.oneof] = { $case: field, value };
  }
  return message;
}

/** The marks of all leaves that are shown, as text or in hexadecimal. */
function shows(shown: object, mark: string): boolean {
  const text = JSON.stringify(shown);
  return text.includes(mark) || text.includes(Buffer.from(mark).toString('hex'));
}

describe('the classification table', () => {
  it('has every field of every message, as the descriptors classify it', () => {
    const descriptors = classificationsOfDescriptors();
    expect(descriptors.size).toBeGreaterThan(80);
    const names = ['unspecified', 'public', 'internal', 'personal', 'secret'];
    const table = messageNames.flatMap((name) =>
      Object.entries(fieldsOf(name)).map(([field, row]) => [`${name}.${field}`, row.classification]),
    );
    expect(Object.fromEntries(table)).toEqual(
      Object.fromEntries([...descriptors].map(([field, number]) => [field, names[number]])),
    );
    expect([...descriptors.values()]).not.toContain(0);
  });

  it('treats a field it does not know as secret', () => {
    expect(classificationOf('sallyport.events.v1.Envelope', 'constructor')).toBe('secret');
    expect(mayShow('log', 'sallyport.events.v1.Envelope', 'surname')).toBe(false);
  });

  it('lets only public fields be metric labels', () => {
    expect(mayShow('metricLabel', 'sallyport.events.v1.RequestRefused', 'code')).toBe(true);
    expect(mayShow('metricLabel', 'sallyport.events.v1.Identity', 'subject')).toBe(false);
    expectTypeOf<MetricLabelField<'sallyport.events.v1.Verdict'>>().toEqualTypeOf<
      'decision' | 'reasons' | 'obligations'
    >();
  });

  it('names what logs hide everywhere', () => {
    expect([...hiddenFieldNames].sort()).toEqual(['address', 'content', 'email', 'name', 'payloads', 'salt']);
  });
});

describe('what is shown', () => {
  const cases: readonly [Audience, typeof loggable][] = [
    ['log', loggable],
    ['siem', siemVisible],
  ];

  it.each(cases)('holds nothing the audience "%s" may not see, for any message', (audience, show) => {
    const allowed: readonly string[] = audiences[audience];
    const forbidden = ['public', 'internal', 'personal', 'secret'].filter((one) => !allowed.includes(one));
    fc.assert(
      fc.property(fc.constantFrom(...messageNames), fc.gen(), (name, random) => {
        const shown = show(name, randomMessage(name, random));
        for (const classification of forbidden) expect(shows(shown, `<${classification}>`)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('shows public and internal values of a real record, digests in hexadecimal', () => {
    const record = EventRecord.fromPartial({
      envelope: {
        id: 'event-1',
        identity: { subject: 'u1', caller: { sha256: Buffer.from([1, 255]), size: 3 } },
      },
      body: { $case: 'requestRefused', value: { requestId: 'r1', code: 'NO_TOKEN', status: 401, count: 1 } },
    });
    expect(loggable('sallyport.events.v1.Record', record)).toMatchObject({
      envelope: { id: 'event-1', identity: { subject: 'u1', caller: { sha256: '01ff', size: 3 } } },
      requestRefused: { requestId: 'r1', code: 'NO_TOKEN', status: 401 },
    });
  });

  it('drops what the contract does not know', () => {
    const shown = loggable('sallyport.events.v1.Payload', { size: 1, content: Buffer.from('x'), extra: 'y' });
    expect(shown).toEqual({});
  });
});
