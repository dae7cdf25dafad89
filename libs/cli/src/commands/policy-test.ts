/** `sallyport policy test`: runs the examples that are written beside the rules of a document. */
import { pathText } from '@sallyport/policy/document/problem';
import { runExamples, type ExampleResult } from '@sallyport/policy/examples/run-example';
import { CliError } from '../cli-error.js';
import { safeLine } from '../render/safe-text.js';
import { printJson, type CommandContext } from './context.js';
import { problemLines, readPolicyFile, refusedFile } from './policy-file.js';

export interface PolicyTestOptions {
  readonly json?: boolean;
}

/** @throws CliError when the document is refused or an example does not get its verdict */
export async function policyTest(
  context: CommandContext,
  file: string,
  options: PolicyTestOptions,
): Promise<void> {
  const loaded = await readPolicyFile(context, file);
  if (loaded.kind === 'refused') {
    for (const line of problemLines(file, loaded.problems)) context.tell(line);
    throw refusedFile(loaded.problems);
  }
  const results = runExamples(loaded.document, loaded.version);
  const failed = results.filter(({ differences }) => differences.length > 0);
  if (options.json === true) {
    await printJson(context, results.map(resultView));
  } else {
    for (const result of results) {
      const { line, column } = loaded.problemAt(result.path, '');
      await context.print(resultText(result, `${file}:${line}:${column}`, context));
    }
    await context.print(
      results.length === 0
        ? 'There are no examples in this document.'
        : `${results.length - failed.length} of ${results.length} examples get their verdict`,
    );
  }
  if (failed.length > 0) {
    const many = failed.length === 1 ? 'One example does' : `${failed.length} examples do`;
    throw new CliError('invalid', `${many} not get the expected verdict.`);
  }
}

function resultText(result: ExampleResult, place: string, { colours }: CommandContext): string {
  const { name, rule, verdict, differences } = result;
  const title = [rule, name]
    .filter((word) => word !== '')
    .map(safeLine)
    .join(': ');
  const by = verdict.rule === '' ? '' : ` by ${safeLine(verdict.rule)}`;
  const said = `${verdict.decision}${by} (${verdict.reasons.join(', ')})`;
  if (differences.length === 0) return `${colours.good('ok  ')}  ${title}  ${colours.faint(said)}`.trimEnd();
  return [
    `${colours.bad('FAIL')}  ${place}: ${title}`,
    ...differences.map((one) => `      ${safeLine(one)}`),
  ].join('\n');
}

const resultView = ({ path, rule, name, verdict, differences }: ExampleResult) => ({
  at: pathText(path),
  rule,
  name,
  passed: differences.length === 0,
  differences,
  verdict,
});
