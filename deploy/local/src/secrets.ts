/** Passwords and keys that a local start makes once and keeps in its state folder. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { loginRoles, type Passwords } from './provision/roles.js';
import { readJson } from './state-folder.js';

/** The stand-in's API key stands among the role passwords under this name. */
const llmKey = 'demo-llm';

export interface LocalSecrets {
  readonly passwords: Passwords;
  /** What the stand-in for the LLM provider accepts. */
  readonly demoLlmKey: string;
}

/** Reads the file; makes what is missing in it. */
export function openLocalSecrets(file: string): LocalSecrets {
  const found = (readJson(file) ?? {}) as Passwords;
  const names = [...loginRoles, llmKey];
  const all: Passwords = Object.fromEntries(
    names.map((name) => [name, found[name] ?? randomBytes(24).toString('base64url')]),
  );
  if (names.some((name) => found[name] === undefined)) {
    writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  }
  return { passwords: all, demoLlmKey: `sk-demo-${all[llmKey] ?? ''}` };
}
