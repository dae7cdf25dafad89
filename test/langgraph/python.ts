/** Python with the packages of the demo's agent, in a virtual environment that is made on first use. */
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from '../harness/service-process.js';

const run = promisify(execFile);
const folder = path.join(root, '.sallyport/python');
const packages = ['langgraph', 'langchain-openai'];
/** From the package index, over a slow line. */
const installMsMax = 300_000;

/** The interpreter with the packages, or one sentence that says why there is none. */
export async function pythonWithLangGraph(): Promise<
  { readonly command: string } | { readonly why: string }
> {
  const command = path.join(folder, 'bin/python');
  const marker = path.join(folder, '.sallyport-langgraph');
  if (existsSync(marker)) return { command };
  try {
    await run('python3', ['-c', 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10)']);
  } catch {
    return { why: 'skipped: there is no Python 3.10 or newer with venv' };
  }
  await run('python3', ['-m', 'venv', folder]);
  await run(command, ['-m', 'pip', 'install', '--quiet', ...packages], { timeout: installMsMax });
  writeFileSync(marker, '');
  return { command };
}
