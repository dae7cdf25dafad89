/** `sallyport policy check`: whether a document would be taken, and what it may not mean. */
import { printJson, type CommandContext } from './context.js';
import { problemLines, readPolicyFile, refusedFile } from './policy-file.js';

export interface PolicyCheckOptions {
  readonly json?: boolean;
}

/** @throws CliError when the document is refused */
export async function policyCheck(
  context: CommandContext,
  file: string,
  options: PolicyCheckOptions,
): Promise<void> {
  const loaded = await readPolicyFile(context, file);
  if (loaded.kind === 'refused') {
    if (options.json === true) {
      await printJson(
        context,
        loaded.problems.map((problem) => ({ kind: 'problem', ...problem })),
      );
    } else {
      for (const line of problemLines(file, loaded.problems)) await context.print(line);
    }
    throw refusedFile(loaded.problems);
  }
  const { document, version, advice } = loaded;
  if (options.json === true) {
    await printJson(context, [
      { kind: 'document', version },
      ...advice.map((one) => ({ kind: 'advice', ...one })),
    ]);
    return;
  }
  for (const line of problemLines(file, advice)) await context.print(context.colours.waiting(line));
  const counts = [
    counted(Object.keys(document.connections).length, 'connection'),
    counted(document.access.length, 'access rule'),
    counted(document.rules.length + document.prompts.length, 'rule'),
    counted(document.limits.length, 'limit'),
  ];
  await context.print(`${context.colours.good('good')}: ${counts.join(', ')}; version ${version}`);
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
