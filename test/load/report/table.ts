/** Plain tables: aligned for a terminal, and as Markdown. */

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Lines below the table. */
  readonly notes: readonly string[];
}

/** Columns padded to one width; the first column to the left, figures to the right. */
export function toText(table: Table): string {
  const lines = [table.columns, ...table.rows];
  const widths = table.columns.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  const pad = (line: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = line[column] ?? '';
        return isFigure(cell) || isFigureColumn(table, column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [
    table.title,
    '',
    pad(table.columns),
    rule,
    ...table.rows.map(pad),
    ...table.notes.map((note) => `  ${note}`),
    '',
  ].join('\n');
}

export function toMarkdown(table: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = table.columns.map((_, column) => (isFigureColumn(table, column) ? '---:' : '---'));
  const notes = table.notes.length === 0 ? [] : ['', ...table.notes.map((note) => `- ${note}`)];
  return [
    `### ${table.title}`,
    '',
    line(table.columns),
    line(rule),
    ...table.rows.map(line),
    ...notes,
    '',
  ].join('\n');
}

const isFigure = (cell: string): boolean => /^[+-]?[\d ]*\d(\.\d+)?$/.test(cell);

function isFigureColumn(table: Table, column: number): boolean {
  const cells = table.rows.map((row) => row[column] ?? '').filter((cell) => cell !== '' && cell !== '-');
  return cells.length > 0 && cells.every(isFigure);
}

/** `digits` decimals, thousands parted by a space; a dash for no figure. */
export function figure(value: number | undefined, digits = 0): string {
  if (value === undefined || !Number.isFinite(value)) return '-';
  const [whole = '', rest] = value.toFixed(digits).split('.');
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ' ');
  return rest === undefined ? parted : `${parted}.${rest}`;
}

/** As `figure`, with its sign. */
export function signed(value: number, digits: number): string {
  return value > 0 ? `+${figure(value, digits)}` : figure(value, digits);
}
