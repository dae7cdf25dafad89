/** What can be asked of the bench on its command line. */
import { parseArgs } from 'node:util';
import { rowNames } from './targets/target.js';
import type { RowName } from './targets/target.js';

export type PartName = 'proxy' | 'detection' | 'archive' | 'log';

const partNames: readonly PartName[] = ['proxy', 'detection', 'archive', 'log'];

export interface Options {
  readonly quick: boolean;
  readonly rows: readonly RowName[];
  readonly parts: readonly PartName[];
  /** File to write all samples to. */
  readonly json?: string;
  /** Write the results into docs/performance.md. */
  readonly write: boolean;
  /** Run the gateway with a CPU profiler and show where its time goes. */
  readonly profile: boolean;
  /** Folder for spool, database and logs; its disk is what is measured. */
  readonly folder?: string;
  readonly keep: boolean;
  /** An archive consumes from each gateway's log meanwhile, on core 0. */
  readonly consumers: boolean;
  /** The gateway reads, judges and masks nothing: token, access by path and record alone. */
  readonly plain: boolean;
}

export const help = `Usage: npm run bench -- [options]

Measures the gateway against doing without it, side by side: direct, nginx, a bare Node proxy, Portkey from npm (plain, and
with its guard), the gateway with everything on (token, 50 rules, detectors, tool calls, metering, durable masked record,
shipping). Then detectors alone, the archive, and the event logs. About eleven minutes.

  --quick             one short round, about a minute; figures are rough
  --rows LIST         only these rows: ${rowNames.join(',')}
  --parts LIST        only these parts: ${partNames.join(',')}
  --profile           profile the gateway's threads and show where the time goes (the figures then suffer)
  --consumers         let an archive consume each gateway's log meanwhile, on core 0 (it then is full)
  --plain             the gateway without rules on content, masks and limits: what the rest costs
  --write             write the results into docs/performance.md
  --json FILE         write every sample into FILE
  --dir FOLDER        where spool, database and log lie: their disk counts (default: the system's temporary folder)
  --keep              leave that folder behind, with the logs of all processes
  --help              show this

Figures are medians of interleaved rounds. Rows that cannot run here are left out with a note.
`;

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

export function parseOptions(args: readonly string[]): ParsedOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        rows: { type: 'string' },
        parts: { type: 'string' },
        profile: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        json: { type: 'string' },
        dir: { type: 'string' },
        keep: { type: 'boolean', default: false },
        consumers: { type: 'boolean', default: false },
        plain: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
  if (values.help) return { kind: 'help' };
  const rows = listOf(values.rows, rowNames);
  const parts = listOf(values.parts, partNames);
  if (typeof rows === 'string') return { kind: 'wrong', why: `--rows: ${rows}` };
  if (typeof parts === 'string') return { kind: 'wrong', why: `--parts: ${parts}` };
  const { quick, write, profile, keep, consumers, plain, json, dir } = values;
  return {
    kind: 'run',
    options: {
      quick,
      write,
      profile,
      keep,
      consumers,
      plain,
      rows,
      parts,
      ...(json && { json }),
      ...(dir && { folder: dir }),
    },
  };
}

/** The members named in a comma list, in the order of `known`; a sentence when one is not known. */
function listOf<Name extends string>(
  text: string | undefined,
  known: readonly Name[],
): readonly Name[] | string {
  if (text === undefined) return known;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined) return `'${unknown}' is none of ${known.join(', ')}`;
  return known.filter((name) => names.includes(name));
}
