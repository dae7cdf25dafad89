/** The locks that stood when this replica last heard of them, kept in a file beside its spool for the next start. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { LockStatement } from '@sallyport/contracts/generated/sallyport/control/v1/control';

export interface KeptLocks {
  /** @throws when there is a file that cannot be read: a gateway must not forget what it was told */
  read(): readonly LockStatement[];
  /** Durable when it returns. */
  write(locks: readonly LockStatement[]): void;
}

/** For a gateway without a disk: it starts closed until it hears, and has nothing to remember. */
export const noKeptLocks: KeptLocks = { read: () => [], write: () => undefined };

export function keptLocks(folder: string, replica: string): KeptLocks {
  const file = path.join(folder, `${replica}.locks`);
  return {
    read() {
      let text: string;
      try {
        text = readFileSync(file, 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
        throw error;
      }
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => LockStatement.decode(Buffer.from(line, 'base64')));
    },
    write(locks) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const lines = locks.map((lock) => Buffer.from(LockStatement.encode(lock).finish()).toString('base64'));
      const written = `${file}.new`;
      const descriptor = openSync(written, 'w', 0o600);
      try {
        writeSync(descriptor, lines.map((line) => `${line}\n`).join(''));
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(written, file);
    },
  };
}
