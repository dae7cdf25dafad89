// Reads the classification of every field from a descriptor set and writes it as a TypeScript table.
import { FieldDescriptorProto_Label, FieldDescriptorProto_Type } from '@bufbuild/protobuf/wkt';

/** Number of the option sallyport.options.v1.classification. */
const OPTION = 50101;
const NAMES = [undefined, 'public', 'internal', 'personal', 'secret'];

/** The messages of our packages, flat, by full name: `{ name, fields: [{ name, classification, message, oneof }] }`. */
export function classifiedMessages(descriptorSet) {
  const problems = [];
  const messages = descriptorSet.file
    .filter((file) => file.package.startsWith('sallyport.'))
    .flatMap((file) => file.messageType.flatMap((type) => flatten(type, file.package, problems)));
  if (problems.length > 0) {
    throw new Error(
      `fields without a classification (sallyport.options.v1.classification):\n${problems.map((one) => `  - ${one}`).join('\n')}`,
    );
  }
  if (messages.length === 0) throw new Error('no message found: nothing was classified');
  return messages.sort((left, right) => (left.name < right.name ? -1 : 1));
}

function flatten(type, scope, problems) {
  const name = `${scope}.${type.name}`;
  const fields = type.field.map((field) => {
    const classification = NAMES[optionOf(field)];
    if (classification === undefined) problems.push(`${name}.${field.name}`);
    const isMessage = field.type === FieldDescriptorProto_Type.MESSAGE;
    const oneof =
      field.proto3Optional || !Object.hasOwn(field, 'oneofIndex')
        ? undefined
        : type.oneofDecl[field.oneofIndex]?.name;
    return {
      name: field.jsonName,
      classification,
      message: isMessage ? field.typeName.slice(1) : undefined,
      repeated: field.label === FieldDescriptorProto_Label.REPEATED,
      oneof: oneof === undefined ? undefined : camelCase(oneof),
    };
  });
  return [{ name, fields }, ...type.nestedType.flatMap((inner) => flatten(inner, name, problems))];
}

/** Value of our option, which the descriptor keeps as an unknown field: a varint of one byte. */
function optionOf(field) {
  const raw = field.options?.$unknown?.find((unknown) => unknown.no === OPTION);
  return raw?.data[0] ?? 0;
}

function camelCase(name) {
  return name.replaceAll(/_([a-z])/gu, (_, letter) => letter.toUpperCase());
}

/** The table as source text. */
export function tableSource(messages) {
  const rows = messages.map(({ name, fields }) => {
    const lines = fields.map((field) => {
      const parts = [`classification: '${field.classification}'`];
      if (field.message !== undefined) parts.push(`message: '${field.message}'`);
      if (field.oneof !== undefined) parts.push(`oneof: '${field.oneof}'`);
      return `    ${field.name}: { ${parts.join(', ')} },`;
    });
    return `  '${name}': {\n${lines.join('\n')}\n  },`;
  });
  return [
    '// Generated from proto/ by `npm run generate`. DO NOT EDIT.',
    '/* eslint-disable */',
    '/** Classification of every field of every message: message, field (name in TypeScript), row. */',
    `export const classificationTable = {\n${rows.join('\n')}\n} as const;`,
    '',
  ].join('\n');
}
