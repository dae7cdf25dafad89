/** Every field is classified as proto/ says, and what an audience may see follows from that alone. */
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { DescriptorProto } from '@bufbuild/protobuf/wkt';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { classificationOf, fieldsOf, hiddenFieldNames, mayShow, messageNames } from './classification.js';
import type { Audience, FieldWith, Showable } from './classification.js';
import { descriptorSetBase64 } from './generated/descriptor-set.js';

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

  it.each<[Audience, readonly string[]]>([
    ['metricLabel', ['public']],
    ['log', ['public', 'internal']],
    ['siem', ['public', 'internal', 'personal']],
  ])('shows the audience "%s" fields of these classifications and no others: %j', (audience, allowed) => {
    const shown = messageNames.flatMap((name) =>
      Object.entries(fieldsOf(name))
        .filter(([field]) => mayShow(audience, name, field))
        .map(([, row]) => row.classification),
    );
    expect([...new Set(shown)].sort()).toEqual([...allowed].sort());
  });

  it('says the same to the compiler', () => {
    expectTypeOf<FieldWith<'sallyport.events.v1.Verdict', Showable<'metricLabel'>>>().toEqualTypeOf<
      'decision' | 'reasons' | 'obligations'
    >();
    expectTypeOf<FieldWith<'sallyport.events.v1.CallerDetails', Showable<'log'>>>().toBeNever();
  });

  it('names what logs hide everywhere', () => {
    expect([...hiddenFieldNames].sort()).toEqual([
      'address',
      'content',
      'email',
      'name',
      'payloads',
      'said',
      'salt',
    ]);
  });
});
