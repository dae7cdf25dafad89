/** How a service is started: its built script, and the flags for Node that its package asks for (`sallyport.nodeFlags`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ServiceName } from '@sallyport/contracts/topics';

export interface ServiceCommand {
  readonly script: string;
  /** Arguments for Node itself, before the script. */
  readonly nodeFlags: readonly string[];
}

/** @param root the repository or the image, in which `services/` lies. */
export function serviceCommand(root: string, service: ServiceName): ServiceCommand {
  const folder = path.join(root, 'services', service);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    readonly sallyport?: { readonly nodeFlags?: readonly string[] };
  };
  return { script: path.join(folder, 'dist', 'main.js'), nodeFlags: manifest.sallyport?.nodeFlags ?? [] };
}
