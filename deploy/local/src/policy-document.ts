/** The policy document of this start: the demo's with the ports in use, or the user's own, checked before anything starts. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadDocument, type LoadedDocument } from '@sallyport/policy/document/load';
import { problemText } from '@sallyport/policy/document/problem';
import { StartError } from './start-error.js';

/** What the demo's document says where this start may differ. */
const demoIssuer = 'http://127.0.0.1:7406';
const demoUpstream = 'http://127.0.0.1:7407';

export interface PolicyInUse {
  readonly file: string;
  readonly document: LoadedDocument['document'];
}

/** @throws StartError with every problem's line, column and key */
export function readPolicy(file: string): PolicyInUse {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new StartError(
      `Cannot read the policy document: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const loaded = loadDocument(bytes);
  if (loaded.kind === 'refused') {
    const lines = loaded.problems.map((problem) => `  ${problemText(file, problem)}`);
    throw new StartError(`The policy document is refused:\n${lines.join('\n')}`);
  }
  // Advice on it is the gateways' to give, here and at each reload.
  return { file, document: loaded.document };
}

/** The path by which editors find the JSON Schema, from the document's own folder. */
const schemaNamed = /^(# yaml-language-server: \$schema=)(\S+)/;

/** What the source names relative to itself, relative to the target. */
function pathFrom(target: string, source: string, named: string): string {
  const file = path.resolve(path.dirname(source), named);
  return path.relative(path.dirname(target), file).split(path.sep).join('/');
}

/** Writes the demo's document with the addresses in use to `target`. */
export function writeDemoPolicy(
  source: string,
  target: string,
  issuer: string,
  upstream: string,
): PolicyInUse {
  const text = readFileSync(source, 'utf8')
    .replaceAll(demoIssuer, issuer)
    .replaceAll(demoUpstream, upstream)
    .replace(schemaNamed, (_, before: string, schema: string) => before + pathFrom(target, source, schema));
  const unchanged = (() => {
    try {
      return readFileSync(target, 'utf8') === text;
    } catch {
      return false;
    }
  })();
  if (!unchanged) writeFileSync(target, text, { mode: 0o600 });
  return readPolicy(target);
}

/** Clients of OpenAI's API want the `/v1` in their base URL, which OpenAI's own upstream URL does not contain. */
export function baseUrlOf(
  gatewayUrl: string,
  connection: string,
  upstream: string,
  openAiUpstream: string,
): string {
  const openAi = upstream === openAiUpstream || new URL(upstream).hostname === 'api.openai.com';
  return `${gatewayUrl}/${connection}${openAi && new URL(upstream).pathname === '/' ? '/v1' : ''}`;
}
