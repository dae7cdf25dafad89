/** The text of `--help`. */
import type { z } from 'zod';
import { fileVariable } from '../env/parse-environment.js';
import { variableTable } from '../env/variable-table.js';
import type { VariableRow } from '../env/variable-table.js';
import { exitCodes } from './exit-codes.js';

/** Name, purpose, a table of the variables with description and default, and the exit codes. */
export function usage(name: string, purpose: string, shape: z.ZodRawShape): string {
  const variables = variableTable(shape).map(
    (row) => [nameOf(row), `${row.description}${suffix(row)}`] as const,
  );
  const codes = Object.values(exitCodes).map((row) => [String(row.code), row.meaning] as const);
  return [
    `sallyport ${name}: ${purpose}`,
    [
      'Usage: node main.js [--help]   (configured by environment variables)',
      '       node main.js migrate    brings its schema up to date and ends, for services with a database',
    ].join('\n'),
    `Variables:\n${table(variables)}`,
    `Exit codes:\n${table(codes)}`,
    '',
  ].join('\n\n');
}

function nameOf(row: VariableRow): string {
  return row.secret ? `${row.name}, ${fileVariable(row.name)}` : row.name;
}

function suffix(row: VariableRow): string {
  if (row.default !== undefined) return ` [${row.default}]`;
  return row.required ? ' (required)' : '';
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
