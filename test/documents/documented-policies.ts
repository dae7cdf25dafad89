/** The policy documents that operators copy: those of our pages, and the demo's. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export interface DocumentedPolicy {
  /** File and line where it begins. */
  readonly at: string;
  /** Whole: as it stands, or with the rest that it leaves out. */
  readonly text: string;
}

/** What a page that shows a section alone leaves out, by the section's key. */
const REST: Readonly<Record<string, string>> = {
  version: 'version: 1',
  issuers: 'issuers: [{ name: corp, issuer: https://login.example.com/, audience: sallyport }]',
  connections: 'connections: { openai: { protocol: http, upstream: https://api.openai.com } }',
  access: "access: [{ name: all, groups: ['*'], connections: ['*'], methods: ['*'], paths: [/**] }]",
};
const BLOCK = /^(?<indent> *)```ya?ml\n(?<text>[^]*?)^ *```/gm;

export function documentedPolicies(): readonly DocumentedPolicy[] {
  const pages = ['README.md', ...below('docs').filter((file) => file.endsWith('.md'))];
  const demo = 'deploy/local/demo/sallyport.yaml';
  return [...pages.flatMap(blocksOf), { at: demo, text: read(demo) }];
}

function blocksOf(page: string): readonly DocumentedPolicy[] {
  const content = read(page);
  return Array.from(content.matchAll(BLOCK), ({ index, groups }) => {
    const { indent = '', text = '' } = groups ?? {};
    const line = content.slice(0, index).split('\n').length;
    return { at: `${page}:${line}`, text: completed(text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')) };
  });
}

/** Sections of its own stay as they are. */
function completed(text: string): string {
  const missing = Object.entries(REST).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(text));
  return [text.trimEnd(), ...missing.map(([, section]) => section), ''].join('\n');
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const below = (folder: string): readonly string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(folder, file))
    .sort();
