/** Describes the machine, since figures mean little without it. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  readonly memoryGib: number;
  /** Median and 99th percentile of an fdatasync after a write of 4 KiB, in the folder of the spool. */
  readonly fsyncMs: { readonly p50: number; readonly p99: number };
}

const FSYNCS = 200; // Enough for a 99th percentile of sorts; 4 s on a disk of 20 ms.

export function describeMachine(folder: string): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    kernel: `${type()} ${release()}`,
    node: process.version,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    fsyncMs: measureFsync(join(folder, 'fsync-probe')),
  };
}

function measureFsync(file: string): Machine['fsyncMs'] {
  const block = Buffer.alloc(4096, 1);
  const handle = openSync(file, 'w');
  try {
    const times = Array.from({ length: FSYNCS }, () => {
      const start = performance.now();
      writeSync(handle, block);
      fdatasyncSync(handle);
      return performance.now() - start;
    }).sort((a, b) => a - b);
    return { p50: times[FSYNCS / 2] ?? 0, p99: times[Math.floor(FSYNCS * 0.99)] ?? 0 };
  } finally {
    closeSync(handle);
  }
}
