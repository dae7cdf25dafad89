/** What `--help` and the parser know of a variable beyond its schema: description, default, whether it is a secret. */
import { z } from 'zod';

export interface VariableRow {
  readonly name: string;
  readonly description: string;
  /** As it would be typed; absent when there is none. */
  readonly default: string | undefined;
  readonly required: boolean;
  readonly secret: boolean;
}

/** Reads the rows from a shape; a variable without a description is a defect of the definition. */
export function variableTable(shape: z.ZodRawShape): readonly VariableRow[] {
  const schema = z.toJSONSchema(z.object(shape), { io: 'input', unrepresentable: 'any' });
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => {
    if (typeof property === 'boolean' || property.description === undefined) {
      throw new TypeError(`variable ${name} has no description: add .describe()`);
    }
    return {
      name,
      description: property.description,
      default: textOf(property.default),
      required: required.has(name),
      secret: 'secret' in property && property['secret'] === true,
    };
  });
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
